"""Which log events go into one PutLogEvents request.

Events are taken in the order in which they come, file after file, and a batch is cut where the next event would not
fit; only inside of it are they sorted by time. So one number, the next record, tells what is delivered of a log file.
Limits: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (2026-11).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
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

Place = TypeVar("Place")


class Batch(msgspec.Struct, Generic[Place], frozen=True):
    """One request's worth: events in order of time, and for each the place that it came from."""

    events: list[LogEvent]
    places: list[Place]
    size_bytes: int


class Batches(Generic[Place]):
    """Fills one stream's batches. Holds at most one batch's events."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._events: list[LogEvent] = []
        self._places: list[Place] = []
        self._size_bytes = 0
        self._oldest = _NEVER
        self._newest = -_NEVER
        self._in_order = True

    def add(self, events: Sequence[LogEvent], places: Sequence[Place]) -> Iterator[Batch[Place]]:
        """Yields each batch that is full; the last events wait for more, or for close."""
        stamps = [event.timestamp for event in events]
        messages = [event.message for event in events]
        sizes = [len(text) if text.isascii() else len(text.encode()) for text in messages]
        ends = [0, *accumulate(size_bytes + EVENT_OVERHEAD_BYTES for size_bytes in sizes)]
        start = 0
        while start < len(events):
            stop = self._fitting(stamps, ends, start)
            self._append(events[start:stop], places[start:stop], stamps[start:stop], ends[stop] - ends[start])
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

    def _append(
        self, events: Sequence[LogEvent], places: Sequence[Place], stamps: Sequence[int], size_bytes: int
    ) -> None:
        if not events:
            return
        self._in_order = self._in_order and stamps[0] >= self._newest and stamps == sorted(stamps)
        self._oldest = min(self._oldest, *stamps)
        self._newest = max(self._newest, *stamps)
        self._events += events
        self._places += places
        self._size_bytes += size_bytes

    def close(self) -> Batch[Place] | None:
        """What has been added since the last batch, if anything."""
        events, places, size_bytes, in_order = self._events, self._places, self._size_bytes, self._in_order
        self._begin()
        if not in_order:
            # Events of one millisecond keep their order.
            order = sorted(range(len(events)), key=[event.timestamp for event in events].__getitem__)
            events, places = [events[i] for i in order], [places[i] for i in order]
        return Batch(events, places, size_bytes) if events else None
