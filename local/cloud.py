"""The embedded cloud: AWS as far as Trailkeeper needs it, in a process of its own on 127.0.0.1, with IAM enforced.

with EmbeddedCloud() as cloud:
    nobody = cloud.user("nobody", {"Version": "2012-10-17", "Statement": []})
    cloud.client("s3", nobody).list_buckets()  # AccessDenied
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
import botocore.session
from botocore.config import Config

from local import process
from local.certificate import Certificate
from local.control import control
from local.credentials import ACCOUNT, REGION, Credentials, inherited, private_home, random_root, settings
from local.running import Running
from local.server.fault import FAULTS

START_SECONDS = 60
STATE_FILE = process.PROJECT / ".build" / "cloud.json"
# Whatever profile and files the environment names, these clients have the credentials they are given.
OWN_SETTINGS = {
    "profile": (None, None, None, None),
    "config_file": (None, None, "/dev/null", None),
    "credentials_file": (None, None, "/dev/null", None),
}


class EmbeddedCloud:
    def __init__(
        self,
        *,
        delivery_interval_seconds: float = 1.0,
        digest_interval_seconds: float | None = None,
        digest_hours: int = 48,
    ) -> None:
        """The delivery interval is from a call to its record's log file: about five minutes with the real CloudTrail.

        A digest is of an hour, and comes with the next delivery after it. Without `digest_interval_seconds` hours are
        real. With it, one passes every so many seconds, and at once with `write_digests`, on a clock that begins
        `digest_hours` before the present and never passes it: log files are stamped by that clock, so that each is of
        the hour of the digest that lists it. Records and the times of a trail's status keep the real time.
        """
        self._interval_seconds = delivery_interval_seconds
        self._hours = digest_interval_seconds and {"hour_seconds": digest_interval_seconds, "hours_ago": digest_hours}
        self._server: process.Server | None = None
        self._running: Running | None = None
        self._state_file: Path | None = None
        self._clients: list[Any] = []

    @classmethod
    def attached(cls, state_file: Path = STATE_FILE) -> Self | None:
        """The cloud that another process has detached; None if there is none."""
        if not state_file.exists():
            return None
        cloud = cls()
        cloud._state_file = state_file
        cloud._running = Running.from_json(state_file.read_text())
        return cloud

    def start(self) -> Self:
        folder, root = Path(tempfile.mkdtemp(prefix="trailkeeper-cloud-")), random_root()
        self._server, port = process.start_server(folder, root, self._interval_seconds)
        self._running = Running(self._server.pid, port, folder, root)
        try:
            process.wait_until_healthy(self._server, folder, port, START_SECONDS)
        except process.CloudFailed:
            self.stop()
            raise
        if self._hours:
            self._control("POST", "accelerate", **self._hours)
        return self

    def stop(self) -> None:
        """End the server and its Lambda workers, and delete its folder. Nothing happens the second time."""
        for client in self._clients:
            client.close()
        self._clients.clear()
        if self._server is not None:
            process.stop_child(self._server, self.running.folder)
        elif self._running is not None:
            process.stop_detached(self._running.pid, self._running.folder, self._running.port)
        if self._state_file is not None:
            self._state_file.unlink(missing_ok=True)
        self._server = self._running = self._state_file = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def detach(self, state_file: Path = STATE_FILE) -> None:
        """Let the server live on after this process, and after the `with`; `python -m local stop` ends it."""
        if self._server is None:
            raise process.CloudFailed("only a cloud that this process has started can be detached")
        if state_file.exists():
            raise process.CloudFailed("another embedded cloud is left running: `python -m local stop` ends it")
        state_file.parent.mkdir(exist_ok=True)
        state_file.touch(mode=0o600)
        state_file.write_text(self.running.to_json())
        process.detach(self._server)
        self._server = self._running = None

    @property
    def running(self) -> Running:
        if self._running is None:
            raise process.CloudFailed("the embedded cloud has not been started")
        return self._running

    @property
    def root(self) -> Credentials:
        """Bypasses every policy, unlike AWS's root: tests of permissions need a user or a role."""
        return self.running.root

    def account(self, account_id: str) -> Credentials:
        """The root of an account, which bypasses every policy; any twelve digits are an account."""
        return self.root if account_id == ACCOUNT else Credentials(account_id, self.root.secret_access_key)

    @property
    def endpoint_url(self) -> str:
        return f"https://127.0.0.1:{self.running.port}"

    @property
    def ca_bundle(self) -> Path:
        return Certificate.within(self.running.folder / "tls").authority

    @property
    def log(self) -> Path:
        return self.running.folder / "server.log"

    def settings(self, credentials: Credentials | None = None, region: str = REGION) -> Mapping[str, str]:
        """The variables to add to a shell's environment."""
        return settings(self.endpoint_url, self.ca_bundle, credentials or self.root, region)

    def environment(self, credentials: Credentials | None = None, region: str = REGION) -> dict[str, str]:
        """A program's whole environment: only PATH and the language come from this process."""
        home = self.running.folder / "home"
        return {**inherited(), **private_home(home), **self.settings(credentials, region)}

    def client(self, service: str, credentials: Credentials | None = None, region: str = REGION) -> Any:
        """A boto3 client, closed when the cloud stops."""
        who = credentials or self.root
        core: Any = botocore.session.Session(OWN_SETTINGS)
        client: Any = boto3.session.Session(botocore_session=core).client(  # type: ignore[call-overload]
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            verify=str(self.ca_bundle),
            aws_access_key_id=who.access_key_id,
            aws_secret_access_key=who.secret_access_key,
            aws_session_token=who.session_token,
            # No proxies, whatever the environment says: the cloud is on this machine.
            config=Config(s3={"addressing_style": "path"}, proxies={}),
        )
        self._clients.append(client)
        return client

    def user(self, name: str, policy_document: Mapping[str, Any], account: str = ACCOUNT) -> Credentials:
        """Make an IAM user that may do what the policy says, and an access key of it."""
        iam = self.client("iam", self.account(account))
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="inline", PolicyDocument=json.dumps(policy_document))
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return Credentials(key["AccessKeyId"], key["SecretAccessKey"])

    def assume_role(
        self, role_arn: str, credentials: Credentials | None = None, session_name: str = "session"
    ) -> Credentials:
        answer = self.client("sts", credentials).assume_role(RoleArn=role_arn, RoleSessionName=session_name)
        key = answer["Credentials"]
        return Credentials(key["AccessKeyId"], key["SecretAccessKey"], key["SessionToken"])

    def deliver(self) -> int:
        """Have CloudTrail write the log files of all records so far, and digests that are due; how many log files."""
        return int(self._control("POST", "deliver")["log_files"])

    def write_digests(self, hours: int = 1, *, until_now: bool = False) -> int:
        """Deliver everything, let hours pass, and have CloudTrail write the digests of them; the number written.

        `until_now`: all hours up to the present; none is left to pass then. The first digest of a chain is of the hour
        before the start of logging, the last comes with the delivery after its end. Real hours do not pass by this.
        """
        return int(self._control("POST", "digests", hours=None if until_now else hours)["digests"])

    def digest_time(self) -> datetime:
        """By the clock of the log files' stamps and of the digests."""
        return datetime.fromisoformat(self._control("GET", "digest-time")["time"])

    def rotate_key(self, region: str = REGION) -> str:
        """Have a Region's digests signed by a new key from now on; its fingerprint. The old key is still listed."""
        return str(self._control("POST", "rotate-key", region=region)["fingerprint"])

    def fault(self, name: str | None, *, count: int | None = None, region: str | None = None) -> None:
        """Have CloudTrail do one of `local.server.fault.FAULTS` from now on, beside what it does wrong already.

        `count`: to so many log files or digests only. `region`: to that Region's only. No name: `mend`.
        """
        if name is None:
            self.mend()
        elif name in FAULTS:
            self._control("POST", "fault", fault=name, count=count, region=region)
        else:
            raise ValueError(f"{name} is no fault: these are {', '.join(FAULTS)}")

    def mend(self) -> None:
        """Nothing is done wrong any more, and digests that were held back come with the next delivery."""
        self._control("POST", "mend")

    def quicken(self, *, minute_seconds: float) -> None:
        """Have every minute of CloudWatch last so long from now on; 60 is the real pace.

        A period of an alarm of 300 seconds then takes 5 such minutes, and a metric filter's default value comes once
        in each. The times of metrics, and the periods that they are asked for, stay real.
        """
        self._control("POST", "quicken", seconds=minute_seconds)

    def workers(self) -> list[dict[str, Any]]:
        """The Lambda workers: function, pid, in_use."""
        return list(self._control("GET", "workers"))

    def organize(self, organization_id: str, management: str, members: Sequence[str]) -> None:
        """Say which accounts form an organization, for CloudTrail's organization trails; the management is no member.

        Said again, it changes the members.
        """
        self._control("POST", "organize", id=organization_id, management=management, member=list(members))

    def _control(self, method: str, name: str, **query: Any) -> Any:
        return control(self.running.port, self.ca_bundle, method, name, query)
