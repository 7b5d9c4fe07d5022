"""The embedded cloud itself: that it is strict where AWS is, and that it leaves nothing behind."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.cloud import EmbeddedCloud
from local.process import PROJECT
from tests.acceptance.expectation import error_code, eventually, exists
from tests.acceptance.watched_digests import digests, wrong
from tests.acceptance.watched_trail import WatchedTrail

ONLY_SQS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}

MakeFunction = Callable[..., str]


def test_a_user_may_do_what_its_policy_says_and_nothing_else(cloud: EmbeddedCloud) -> None:
    user = cloud.user("sqs-only", ONLY_SQS)
    assert cloud.endpoint_url.startswith("https://")
    cloud.client("sqs", user).list_queues()
    assert error_code(cloud.client("s3", user).list_buckets) == "AccessDenied"


def test_a_request_with_a_wrong_signature_is_refused(cloud: EmbeddedCloud) -> None:
    user = cloud.user("forger", ONLY_SQS)
    forged = type(user)(user.access_key_id, "not-the-secret")
    assert error_code(cloud.client("sqs", forged).list_queues) == "SignatureDoesNotMatch"


def test_a_role_is_assumed_with_the_rights_of_its_own_policy(cloud: EmbeddedCloud) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "000000000000"}}],
    }
    role = cloud.client("iam").create_role(RoleName="powerless", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    session = cloud.assume_role(role["Arn"])
    arn = cloud.client("sts", session).get_caller_identity()["Arn"]
    assert arn == "arn:aws:sts::000000000000:assumed-role/powerless/session"
    assert error_code(cloud.client("sqs", session).list_queues) == "AccessDenied"


def test_an_unserved_service_answers_with_an_error_of_its_own(cloud: EmbeddedCloud) -> None:
    send = cloud.client("cloudtrail-data").put_audit_events
    channel = "arn:aws:cloudtrail:us-east-1:000000000000:channel/11111111-1111-1111-1111-111111111111"
    assert error_code(send, channelArn=channel, auditEvents=[{"id": "1", "eventData": "{}"}]) == (
        "UnsupportedOperationException"
    )


SHOWING = """
import os, time, boto3

def handler(event, context):
    time.sleep(event.get("seconds", 0))
    return {"environment": dict(os.environ), "arn": boto3.client("sts").get_caller_identity()["Arn"]}
"""


def test_nothing_of_the_hosts_environment_reaches_a_function(
    make_function: MakeFunction, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN", "SSL_CERT_FILE", "PYTHONPATH"):
        monkeypatch.setenv(variable, "/of/the/host")
    with EmbeddedCloud() as cloud:
        name = make_function(cloud, "showing", SHOWING)
        shown = json.loads(cloud.client("lambda").invoke(FunctionName=name)["Payload"].read())
        root = cloud.root
    assert shown["arn"] == "arn:aws:sts::000000000000:assumed-role/showing/showing"
    assert not [value for value in shown["environment"].values() if "/of/the/host" in value]
    assert root.secret_access_key not in shown["environment"].values()


def test_a_stopped_cloud_leaves_no_process_and_no_folder(make_function: MakeFunction) -> None:
    cloud = EmbeddedCloud().start()
    name = make_function(cloud, "sleeping", SHOWING, Timeout=60)
    cloud.client("lambda").invoke(FunctionName=name, InvocationType="Event", Payload=b'{"seconds": 50}')
    [worker] = eventually(lambda: [worker for worker in cloud.workers() if worker["in_use"]])
    running = cloud.running
    cloud.stop()
    assert eventually(lambda: not exists(worker["pid"]))
    assert not exists(running.pid)
    assert not running.folder.exists()


CONNECTED = """
import boto3

STS = boto3.client("sts")

def handler(event, context):
    return STS.get_caller_identity()["Arn"]
"""


def test_a_cloud_ends_by_itself_though_a_function_is_connected_to_it(make_function: MakeFunction) -> None:
    cloud = EmbeddedCloud().start()
    name = make_function(cloud, "connected", CONNECTED)
    cloud.client("lambda").invoke(FunctionName=name)
    server = cloud._server
    cloud.stop()
    assert server is not None
    assert server.returncode == 0


def test_a_cloud_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from local.cloud import EmbeddedCloud; cloud = EmbeddedCloud().start();"
        "print(cloud.running.to_json(), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE, check=False)
    running = json.loads(killed.stdout)
    assert eventually(lambda: not exists(running["pid"]))
    assert not Path(running["folder"]).exists()


def test_a_detached_cloud_lives_on_until_it_is_told_to_stop(tmp_path: Path) -> None:
    state_file = tmp_path / "cloud.json"
    program = (
        "import sys\nfrom pathlib import Path\nfrom local.cloud import EmbeddedCloud\n"
        "with EmbeddedCloud() as cloud:\n    cloud.detach(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", program, state_file], cwd=PROJECT, check=True)
    assert state_file.stat().st_mode & 0o777 == 0o600
    cloud = EmbeddedCloud.attached(state_file)
    assert cloud is not None
    running = cloud.running
    assert cloud.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::000000000000:root"
    cloud.stop()
    assert not exists(running.pid)
    assert not running.folder.exists()
    assert EmbeddedCloud.attached(state_file) is None


def test_without_accelerated_hours_a_digest_waits_for_a_real_one(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    """But the first, which is of the hour before the start."""
    trail.cloudtrail.update_trail(Name=trail.name, EnableLogFileValidation=True)
    cloud.write_digests(5)
    [first] = digests(trail)
    assert wrong(trail, [first]) == []
    assert abs(datetime.now(UTC) - datetime.fromisoformat(first.said["digestEndTime"])) < timedelta(minutes=5)
