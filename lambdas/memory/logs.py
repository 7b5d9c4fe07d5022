"""A log group without AWS: streams in a dict. Refuses what CloudWatch Logs refuses, so that a test sees it."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from lambdas.core.batch import BATCH_LIMIT_BYTES, BATCH_LIMIT_EVENTS, EVENT_OVERHEAD_BYTES, SPAN_LIMIT_MS
from lambdas.core.error import ConfigurationError, PipelineError
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal


class LogGroup:
    """fails: what the next requests to a stream raise, one after the other. refuses: what each accepted one refuses."""

    def __init__(self, fails: dict[str, list[PipelineError]] | None = None, refuses: Sequence[Refusal] = ()) -> None:
        self.streams: dict[str, list[LogEvent]] = defaultdict(list)
        self.requests = 0
        self._fails = fails or {}
        self._refuses = refuses

    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
        _within_limits(events)
        if waiting := self._fails.get(stream):
            raise waiting.pop(0)
        self.requests += 1
        refused = {index for refusal in self._refuses for index in range(refusal.start, refusal.stop)}
        self.streams[stream] += [event for index, event in enumerate(events) if index not in refused]
        return self._refuses


def _within_limits(events: Sequence[LogEvent]) -> None:
    stamps = [event.timestamp for event in events]
    size_bytes = sum(len(event.message.encode()) + EVENT_OVERHEAD_BYTES for event in events)
    claims = {
        "1 to 10,000 events": 0 < len(events) <= BATCH_LIMIT_EVENTS,
        "at most 1,048,576 bytes": size_bytes <= BATCH_LIMIT_BYTES,
        "in order of time": all(earlier <= later for earlier, later in pairwise(stamps)),
        "within 24 hours": not stamps or max(stamps) - min(stamps) <= SPAN_LIMIT_MS,
    }
    for claim, holds in claims.items():
        if not holds:
            raise ConfigurationError(f"a request must be {claim}")
