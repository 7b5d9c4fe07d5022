"""The limits of PutLogEvents, which the emulator lacks.

Source: CloudWatch Logs API Reference, PutLogEvents and RejectedLogEventsInfo (2026-11).
"""

import functools
import itertools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from ministack.core import responses

from local.server import seams

BATCH_LIMIT_BYTES = 1_048_576
BATCH_LIMIT_COUNT = 10_000
EVENT_LIMIT_BYTES = 1_048_576
EVENT_OVERHEAD_BYTES = 26
HOUR_MS = 60 * 60 * 1000
DAY_MS = 24 * HOUR_MS
SPAN_LIMIT_MS = DAY_MS
FUTURE_LIMIT_MS = 2 * HOUR_MS
PAST_LIMIT_MS = 14 * DAY_MS

LogEvent = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Either the whole request fails, or `stored` is kept and `rejected` tells what is not."""

    failure: str | None = None
    stored: Sequence[LogEvent] = ()
    rejected: Mapping[str, int] = field(default_factory=dict)
    """rejectedLogEventsInfo: the ends are exclusive, the start is inclusive; empty if all is stored."""


def judge(events: Sequence[LogEvent], now_ms: int, retention_days: int | None = None) -> Judgement:
    failure = _shape_failure(events) or _size_failure(events)
    if failure:
        return Judgement(failure)
    stamps = [event["timestamp"] for event in events]
    if any(later < earlier for earlier, later in itertools.pairwise(stamps)):
        return Judgement("Log events in a single PutLogEvents request must be in chronological order.")
    too_old = _count_before(stamps, now_ms - PAST_LIMIT_MS)
    expired = 0 if retention_days is None else _count_before(stamps, now_ms - retention_days * DAY_MS)
    too_new = _count_before(stamps, now_ms + FUTURE_LIMIT_MS + 1)
    first = max(too_old, expired)
    valid = stamps[first:too_new]
    if valid and valid[-1] - valid[0] > SPAN_LIMIT_MS:
        return Judgement("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
    rejected = {
        **({"tooNewLogEventStartIndex": too_new} if too_new < len(events) else {}),
        **({"tooOldLogEventEndIndex": too_old} if too_old else {}),
        **({"expiredLogEventEndIndex": expired} if expired else {}),
    }
    return Judgement(None, events[first:too_new], rejected)


def _shape_failure(events: Sequence[LogEvent]) -> str | None:
    if not events:
        return _constraint("[]", "logEvents", "have length greater than or equal to 1")
    if len(events) > BATCH_LIMIT_COUNT:
        return _constraint("[...]", "logEvents", f"have length less than or equal to {BATCH_LIMIT_COUNT}")
    for number, event in enumerate(events, start=1):
        member = f"logEvents.{number}.member"
        if type(event.get("timestamp")) is not int:
            return _constraint("null", f"{member}.timestamp", "not be null")
        if event["timestamp"] < 0:
            return _constraint(str(event["timestamp"]), f"{member}.timestamp", "have value greater than or equal to 0")
        if not event.get("message"):
            return _constraint("", f"{member}.message", "have length greater than or equal to 1")
    return None


def _constraint(value: str, member: str, constraint: str) -> str:
    return (
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: "
        f"Member must {constraint}"
    )


def _size_failure(events: Sequence[LogEvent]) -> str | None:
    sizes = [len(event["message"].encode("utf-8", "surrogatepass")) + EVENT_OVERHEAD_BYTES for event in events]
    largest, total = max(sizes), sum(sizes)
    if largest > EVENT_LIMIT_BYTES:
        return f"Log event too large: {largest} bytes exceeds limit of {EVENT_LIMIT_BYTES}"
    if total > BATCH_LIMIT_BYTES:
        return f"Upload too large: {total} bytes exceeds limit of {BATCH_LIMIT_BYTES}"
    return None


def _count_before(stamps: Sequence[int], limit_ms: int) -> int:
    """How many leading stamps, of a list in order, are earlier than the limit."""
    return sum(1 for _ in itertools.takewhile(lambda stamp: stamp < limit_ms, stamps))


def install() -> None:
    """Judge each PutLogEvents request where the emulator has already checked its signature and its caller's policies.

    Not in front of the emulator: the signature covers the body, so one without the rejected log events would not pass.
    """
    seams.replace("services.cloudwatch_logs._put_log_events", _within_limits)


def _within_limits(store: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    @functools.wraps(store)
    def put_log_events(request: dict[str, Any]) -> Any:
        group = seams.seam("services.cloudwatch_logs._log_groups").get(request.get("logGroupName")) or {}
        judgement = judge(request.get("logEvents") or [], int(time.time() * 1000), group.get("retentionInDays"))
        if judgement.failure:
            return responses.error_response_json("InvalidParameterException", judgement.failure, 400)
        status, headers, body = store({**request, "logEvents": judgement.stored})
        if status == HTTPStatus.OK and judgement.rejected:
            body = json.dumps({**json.loads(body), "rejectedLogEventsInfo": judgement.rejected}).encode()
        return status, headers, body

    return put_log_events
