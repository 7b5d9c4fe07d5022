"""CloudFormation as the other side of setup: its requests, and the answers that it takes; CloudTrail in memory."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdas.core.trail import Trail
from lambdas.setup.resource import RESOURCES, World
from lambdas.setup.setup import Setup

URL = "https://cloudformation.example/answer?X-Amz-Signature=secret"
STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/Trailkeeper-Setup/1"
TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/trailkeeper"
OTHER_TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/another"
SETTINGS, ADMINISTRATOR, OVERLAP = RESOURCES
ACCOUNT, OTHER_ACCOUNT = "222233334444", "333344445555"
NOON = 1_795_435_200
AS_MADE = Trail(has_link=False, recursive_logging=True)
LINKED = Trail(has_link=True, recursive_logging=True)
UNTOLD = Trail(has_link=False, recursive_logging=None)


@dataclass
class CloudTrail:
    """In memory."""

    trails: dict[str, Trail] = field(default_factory=lambda: {TRAIL: AS_MADE, OTHER_TRAIL: AS_MADE})
    heeds: bool = True
    """RecursiveLogging where a request asks for it."""
    administrators: set[str] = field(default_factory=set)
    calls: list[tuple[object, ...]] = field(default_factory=list)
    error: Exception | None = None

    def trail(self, trail_arn: str) -> Trail | None:
        if self.error:
            raise self.error
        return self.trails.get(trail_arn)

    def change_trail(self, trail_arn: str, *, unlink: bool, recursive_logging: bool | None) -> Trail | None:
        self._called("UpdateTrail", trail_arn, unlink, recursive_logging)
        before = self.trails[trail_arn]
        told = before.recursive_logging is not None
        recursive = recursive_logging if told and self.heeds and recursive_logging is not None else None
        shown = before.recursive_logging if recursive is None else recursive
        self.trails[trail_arn] = Trail(before.has_link and not unlink, shown)
        return self.trails[trail_arn]

    def register_administrator(self, account: str) -> bool:
        self._called("Register", account)
        new = account not in self.administrators
        self.administrators.add(account)
        return new

    def deregister_administrator(self, account: str) -> None:
        self._called("Deregister", account)
        self.administrators.discard(account)

    def _called(self, *call: object) -> None:
        self.calls.append(call)
        if self.error:
            raise self.error


@dataclass
class Answers:
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def put(self, url: str, body: bytes) -> None:
        self.sent.append((url, json.loads(body)))


@dataclass
class Deployment:
    """CloudFormation on the other side."""

    cloudtrail: CloudTrail = field(default_factory=CloudTrail)
    answers: Answers = field(default_factory=Answers)
    now: int = NOON

    def handle(self, event: object) -> None:
        log = logging.getLogger()
        Setup(World(self.cloudtrail, lambda: self.now, log), self.answers, log).handle(event)

    def ask(
        self,
        request_type: str,
        resource_type: str,
        physical_id: str = "",
        old: Mapping[str, str] | None = None,
        **properties: object,
    ) -> dict[str, Any]:
        """The one answer to one request."""
        already = len(self.answers.sent)
        self.handle(event(request_type, resource_type, physical_id, old, **properties))
        ((url, answer),) = self.answers.sent[already:]
        assert url == URL
        return answer

    def id_of(
        self,
        request_type: str,
        resource_type: str,
        physical_id: str = "",
        old: Mapping[str, str] | None = None,
        **properties: object,
    ) -> str:
        answer = self.ask(request_type, resource_type, physical_id, old, **properties)
        assert answer["Status"] == "SUCCESS", answer["Reason"]
        return str(answer["PhysicalResourceId"])


def event(
    request_type: str,
    resource_type: str,
    physical_id: str = "",
    old: Mapping[str, str] | None = None,
    **properties: object,
) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "RequestType": request_type,
        "ResponseURL": URL,
        "StackId": STACK,
        "RequestId": "request-1",
        "LogicalResourceId": "Resource",
        "ResourceType": resource_type,
        "ServiceToken": "arn:aws:lambda:eu-west-1:111122223333:function:trailkeeper-setup",
        "ResourceProperties": {"ServiceToken": "…", "ServiceTimeout": "300", **properties},
    }
    if physical_id:
        asked["PhysicalResourceId"] = physical_id
    if request_type == "Update":
        asked["OldResourceProperties"] = {"ServiceToken": "…", **(old or {})}
    return asked


def of_trail(*, on: bool = True, link: bool = False, arn: str = TRAIL) -> dict[str, Any]:
    switches = {"RecursiveLogging": str(on).lower(), "NativeLink": str(link).lower()}
    return {"TrailArn": arn, **switches, "Trail": "fingerprint"}


MADE: dict[str, tuple[dict[str, Any], str]] = {
    SETTINGS: (of_trail(on=False), TRAIL),
    ADMINISTRATOR: ({"AccountId": ACCOUNT}, f"registered:{ACCOUNT}"),
    OVERLAP: ({"Paths": ["direct"]}, f"ingestion:direct@{NOON}"),
}
"""By type: what is asked for, and the physical id of what is made."""
