"""A record as CloudWatch Logs takes it: its own bytes as the message, its eventTime as the timestamp.

Two ways to read. Records as CloudTrail writes them are decoded only as far as that needs a look; one that is in any way
different is checked (lambdas.core.check), and delivered though it may be odd (lambdas.core.oddity).
What the first way takes, the second would find neither fault nor oddity in.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import msgspec

from lambdas.core.check import MESSAGE_LIMIT_BYTES, Reason, check, is_version_known
from lambdas.core.event_time import is_usual, milliseconds, time_of
from lambdas.core.match import Match, matched
from lambdas.core.oddity import PLAIN_CATEGORIES, PLAIN_FIELDS, Oddity, oddities, unknown_fields
from lambdas.core.ruleset import Ruleset, matching

FIELDS_TOLD = 20
"""Names of unknown fields that are kept for one log file, so that a strange one does not flood the log."""
NAME_TOLD_LENGTH = 64
TIMES_KEPT = 10_000
RULESETS_KEPT = 4

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


_TYPED: dict[str, tuple[Any, ...]] = {
    "eventVersion": (str,),
    "eventTime": (str,),
    "eventID": (str,),
    "eventCategory": (Literal[PLAIN_CATEGORIES], PLAIN_CATEGORIES[0]),
    "readOnly": (bool, False),
    "managementEvent": (bool, True),
}


@lru_cache(RULESETS_KEPT)
def _decoder(rules: Ruleset | None) -> Any:
    """Where a rule asks for a text that is none, the checks see to it: it is no oddity."""
    typed = {**(rules.typed if rules is not None else {}), **_TYPED}
    fields = [(name, *typed.get(name, (msgspec.Raw, None))) for name in PLAIN_FIELDS]
    head = msgspec.defstruct("_Usual", fields, gc=False, kw_only=True, forbid_unknown_fields=True)
    return msgspec.json.Decoder(head)


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
    odd: Sequence[tuple[int, Oddity]] = ()
    """Indexes of events' records, in order, each with what is odd about it."""
    matches: Sequence[Match] = ()
    """Of events' records, in order."""


class Reader:
    """Reads one log file's records, portion after portion, from the record `start` on."""

    def __init__(
        self,
        start: int = 0,
        is_own: IsOwn | None = None,
        times: "Times | None" = None,
        rules: Ruleset | None = None,
    ) -> None:
        self.count = 0
        """How many records have been read, those before the start among them."""
        self.odd: Counter[Oddity] = Counter()
        self.unknown_fields: set[str] = set()
        self._start = start
        self._is_own = is_own
        self._rules = rules
        self._decode = _decoder(rules).decode
        self._times = times if times is not None else Times()
        self._versions = _Versions()
        self._ahead: tuple[Sequence[Raw], Readings] | None = None

    def proves(self, records: Sequence[Raw]) -> bool:
        """Whether these are whole records, and usual ones; what was read of them is kept for the read that follows."""
        ahead = self._try_usual(records, self.count) if records and self.count >= self._start else None
        self._ahead = (records, ahead) if ahead else None
        return ahead is not None

    def read(self, records: Sequence[Raw]) -> Readings:
        ahead, self._ahead = self._ahead, None
        if ahead and ahead[0] is records:
            self.count += len(records)
            return ahead[1]
        first, self.count = max(self.count, self._start), self.count + len(records)
        wanted = records[max(len(records) - (self.count - first), 0) :]
        if not wanted:
            return Readings()
        return self._try_usual(wanted, first) or self._one_by_one(wanted, first)

    def _try_usual(self, records: Sequence[Raw], first: int) -> Readings | None:
        """None where one of them has a fault or an oddity, or has to be looked at for another reason."""
        if self._is_own is not None:
            return None
        try:
            return self._usual(records, first)
        except (msgspec.DecodeError, RecursionError, ValueError):
            return None

    def _usual(self, records: Sequence[Raw], first: int) -> Readings:
        """For records that are as CloudTrail writes them; raises where one is not."""
        sizes_bytes = list(map(len, records))
        if max(sizes_bytes) > MESSAGE_LIMIT_BYTES:
            raise ValueError(Reason.OVERSIZE)
        times, versions = self._times, self._versions
        heads: Any = map(self._decode, records) if self._rules is None else list(map(self._decode, records))
        stamps = [times[head.eventTime] for head in heads if versions[head.eventVersion]]
        events = [LogEvent(stamp, str(raw, "utf-8")) for stamp, raw in zip(stamps, records, strict=True)]
        indexes = range(first, first + len(events))
        if self._rules is None:
            return Readings(events, indexes, sizes_bytes)
        return Readings(events, indexes, sizes_bytes, matches=list(self._matches(self._rules, heads, records, first)))

    def _matches(self, rules: Ruleset, heads: Sequence[Any], records: Sequence[Raw], first: int) -> Iterator[Match]:
        """Of usual records; raises where one that has to be decoded is not."""
        for place, candidates in rules.candidates(heads):
            reason, record = check(bytes(records[place]))
            if reason is not None:
                raise ValueError(reason)
            yield from matched(record, matching(candidates, record), first + place)

    def _one_by_one(self, records: Sequence[Raw], first: int) -> Readings:
        found = [
            self._try_usual([raw], index) or self._checked(bytes(raw), index)
            for index, raw in enumerate(records, first)
        ]
        return Readings(
            [event for one in found for event in one.events],
            [index for one in found for index in one.indexes],
            [size_bytes for one in found for size_bytes in one.sizes_bytes],
            [rejected for one in found for rejected in one.rejected],
            [index for one in found for index in one.filtered],
            [odd for one in found for odd in one.odd],
            [match for one in found for match in one.matches],
        )

    def _checked(self, raw: bytes, index: int) -> Readings:
        reason, record = check(raw)
        if reason is not None:
            return Readings(rejected=[RejectedRecord(index, reason, raw)])
        if self._is_own is not None and self._is_own(record):
            return Readings(filtered=[index])
        odd = [(index, oddity) for oddity in self._note(record)]
        matches = list(matched(record, self._rules.of(record), index)) if self._rules is not None else ()
        event = LogEvent(time_of(record) or 0, raw.decode())
        return Readings([event], [index], [len(raw)], odd=odd, matches=matches)

    def _note(self, record: Mapping[str, Any]) -> list[Oddity]:
        odd = oddities(record)
        self.odd.update(odd)
        left = FIELDS_TOLD - len(self.unknown_fields)
        if Oddity.UNKNOWN_FIELD in odd and left:
            names = set(map(_told, unknown_fields(record))) - self.unknown_fields
            self.unknown_fields.update(sorted(names)[:left])
        return odd


def _told(name: str) -> str:
    """A lone surrogate could be written nowhere, so it is told by its escape."""
    return name[:NAME_TOLD_LENGTH].encode(errors="backslashreplace").decode()[:NAME_TOLD_LENGTH]


class Times(dict[str, int]):
    """The milliseconds of each usual eventTime: the log files of an invocation repeat few of them often."""

    def __missing__(self, event_time: str) -> int:
        if not is_usual(event_time):
            raise ValueError(Oddity.UNUSUAL_TIME)
        if len(self) >= TIMES_KEPT:
            self.clear()
        self[event_time] = found = milliseconds(event_time)
        return found


class _Versions(dict[str, bool]):
    def __missing__(self, event_version: str) -> bool:
        if not is_version_known(event_version):
            raise ValueError(Reason.UNKNOWN_VERSION)
        self[event_version] = True
        return True
