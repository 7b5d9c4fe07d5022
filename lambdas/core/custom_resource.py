"""What CloudFormation asks of a custom resource, and how it is answered.

Source (2026-04-13):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
"""

from bisect import bisect_right
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from lambdas.core.error import RejectedInput

ANSWER_LIMIT_BYTES = 4096
NEVER_MADE = "failed:"
"""What the physical id of a resource begins with whose creation failed."""
_CUT = "…"

Properties = TypeVar("Properties", bound=msgspec.Struct)


class RequestType(StrEnum):
    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"


class Sender(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """Of a request: as much of it as an answer needs."""

    response_url: str = msgspec.field(name="ResponseURL")
    """Pre-signed: whoever has it may answer. It is in no log and in no error."""
    stack_id: str
    request_id: str
    logical_resource_id: str
    physical_resource_id: str = ""
    """Empty where the resource is to be created."""


class Request(Sender, frozen=True, kw_only=True, rename="pascal"):
    request_type: RequestType
    resource_type: str
    resource_properties: dict[str, Any]
    """Lists, objects and text: CloudFormation passes numbers and booleans as text."""
    old_resource_properties: dict[str, Any] | None = None


class Status(StrEnum):
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"


class Answer(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    status: Status
    reason: str
    physical_resource_id: str
    stack_id: str
    request_id: str
    logical_resource_id: str
    no_echo: bool = False
    data: dict[str, str] = {}

    def encode(self) -> bytes:
        """JSON of 4096 bytes at the most: a reason that is too long is cut."""
        if len(body := msgspec.json.encode(self)) <= ANSWER_LIMIT_BYTES:
            return body
        return msgspec.json.encode(self._with(self._longest_reason()))

    def _with(self, reason: str) -> "Answer":
        return msgspec.structs.replace(self, reason=reason)

    def _longest_reason(self) -> str:
        room_bytes = ANSWER_LIMIT_BYTES - len(msgspec.json.encode(self._with("")))
        lengths = range(len(self.reason))
        longest = bisect_right(lengths, room_bytes, key=lambda length: _added_bytes(self.reason[:length] + _CUT)) - 1
        return self.reason[:longest] + _CUT


def _added_bytes(reason: str) -> int:
    return len(msgspec.json.encode(reason)) - len(msgspec.json.encode(""))


def sender(event: object) -> Sender:
    """Raises RejectedInput for what nobody can be answered for."""
    return _converted(event, Sender, "a request of CloudFormation")


def request(event: object) -> Request:
    """Raises RejectedInput."""
    return _converted(event, Request, "a request of CloudFormation")


def properties(asked: Request, kind: type[Properties]) -> Properties:
    """Those of the resource as it shall be. Raises RejectedInput."""
    return _converted(asked.resource_properties, kind, f"the properties of a {asked.resource_type}")


def _converted(value: object, kind: type[Properties], what: str) -> Properties:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise RejectedInput(f"not {what}: {error}") from error
