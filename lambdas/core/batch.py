"""Which log events go into one PutLogEvents request.

Events are taken in the order in which they come, file after file, and a batch is cut where the next event would not
fit; only inside of it are they sorted by time. So one number, the next record, tells what is delivered of a log file.
Limits: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (2026-11).
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from operator import itemgetter
from typing import Generic, TypeVar

import msgspec

from lambdas.core.record import LogEvent

BATCH_LIMIT_BYTES = 1_048_576
BATCH_LIMIT_EVENTS = 10_000
EVENT_OVERHEAD_BYTES = 26
SPAN_LIMIT_MS = 24 * 60 * 60 * 1000
"""Of the oldest to the newest event of a batch."""

# Further from every time than SPAN_LIMIT_MS.
_NEVER = 1 << 62

Source = TypeVar("Source")


class Part(msgspec.Struct, Generic[Source], frozen=True):
    """Some events of one source, in the order in which they came."""

    source: Source
    indexes: Sequence[int]
    """Of their records in the source."""


class Batch(msgspec.Struct, Generic[Source], frozen=True):
    """One request's worth: events in order of time, and where they came from."""

    events: list[LogEvent]
    parts: list[Part[Source]]
    order: Sequence[int]
    """For each event its number among all of the parts' events."""
    size_bytes: int

    def origins(self, start: int, stop: int) -> list[tuple[Source, int]]:
        """The source and the index of each event from start up to, not with, stop."""
        came = [(part.source, index) for part in self.parts for index in part.indexes]
        return [came[number] for number in self.order[start:stop]]

    def apart(self) -> "list[Batch[Source]]":
        """The same events, a batch for each part."""
        return [batch for part, events in self._by_part() if (batch := _batch([(part, events)]))]

    def only(self, is_wanted: Callable[[Source], bool]) -> "Batch[Source] | None":
        """The events of the sources that are wanted; None where there are none."""
        if all(is_wanted(part.source) for part in self.parts):
            return self
        return _batch([(part, events) for part, events in self._by_part() if is_wanted(part.source)])

    def _by_part(self) -> "list[tuple[Part[Source], list[LogEvent]]]":
        """The events of each part in the order in which they came."""
        came = iter([event for _, event in sorted(zip(self.order, self.events, strict=True), key=itemgetter(0))])
        return [(part, list(islice(came, len(part.indexes)))) for part in self.parts]


class Batches(Generic[Source]):
    """Fills one stream's batches. Holds at most one batch's events."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._events: list[LogEvent] = []
        self._stamps: list[int] = []
        self._parts: list[Part[Source]] = []
        self._size_bytes = 0
        self._oldest = _NEVER
        self._newest = -_NEVER

    def add(
        self, part: Part[Source], events: Sequence[LogEvent], sizes_bytes: Sequence[int]
    ) -> Iterator[Batch[Source]]:
        """Yields each batch that is full; the last events wait for more, or for close.

        The sizes are those of the messages in UTF-8.
        """
        stamps = [event.timestamp for event in events]
        ends = list(accumulate((size + EVENT_OVERHEAD_BYTES for size in sizes_bytes), initial=0))
        start = 0
        while start < len(events):
            stop = self._fitting(stamps, ends, start)
            if stop == start and not self._events:
                raise ValueError(f"an event of {sizes_bytes[start]} bytes fits into no batch")
            if stop > start:
                self._events += events[start:stop]
                self._parts.append(Part(part.source, part.indexes[start:stop]))
                self._size_bytes += ends[stop] - ends[start]
                self._stretch(stamps[start:stop])
            if stop < len(events) and (full := self.close()):
                yield full
            start = stop

    def _fitting(self, stamps: Sequence[int], ends: Sequence[int], start: int) -> int:
        """Up to which event the open batch can take them."""
        by_count = start + BATCH_LIMIT_EVENTS - len(self._events)
        by_bytes = bisect_right(ends, ends[start] + BATCH_LIMIT_BYTES - self._size_bytes) - 1
        stop = min(by_count, by_bytes, len(stamps))
        oldest, newest = self._oldest, self._newest
        some = stamps[start:stop]
        if not some or max(newest, *some) - min(oldest, *some) <= SPAN_LIMIT_MS:
            return stop
        for index, stamp in enumerate(some, start):
            oldest, newest = min(oldest, stamp), max(newest, stamp)
            if newest - oldest > SPAN_LIMIT_MS:
                return index
        return stop

    def _stretch(self, stamps: Sequence[int]) -> None:
        self._stamps += stamps
        self._oldest = min(self._oldest, *stamps)
        self._newest = max(self._newest, *stamps)

    def close(self) -> Batch[Source] | None:
        """What has been added since the last batch, if anything."""
        events, stamps, parts, size_bytes = self._events, self._stamps, self._parts, self._size_bytes
        self._begin()
        if not events:
            return None
        # Events of one millisecond keep their order.
        order = sorted(range(len(stamps)), key=stamps.__getitem__)
        return Batch([events[number] for number in order], parts, order, size_bytes)


def _batch(parts: Sequence[tuple[Part[Source], Sequence[LogEvent]]]) -> Batch[Source] | None:
    """Of events that have fitted into one batch; None of none."""
    batches: Batches[Source] = Batches()
    for part, events in parts:
        for _ in batches.add(part, events, [len(event.message.encode()) for event in events]):
            raise ValueError("more events than fit into a batch")
    return batches.close()
