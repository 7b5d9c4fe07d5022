"""A record as CloudWatch Logs takes it: its own bytes as the message, its eventTime as the timestamp.

Two ways to read. Records as CloudTrail writes them are decoded only as far as that needs a look; what is in any way
different is read one by one: checked (lambdas.core.check), and delivered though it may be odd (lambdas.core.oddity).
What the first way takes, the second would find neither fault nor oddity in.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from lambdas.core.check import MESSAGE_LIMIT_BYTES, Reason, check, is_version_known
from lambdas.core.event_time import is_usual, milliseconds, time_of
from lambdas.core.oddity import PLAIN_CATEGORIES, PLAIN_FIELDS, Oddity, oddities, unknown_fields

FIELDS_TOLD = 20
"""Names of unknown fields that are kept for one log file, so that a strange one does not flood the log."""
NAME_TOLD_LENGTH = 64

Raw = msgspec.Raw | bytes
IsOwn = Callable[[Mapping[str, Any]], bool]


class LogEvent(msgspec.Struct, gc=False):
    """One of PutLogEvents' logEvents, by its own field names."""

    timestamp: int
    """Milliseconds since 1970, UTC."""
    message: str


class RejectedRecord(msgspec.Struct, frozen=True):
    index: int
    """Its place in the log file, from 0."""
    reason: Reason
    raw: bytes


_TYPED: dict[str, Any] = {
    "eventVersion": str,
    "eventTime": str,
    "eventID": str,
    "eventCategory": (Literal[PLAIN_CATEGORIES], PLAIN_CATEGORIES[0]),
    "readOnly": (bool, False),
    "managementEvent": (bool, True),
}
_Usual: Any = msgspec.defstruct(
    "_Usual",
    [
        *((name, *kind) if isinstance(kind, tuple) else (name, kind) for name, kind in _TYPED.items()),
        *((name, msgspec.Raw, None) for name in sorted(PLAIN_FIELDS - set(_TYPED))),
    ],
    gc=False,
    kw_only=True,
    forbid_unknown_fields=True,
)
_USUAL = msgspec.json.Decoder(_Usual)


class Readings(msgspec.Struct, frozen=True):
    """What some records of a log file came to; each is among the events, the rejected or the filtered."""

    events: Sequence[LogEvent] = ()
    indexes: Sequence[int] = ()
    """Of the events' records in the log file, in the same order."""
    sizes_bytes: Sequence[int] = ()
    """Of the events' messages in UTF-8, in the same order."""
    rejected: Sequence[RejectedRecord] = ()
    filtered: Sequence[int] = ()
    """The indexes of the records that are not wanted."""


class Reader:
    """Reads one log file's records, portion after portion, from the record `start` on."""

    def __init__(self, start: int = 0, is_own: IsOwn | None = None) -> None:
        self.count = 0
        """How many records have been read, those before the start among them."""
        self.odd: Counter[Oddity] = Counter()
        self.unknown_fields: set[str] = set()
        self._start = start
        self._is_own = is_own
        self._times = _Times()
        self._versions = _Versions()

    def read(self, records: Sequence[Raw]) -> Readings:
        first, self.count = max(self.count, self._start), self.count + len(records)
        wanted = records[max(len(records) - (self.count - first), 0) :]
        if not wanted:
            return Readings()
        if self._is_own is None:
            try:
                return self._usual(wanted, first)
            except (msgspec.DecodeError, RecursionError, ValueError):
                pass  # one of them has a fault or an oddity
        return self._one_by_one(wanted, first)

    def _usual(self, records: Sequence[Raw], first: int) -> Readings:
        """For records that are as CloudTrail writes them; raises where one is not."""
        sizes_bytes = list(map(len, records))
        if max(sizes_bytes) > MESSAGE_LIMIT_BYTES:
            raise ValueError(Reason.OVERSIZE)
        heads = list(map(_USUAL.decode, records))
        for version in {head.eventVersion for head in heads}:
            self._versions[version]
        times = self._times
        events = [LogEvent(times[head.eventTime], str(raw, "utf-8")) for head, raw in zip(heads, records, strict=True)]
        return Readings(events, range(first, first + len(events)), sizes_bytes)

    def _one_by_one(self, records: Sequence[Raw], first: int) -> Readings:
        found = Readings([], [], [], [], [])
        for index, raw in enumerate(map(bytes, records), first):
            reason, record = check(raw)
            if reason is not None:
                found.rejected.append(RejectedRecord(index, reason, raw))  # type: ignore[attr-defined]
            elif self._is_own is not None and self._is_own(record):
                found.filtered.append(index)  # type: ignore[attr-defined]
            else:
                self._note(record)
                found.events.append(LogEvent(time_of(record) or 0, raw.decode()))  # type: ignore[attr-defined]
                found.indexes.append(index)  # type: ignore[attr-defined]
                found.sizes_bytes.append(len(raw))  # type: ignore[attr-defined]
        return found

    def _note(self, record: Mapping[str, Any]) -> None:
        odd = oddities(record)
        self.odd.update(odd)
        left = FIELDS_TOLD - len(self.unknown_fields)
        if Oddity.UNKNOWN_FIELD in odd and left:
            names = set(map(_told, unknown_fields(record))) - self.unknown_fields
            self.unknown_fields.update(sorted(names)[:left])


def _told(name: str) -> str:
    """A lone surrogate could be written nowhere, so it is told by its escape."""
    return name[:NAME_TOLD_LENGTH].encode(errors="backslashreplace").decode()[:NAME_TOLD_LENGTH]


class _Times(dict[str, int]):
    """The milliseconds of each usual eventTime: a log file repeats few of them often."""

    def __missing__(self, event_time: str) -> int:
        if not is_usual(event_time):
            raise ValueError(Oddity.UNUSUAL_TIME)
        self[event_time] = found = milliseconds(event_time)
        return found


class _Versions(dict[str, bool]):
    def __missing__(self, event_version: str) -> bool:
        if not is_version_known(event_version):
            raise ValueError(Reason.UNKNOWN_VERSION)
        self[event_version] = True
        return True
