"""CloudTrail's and the account's answers to watch, at the end of the wire, where moto has none or not all of them."""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from tests.integration.cloudtrail_wire import Raw

Answer = tuple[int, dict[str, Any]]


@dataclass
class Wire:
    """Of all clients that are made of boto3's default session after it."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    """By operation, as account.ListRegions; the last answer again and again."""
    sent: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        boto3.setup_default_session()
        assert boto3.DEFAULT_SESSION is not None
        for operation in self.answers:
            boto3.DEFAULT_SESSION.events.register_first(f"before-send.{operation}", self._answer(operation))  # type: ignore[arg-type]  # an answer is taken

    def _answer(self, operation: str) -> Callable[..., AWSResponse]:
        def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
            self.sent[operation].append(json.loads(request.body or "{}"))  # type: ignore[arg-type]  # bytes
            left = self.answers[operation]
            status, body = left.pop(0) if len(left) > 1 else left[0]
            return AWSResponse("url", status, {}, Raw(json.dumps(body).encode()))  # type: ignore[arg-type]  # what urllib3 would give

        return answer


def refused(code: str) -> Answer:
    return 400, {"__type": code, "message": "because"}
