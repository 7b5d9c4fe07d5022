"""The record checks: what makes a record one that cannot be delivered. Each is a row of a table and a function.

A record that fails one goes to quarantine with the check's reason, and costs its log file's other records nothing. What
is merely odd is in lambdas.core.oddity.
"""

import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NoReturn

import msgspec

from lambdas.core.event_time import time_of

# The most that one log event may hold: a request of its own, less what CloudWatch Logs counts for each event.
# Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (2026-11).
MESSAGE_LIMIT_BYTES = 1_048_576 - 26
_DECODER = msgspec.json.Decoder()
_VERSION = re.compile(r"1(\.\d+)*", re.ASCII)


class Reason(StrEnum):
    """Why a record is in quarantine."""

    EMPTY = "empty"
    OVERSIZE = "oversize"
    NOT_UTF_8 = "not-utf-8"
    NOT_JSON = "not-json"
    NESTED_TOO_DEEPLY = "nested-too-deeply"
    NOT_AN_OBJECT = "not-an-object"
    UNKNOWN_VERSION = "unknown-version"
    NO_TIME = "no-time"
    # The destination's, not the record's own fault.
    TOO_OLD = "too-old"
    EXPIRED = "expired"
    TOO_NEW = "too-new"
    REFUSED = "refused"


def is_empty(raw: bytes) -> bool:
    return not raw


def is_oversize(raw: bytes) -> bool:
    return len(raw) > MESSAGE_LIMIT_BYTES


def is_not_utf_8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return True
    return False


def is_not_an_object(record: Any) -> bool:
    return not isinstance(record, dict)


def is_version_known(event_version: str) -> bool:
    """CloudTrail promises that fields are only added within a major version; there has been no other than 1.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
    (2026-04-13).
    """
    return _VERSION.fullmatch(event_version) is not None


def is_of_another_version(record: Any) -> bool:
    """A version that is missing, or no text, tells nothing: that is odd, and delivered."""
    version = record.get("eventVersion")
    return isinstance(version, str) and not is_version_known(version)


def has_no_time(record: Any) -> bool:
    return time_of(record) is None


# In this order: the size before anything that takes many times its memory.
CHECKS_OF_BYTES: tuple[tuple[Reason, Callable[[bytes], bool]], ...] = (
    (Reason.EMPTY, is_empty),
    (Reason.OVERSIZE, is_oversize),
    (Reason.NOT_UTF_8, is_not_utf_8),
)
CHECKS_OF_RECORDS: tuple[tuple[Reason, Callable[[Any], bool]], ...] = (
    (Reason.NOT_AN_OBJECT, is_not_an_object),
    (Reason.UNKNOWN_VERSION, is_of_another_version),
    (Reason.NO_TIME, has_no_time),
)


def check(raw: bytes) -> tuple[Reason | None, dict[str, Any]]:
    """The reason why a record cannot be delivered, or None and the record, decoded."""
    for reason, fails in CHECKS_OF_BYTES:
        if fails(raw):
            return reason, {}
    try:
        record = _decoded(raw)
    except RecursionError:
        return Reason.NESTED_TOO_DEEPLY, {}
    except ValueError:
        return Reason.NOT_JSON, {}
    for reason, fails in CHECKS_OF_RECORDS:
        if fails(record):
            return reason, {}
    return None, record


def _decoded(raw: bytes) -> Any:
    """The standard library's reader decides what is JSON: a lone surrogate's escape is, and such bytes are delivered.

    msgspec's is quicker, and takes nothing that is no JSON. The text is UTF-8 and nothing else: from bytes json.loads
    would guess. A number of any length is one.
    """
    try:
        return _DECODER.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return json.loads(raw.decode(), parse_constant=_refuse, parse_int=float)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
