"""The use case: messages in, log events out.

    message -> notification -> log file -> records -> log events -> batches -> CloudWatch Logs

Each step is a module of lambdas.core; here they meet the archive and the destination. Events of all the log files of
an invocation share the batches of their stream. A log file's fault fails the message that names it and no other, and a
message that fails stays on the queue, in the end among the dead letters: nothing is dropped in silence.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lambdas.core.batch import Batch, Batches, Part
from lambdas.core.error import ForeignObject, RejectedInput, Unavailable
from lambdas.core.inflate import inflate
from lambdas.core.log_file import portions
from lambdas.core.metric import (
    BYTES_DELIVERED,
    LOG_FILES_READ,
    LOG_FILES_REJECTED,
    NOTIFICATIONS_IGNORED,
    RECORDS_DELIVERED,
    RECORDS_READ,
    RECORDS_REJECTED,
    REQUESTS,
    TRAILING_BYTES,
    Metric,
)
from lambdas.core.notification import is_validation_message, notification
from lambdas.core.object_key import LogFileKey, OtherKey, object_key
from lambdas.core.record import Reader
from lambdas.core.stream import stream
from lambdas.deliver.port import Archive, Destination, Log, Message
from lambdas.deliver.settings import Settings

RESERVE = 4
"""No message is begun in the last of so many parts of an invocation's time: it is for the requests that remain."""
INDEXES_TOLD = 10
"""Of the records that are rejected for one reason, so that a bad log file does not flood the log."""


@dataclass(slots=True)
class LogFile:
    """A log file on its way."""

    bucket: str
    key: LogFileKey
    version: str
    sha256: str
    trailing_bytes: int
    message: Message
    read: int = 0
    delivered: int = 0
    rejected: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """The records' indexes by reason."""
    error: str = ""

    def reject(self, index: int, reason: str) -> None:
        self.rejected[reason].append(index)

    def place(self) -> dict[str, str]:
        return {"bucket": self.bucket, "key": self.key.key, "version": self.version}


@dataclass(slots=True)
class Outcome:
    failed: dict[str, None] = field(default_factory=dict)
    """The ids of the messages that stay on the queue, in the order in which they failed."""
    counts: Counter[Metric] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Deliver:
    settings: Settings
    archive: Archive
    destination: Destination
    log: Log

    def run(self, messages: Sequence[Message], milliseconds_left: Callable[[], int]) -> Outcome:
        """A message for which the time does not suffice stays on the queue unread.

        Raises ConfigurationError, which is no message's fault: the invocation fails, and all its messages come again.
        """
        invocation = _Invocation(self)
        reserve_ms = milliseconds_left() // RESERVE
        for message in messages:
            if milliseconds_left() < reserve_ms:
                invocation.postpone(message)
            else:
                invocation.take(message)
        invocation.finish()
        return invocation.outcome


class _Invocation:
    def __init__(self, deliver: Deliver) -> None:
        self.outcome = Outcome()
        self._settings = deliver.settings
        self._archive = deliver.archive
        self._destination = deliver.destination
        self._log = deliver.log
        self._log_files: list[LogFile] = []
        self._streams: defaultdict[str, Batches[LogFile]] = defaultdict(Batches)

    def take(self, message: Message) -> None:
        if is_validation_message(message.body):
            self._ignore("validation message", {"message_id": message.id})
            return
        try:
            named = notification(message.body)
        except RejectedInput as error:
            self._reject(message, error, {})
            return
        for key in named.keys:
            self._take_key(message, named.bucket, key)

    def postpone(self, message: Message) -> None:
        self._fail(message, "no time left in this invocation", {})

    def _take_key(self, message: Message, bucket: str, key: str) -> None:
        place = {"bucket": bucket, "key": key}
        try:
            admitted = self._admitted(bucket, key)
            if isinstance(admitted, OtherKey):
                self._ignore(admitted.kind, place)
                return
            stored = self._archive.get(bucket, key)
            inflated = inflate(stored.body, self._settings.inflated_limit_bytes)
            log_file = LogFile(bucket, admitted, stored.version, inflated.sha256, inflated.trailing_bytes, message)
            self._take_records(log_file, inflated.body)
        except RejectedInput as error:
            self._reject(message, error, place)
        except Unavailable as error:
            self._fail(message, str(error), place)

    def _admitted(self, bucket: str, key: str) -> LogFileKey | OtherKey:
        """The gate before any call: a notification may name any bucket of the world."""
        if bucket != self._settings.archive_bucket:
            raise ForeignObject(f"bucket {bucket!r}: not the configured {self._settings.archive_bucket!r}")
        return object_key(key, self._settings.key_prefix)

    def _take_records(self, log_file: LogFile, body: bytes) -> None:
        name, reader = stream(log_file.key, self._settings.home_region), Reader()
        for portion in portions(body):
            reading = reader.read(portion)
            log_file.read = reader.count
            for rejected in reading.rejected:
                log_file.reject(rejected.index, rejected.reason)
            part = Part(log_file, reading.indexes)
            for full in self._streams[name].add(part, reading.events, reading.sizes_bytes):
                self._put(name, full)
            if log_file.error:
                break
        self._log_files.append(log_file)

    def finish(self) -> None:
        """What the streams' last batches hold is delivered, and each log file's line is logged."""
        for name, batches in self._streams.items():
            if last := batches.close():
                self._put(name, last)
        for log_file in self._log_files:
            self._report(log_file)

    def _put(self, name: str, batch: Batch[LogFile]) -> None:
        try:
            refusals = self._destination.put(name, batch.events)
        except RejectedInput as error:
            self._refused(name, batch, error)
            return
        except Unavailable as error:
            for part in batch.parts:
                part.source.error = str(error)
            return
        self._count(REQUESTS, 1)
        self._count(BYTES_DELIVERED, batch.size_bytes)
        for part in batch.parts:
            part.source.delivered += len(part.indexes)
        for refusal in refusals:
            for log_file, index in batch.origins(refusal.start, refusal.stop):
                log_file.delivered -= 1
                log_file.reject(index, refusal.reason)

    def _refused(self, name: str, batch: Batch[LogFile], error: RejectedInput) -> None:
        """What is refused for one log file's sake is tried once more for each, so that only that one fails."""
        if len(batch.parts) > 1:
            for alone in batch.apart():
                self._put(name, alone)
            return
        batch.parts[0].source.error = str(error)

    def _report(self, log_file: LogFile) -> None:
        rejected = sum(map(len, log_file.rejected.values()))
        self._count(LOG_FILES_READ, 1)
        self._count(RECORDS_READ, log_file.read)
        self._count(RECORDS_DELIVERED, log_file.delivered)
        self._count(RECORDS_REJECTED, rejected)
        self._count(TRAILING_BYTES, log_file.trailing_bytes)
        if log_file.trailing_bytes:
            told = {"trailing_bytes": log_file.trailing_bytes}
            self._log.error("bytes after the log file", extra={**log_file.place(), **told})
        for reason, indexes in log_file.rejected.items():
            found = {"reason": reason, "count": len(indexes), "first_indexes": indexes[:INDEXES_TOLD]}
            self._log.error("records rejected", extra={**log_file.place(), **found})
        if log_file.error:
            self._fail(log_file.message, log_file.error, log_file.place())
            return
        counts = {"read": log_file.read, "delivered": log_file.delivered, "rejected": rejected}
        self._log.info("log file delivered", extra={**log_file.place(), "sha256": log_file.sha256, **counts})

    def _ignore(self, kind: str, place: Mapping[str, str]) -> None:
        self._count(NOTIFICATIONS_IGNORED, 1)
        self._log.info("nothing to deliver", extra={**place, "kind": kind})

    def _reject(self, message: Message, error: RejectedInput, place: Mapping[str, str]) -> None:
        self._count(LOG_FILES_REJECTED, 1)
        self._fail(message, str(error), place)

    def _fail(self, message: Message, reason: str, place: Mapping[str, str]) -> None:
        self.outcome.failed[message.id] = None
        self._log.error("message failed", extra={**place, "message_id": message.id, "reason": reason})

    def _count(self, metric: Metric, amount: int) -> None:
        self.outcome.counts[metric] += amount
