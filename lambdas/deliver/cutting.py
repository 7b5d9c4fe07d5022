"""A claimed log file into its records, and those to where they belong: the outbox, the quarantine, or nowhere."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lambdas.core import quarantine
from lambdas.core.error import MalformedLogFile, RejectedInput
from lambdas.core.inflate import inflate
from lambdas.core.log_file import Portion, portions
from lambdas.core.metric import TRAILING_BYTES
from lambdas.core.record import LogEvent, Reader, Readings, Times
from lambdas.core.ruleset import Ruleset
from lambdas.core.stream import stream
from lambdas.core.window import OutOfRange, Window
from lambdas.deliver.claim import Claimed
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.log_file import LogFile
from lambdas.deliver.outbox import Outbox
from lambdas.deliver.port import Clock
from lambdas.deliver.settings import Settings
from lambdas.deliver.settlement import Settlement

ASIDE_LIMIT_BYTES = 4 * 1024 * 1024
"""Of one log file's records for the quarantine, before they are put there."""
ASIDE_LIMIT_COUNT = 10_000
MATCH_LIMIT_COUNT = 5_000
"""Matches of security rules, of all log files, before they are told."""
TRAILING = "trailing-bytes"


@dataclass(slots=True)
class Cutting:
    settings: Settings
    clock: Clock
    invocation: Invocation
    settlement: Settlement
    outbox: Outbox
    rules: Ruleset | None = None
    _times: Times = field(default_factory=Times)
    _matched: int = 0

    def take(self, claimed: Claimed) -> None:
        """Raises ConfigurationError."""
        named = claimed.fetched.named
        log_file = LogFile(named, claimed.receipt, stream=stream(named.key, self.settings.home_region))
        try:
            self._records(log_file, self._opened(log_file, claimed))
        except RejectedInput as error:
            log_file.reject(error.reason, str(error))
        self.settlement.add(log_file)

    def _opened(self, log_file: LogFile, claimed: Claimed) -> tuple[Iterable[Portion], Reader]:
        """The records, some at a time, and who reads them. Raises RejectedInput."""
        if isinstance(claimed.fetched.error, RejectedInput):
            raise claimed.fetched.error
        start = log_file.base.next_record
        if log_file.named.records:
            return [_quarantined(log_file, claimed.fetched.body)], Reader(start, rules=self.rules)
        inflated = inflate(claimed.fetched.body, self.settings.inflated_limit_bytes)
        log_file.sha256 = inflated.sha256
        if inflated.trailing_bytes:
            self.invocation.count(TRAILING_BYTES, inflated.trailing_bytes)
            self.invocation.finding(TRAILING, log_file.place(), trailing_bytes=inflated.trailing_bytes)
        own = self.settings.own_activity
        reader = Reader(start, own.is_own if own.concerns(inflated.body) else None, self._times, self.rules)
        return portions(inflated.body, proves=reader.proves), reader

    def _records(self, log_file: LogFile, opened: tuple[Iterable[Portion], Reader]) -> None:
        records, reader = opened
        aside_bytes = 0
        for portion in records:
            if self.clock.is_short():
                log_file.error = f"no time left in this invocation; goes on from record {log_file.read}"
                return
            readings = reader.read(portion)
            log_file.read = max(reader.count, log_file.base.next_record)
            log_file.unknown_fields = reader.unknown_fields
            self._sort(log_file, readings)
            if log_file.error:
                return
            aside_bytes += sum(len(one.raw) for one in readings.rejected)
            if self._holds_much(log_file, aside_bytes):
                self.settlement.add(log_file)
                self.outbox.flush()
                aside_bytes = self._matched = 0
                if log_file.error:
                    return
        log_file.is_read = True

    def _holds_much(self, log_file: LogFile, aside_bytes: int) -> bool:
        is_much_aside = aside_bytes > ASIDE_LIMIT_BYTES or len(log_file.aside) > ASIDE_LIMIT_COUNT
        return is_much_aside or self._matched > MATCH_LIMIT_COUNT

    def _sort(self, log_file: LogFile, readings: Readings) -> None:
        for rejected in readings.rejected:
            log_file.set_aside(rejected.index, rejected.reason, rejected.raw)
        log_file.filtered += readings.filtered
        log_file.odd += readings.odd
        log_file.matches += readings.matches
        self._matched += len(readings.matches)
        if not readings.events:
            return
        stamps = [event.timestamp for event in readings.events]
        oldest_ms, newest_ms = min(stamps), max(stamps)
        log_file.see(oldest_ms, newest_ms)
        window = Window(self.clock.now_ms(), self.settings.retention_days)
        if window.oldest_ms <= oldest_ms and newest_ms <= window.newest_ms:
            self.outbox.add(log_file, readings.indexes, readings.events, readings.sizes_bytes)
        else:
            self._out_of_range(log_file, readings, window)

    def _out_of_range(self, log_file: LogFile, readings: Readings, window: Window) -> None:
        """Some of these have a time that the destination would not take."""
        events, indexes, sizes_bytes = [], [], []
        restamp = self.settings.out_of_range is OutOfRange.RESTAMP
        for index, event, size_bytes in zip(readings.indexes, readings.events, readings.sizes_bytes, strict=True):
            reason = window.reason(event.timestamp)
            if reason and not restamp:
                log_file.set_aside(index, reason, event.message.encode())
                continue
            log_file.restamped += [index] if reason else []
            events.append(LogEvent(window.now_ms, event.message) if reason else event)
            indexes.append(index)
            sizes_bytes.append(size_bytes)
        self.outbox.add(log_file, indexes, events, sizes_bytes)


def _quarantined(log_file: LogFile, body: bytes) -> Portion:
    """The records of a redriven object. Raises MalformedLogFile where they are not all of the log file in its name."""
    entries = list(quarantine.read_records(body))
    wanted = quarantine.log_file_of(log_file.named.records)
    if any(entry.log_file != wanted for entry in entries):
        raise MalformedLogFile("records of another log file than the name says")
    log_file.positions = [entry.position for entry in entries]
    log_file.source = (wanted, entries[0].version)
    return [entry.raw for entry in entries]
