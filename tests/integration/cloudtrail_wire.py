"""CloudTrail at the end of the wire, for setup's calls: what is sent to it, and what it is to answer."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from lambdas.aws.client import PATIENCE
from lambdas.aws.cloudtrail import CloudTrail
from lambdas.core.trail import Trail

TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailkeeper"
ACCOUNT = "222233334444"
Call = Callable[[CloudTrail], object]


def read(cloudtrail: CloudTrail) -> object:
    return cloudtrail.trail(TRAIL)


def change(cloudtrail: CloudTrail) -> object:
    return cloudtrail.change_trail(TRAIL, unlink=True, recursive_logging=False)


def register(cloudtrail: CloudTrail) -> object:
    return cloudtrail.register_administrator(ACCOUNT)


def deregister(cloudtrail: CloudTrail) -> object:
    return cloudtrail.deregister_administrator(ACCOUNT)  # type: ignore[func-returns-value]  # None is the answer


LINK = {"CloudWatchLogsLogGroupArn": "arn:aws:logs:…:*", "CloudWatchLogsRoleArn": "arn:aws:iam::…:role/native"}
UNLINK = dict.fromkeys(LINK, "")
QUIET = {"Name": TRAIL, **UNLINK, "RecursiveLogging": False}
UNTOLD = Trail(has_link=False, recursive_logging=None)
# By operation: the call, what it sends, and what it says when it has succeeded.
CALLS: dict[str, tuple[Call, dict[str, object], object]] = {
    "GetTrail": (read, {"Name": TRAIL}, UNTOLD),
    "UpdateTrail": (change, QUIET, UNTOLD),
    "RegisterOrganizationDelegatedAdmin": (register, {"MemberAccountId": ACCOUNT}, True),
    "DeregisterOrganizationDelegatedAdmin": (deregister, {"DelegatedAdminAccountId": ACCOUNT}, None),
}
TAKEN: tuple[int, dict[str, Any]] = (200, {"Trail": {}})
"""Only GetTrail looks at the member Trail."""


@cache
def session() -> boto3.session.Session:
    return boto3.session.Session("testing", "testing", region_name="eu-west-1")


class Raw(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


@dataclass
class Wire:
    """Answers in CloudTrail's place, the last answer again and again: no request leaves the process."""

    client: Any
    answers: list[tuple[int, dict[str, Any]]] = field(default_factory=lambda: [TAKEN])
    sent: list[AWSPreparedRequest] = field(default_factory=list)

    def __post_init__(self) -> None:
        for operation in CALLS:
            self.client.meta.events.register_first(f"before-send.cloudtrail.{operation}", self._answer)

    def bodies(self) -> list[Any]:
        return [json.loads(request.body or "") for request in self.sent]  # type: ignore[arg-type]  # bytes

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.sent.append(request)
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return AWSResponse("url", status, {}, Raw(json.dumps(body).encode()))  # type: ignore[arg-type]  # what urllib3 would give


def target(request: AWSPreparedRequest) -> str:
    found = request.headers["X-Amz-Target"]
    return found.decode() if isinstance(found, bytes) else str(found)


def refusal(code: str) -> tuple[int, dict[str, str]]:
    return 400, {"__type": code, "message": "because"}


def wire(*answers: tuple[int, dict[str, Any]]) -> Wire:
    return Wire(session().client("cloudtrail", config=PATIENCE), list(answers) or [TAKEN])


def cloudtrail(cloud: Wire, paused: list[float] | None = None) -> CloudTrail:
    return CloudTrail(cloud.client, ([] if paused is None else paused).append)
