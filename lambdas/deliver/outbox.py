"""Log events on their way into requests: of all log files of an invocation, in the batches of their streams.

A stream's requests go out one after the other. Where several streams have one to give, they go out at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from lambdas.core.batch import EVENT_OVERHEAD_BYTES, Batch, Batches, Part
from lambdas.core.check import Reason
from lambdas.core.error import PipelineError, RejectedInput, Throttled, Unavailable
from lambdas.core.metric import BYTES_DELIVERED, REQUESTS, REQUESTS_THROTTLED
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.core.window import OutOfRange
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.log_file import LogFile
from lambdas.deliver.port import Clock, Destination
from lambdas.deliver.settings import Settings
from lambdas.deliver.settlement import Settlement

Answer = Sequence[Refusal] | RejectedInput | Unavailable


@dataclass(slots=True)
class Outbox:
    settings: Settings
    destination: Destination
    clock: Clock
    invocation: Invocation
    settlement: Settlement
    pool: Executor
    _streams: defaultdict[str, Batches[LogFile]] = field(default_factory=lambda: defaultdict(Batches))
    _unsettled: set[str] = field(default_factory=set)
    _added_bytes: int = 0
    """Since the streams were empty: at least what waits."""

    def add(
        self, log_file: LogFile, indexes: Sequence[int], events: Sequence[LogEvent], sizes_bytes: Sequence[int]
    ) -> None:
        """The rest is dropped when a request of the log file fails: it begins there next time."""
        if log_file.error:
            return
        log_file.waiting += len(events)
        for full in self._streams[log_file.stream].add(Part(log_file, indexes), events, sizes_bytes):
            if log_file.stream in self._unsettled:
                self.settle()
            if batch := full.only(_goes_on):
                self._account(log_file.stream, batch, self._put(log_file.stream, batch.events))
            if log_file.error:
                return
        self._added_bytes += sum(sizes_bytes) + len(sizes_bytes) * EVENT_OVERHEAD_BYTES
        if self._added_bytes > self.settings.waiting_limit_bytes:
            self.flush()

    def flush(self) -> None:
        """Delivers and settles everything that waits."""
        last = [(stream, batch) for stream, batches in self._streams.items() if (batch := batches.close())]
        self._streams.clear()
        self._added_bytes = 0
        if any(stream in self._unsettled for stream, _ in last):
            self.settle()
        last = [(stream, batch) for stream, whole in last if (batch := whole.only(_goes_on))]
        answers = self.pool.map(lambda one: self._put(one[0], one[1].events), last)
        for (stream, batch), answer in zip(last, answers, strict=True):
            self._account(stream, batch, answer)
        self.settle()

    def settle(self) -> None:
        self.settlement.settle()
        self._unsettled.clear()

    def _put(self, stream: str, events: Sequence[LogEvent]) -> Answer:
        """Tries again as long as the invocation has time for it."""
        attempt = 0
        while True:
            try:
                return self.destination.put(stream, events)
            except RejectedInput as error:
                return error
            except Unavailable as error:
                self.invocation.count(REQUESTS_THROTTLED, isinstance(error, Throttled))
                if not self.clock.wait(attempt):
                    return error
            attempt += 1

    def _account(self, stream: str, batch: Batch[LogFile], answer: Answer) -> None:
        for part in batch.parts:
            self.settlement.add(part.source)
        if isinstance(answer, Unavailable):
            for part in batch.parts:
                part.source.error = str(answer)
        elif isinstance(answer, RejectedInput):
            self._refused(stream, batch)
        else:
            self.invocation.count(REQUESTS)
            self.invocation.count(BYTES_DELIVERED, batch.size_bytes)
            self._unsettled.add(stream)
            for part in batch.parts:
                part.source.delivered += len(part.indexes)
                _passed(part)
            for refusal in answer:
                self._left_out(stream, batch, refusal)

    def _refused(self, stream: str, batch: Batch[LogFile]) -> None:
        """What is refused for one part's sake is tried once more for each, and only that one goes to quarantine."""
        if len(batch.parts) > 1:
            for alone in batch.apart():
                if not alone.parts[0].source.error:
                    self._account(stream, alone, self._put(stream, alone.events))
            return
        (part,) = batch.parts
        for (log_file, index), event in zip(batch.origins(0, len(batch.events)), batch.events, strict=True):
            log_file.set_aside(index, Reason.REFUSED, event.message.encode())
        _passed(part)

    def _left_out(self, stream: str, batch: Batch[LogFile], refusal: Refusal) -> None:
        """What the destination left out of a request that it accepted, because of its time."""
        events = batch.events[refusal.start : refusal.stop]
        origins = batch.origins(refusal.start, refusal.stop)
        if self.settings.out_of_range is OutOfRange.RESTAMP:
            now_ms = self.clock.now_ms()
            answer = self._put(stream, [LogEvent(now_ms, event.message) for event in events])
            if not isinstance(answer, PipelineError) and not answer:
                self.invocation.count(REQUESTS)
                for log_file, index in origins:
                    log_file.restamped.append(index)
                return
        for (log_file, index), event in zip(origins, events, strict=True):
            log_file.delivered -= 1
            log_file.set_aside(index, refusal.reason, event.message.encode())


def _passed(part: Part[LogFile]) -> None:
    """Nothing of this part waits any more."""
    part.source.accepted_until = part.indexes[-1] + 1
    part.source.waiting -= len(part.indexes)


def _goes_on(log_file: LogFile) -> bool:
    """Not where what its last request has delivered could not be written down: that one would come twice, and this."""
    return not log_file.is_closed
