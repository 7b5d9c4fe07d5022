"""A record as CloudWatch Logs takes it: its own bytes as the message, its eventTime as the timestamp.

A record is decoded only as far as the pipeline needs, and leniently: what is merely odd is delivered. What cannot be
delivered is a value too, a RejectedRecord with its reason; it costs the file's other records nothing.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NoReturn

import msgspec

# The most that one log event may hold: a request of its own, less what CloudWatch Logs counts for each event.
# Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (2026-11).
MESSAGE_LIMIT_BYTES = 1_048_576 - 26
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Reason(StrEnum):
    """Why a record cannot be delivered."""

    EMPTY = "empty"
    NOT_JSON = "not-json"
    NOT_UTF_8 = "not-utf-8"
    NESTED_TOO_DEEPLY = "nested-too-deeply"
    NOT_AN_OBJECT = "not-an-object"
    NO_TIME = "no-time"
    OVERSIZE = "oversize"


class LogEvent(msgspec.Struct, gc=False):
    """One of PutLogEvents' logEvents, by its own field names."""

    timestamp: int
    """Milliseconds since 1970, UTC."""
    message: str


class RejectedRecord(msgspec.Struct, frozen=True):
    index: int
    """Its place in the log file, from 0."""
    reason: str
    raw: bytes


class _Head(msgspec.Struct, gc=False):
    event_time: str = msgspec.field(name="eventTime", default="")


_HEAD = msgspec.json.Decoder(_Head)


class Readings(msgspec.Struct, frozen=True):
    """What some records of a log file came to; each of them is among the events or among the rejected."""

    events: Sequence[LogEvent]
    indexes: Sequence[int]
    """Of the events' records in the log file, in the same order."""
    sizes_bytes: Sequence[int]
    """Of the events' messages in UTF-8, in the same order."""
    rejected: Sequence[RejectedRecord]


class Reader:
    """Reads one log file's records, portion after portion."""

    def __init__(self) -> None:
        self.count = 0
        """How many records have been read."""
        self._times = _Times()

    def read(self, records: Sequence[msgspec.Raw | bytes]) -> Readings:
        start = self.count
        self.count += len(records)
        if not records:
            return Readings((), (), (), ())
        try:
            return _first_reading(records, start, self._times)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return _one_by_one(records, start, self._times)


def _first_reading(records: Sequence[msgspec.Raw | bytes], start: int, times: "_Times") -> Readings:
    """For records without fault; raises where one has any."""
    sizes_bytes = list(map(len, records))
    if max(sizes_bytes) > MESSAGE_LIMIT_BYTES:
        raise ValueError(Reason.OVERSIZE)
    decode = _HEAD.decode
    stamps = [times[decode(raw).event_time] for raw in records]
    events = [LogEvent(stamp, str(raw, "utf-8")) for stamp, raw in zip(stamps, records, strict=True)]
    return Readings(events, range(start, start + len(events)), sizes_bytes, ())


def _one_by_one(records: Sequence[msgspec.Raw | bytes], start: int, times: "_Times") -> Readings:
    events, indexes, rejected = [], [], []
    for index, raw in enumerate(records, start):
        try:
            reading: LogEvent | RejectedRecord = _first_reading([raw], index, times).events[0]
        except (msgspec.DecodeError, RecursionError, ValueError):
            reading = _second_reading(index, bytes(raw))
        if isinstance(reading, RejectedRecord):
            rejected.append(reading)
        else:
            events.append(reading)
            indexes.append(index)
    return Readings(events, indexes, [len(records[index - start]) for index in indexes], rejected)


class _Times(dict[str, int]):
    """The milliseconds of each eventTime: a log file repeats few of them often."""

    def __missing__(self, event_time: str) -> int:
        milliseconds = self[event_time] = _milliseconds(event_time)
        return milliseconds


def _second_reading(index: int, raw: bytes) -> LogEvent | RejectedRecord:
    """For what the fast reading refuses: a lone surrogate's escape is JSON all the same, and its bytes are delivered.

    The standard library's reader decides what is JSON. It takes many times the memory of what it reads, so the size is
    looked at first.
    """
    if not 0 < len(raw) <= MESSAGE_LIMIT_BYTES:
        return RejectedRecord(index, Reason.OVERSIZE if raw else Reason.EMPTY, raw)
    try:
        message = raw.decode()
        timestamp = _time_of(json.loads(message, parse_constant=_refuse, parse_int=str))
    except (ValueError, RecursionError) as error:
        return RejectedRecord(index, next(reason for kind, reason in _UNREADABLE if isinstance(error, kind)), raw)
    return RejectedRecord(index, timestamp, raw) if isinstance(timestamp, Reason) else LogEvent(timestamp, message)


# By the first of these that the error is.
_UNREADABLE = (
    (UnicodeDecodeError, Reason.NOT_UTF_8),
    (RecursionError, Reason.NESTED_TOO_DEEPLY),
    (ValueError, Reason.NOT_JSON),
)


def _time_of(record: Any) -> int | Reason:
    """eventTime; of an aggregated event, which has none, the start of its window."""
    if not isinstance(record, dict):
        return Reason.NOT_AN_OBJECT
    window = record.get("timeWindow")
    candidates = (record.get("eventTime"), window.get("windowStart") if isinstance(window, dict) else None)
    for text in candidates:
        if isinstance(text, str):
            try:
                return _milliseconds(text)
            except ValueError:
                continue
    return Reason.NO_TIME


def _milliseconds(event_time: str) -> int:
    """Any ISO 8601 time; UTC where it names no zone. ValueError for what is none, or is before 1970."""
    moment = datetime.fromisoformat(event_time)
    milliseconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - _EPOCH) // _MILLISECOND
    if milliseconds < 0:
        raise ValueError("before 1970")
    return milliseconds


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
