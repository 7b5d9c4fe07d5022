"""Writing down what became of the records: first what goes to quarantine, then what the security rules matched, then
progress and receipts in the ledger.

What one request of a stream has delivered is settled before that stream's next one goes out. So a crash at any point
repeats at most one request a stream, and with it at most one request's records of a log file.
"""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import islice

from lambdas.core import quarantine
from lambdas.core.error import Unavailable
from lambdas.core.metric import (
    LOG_FILES_READ,
    LOG_FILES_REJECTED,
    RECORDS_DELIVERED,
    RECORDS_FILTERED,
    RECORDS_ODD,
    RECORDS_QUARANTINED,
    RECORDS_READ,
    RECORDS_RESTAMPED,
)
from lambdas.core.receipt import Receipt, State, Write
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.log_file import LogFile
from lambdas.deliver.port import Clock, Ledger, Quarantine
from lambdas.deliver.telling import Telling
from lambdas.deliver.writing import written

POSITIONS_TOLD = 10
"""Of the records that are quarantined for one reason, so that a bad log file does not flood the log."""
AT_A_TIME = 100
"""Log files whose receipts are written together: one transaction, so that what is counted is what was taken."""
LOST_CLAIM = "its claim was lost to another invocation"


@dataclass(slots=True)
class Settlement:
    ledger: Ledger
    quarantine: Quarantine
    clock: Clock
    invocation: Invocation
    pool: Executor
    log_group: str
    telling: Telling
    _open: dict[str, LogFile] = field(default_factory=dict)

    def add(self, log_file: LogFile) -> None:
        """Has something to settle, now or later."""
        if not log_file.is_closed:
            self._open[log_file.base.log_file] = log_file

    def settle(self) -> None:
        """Raises ConfigurationError."""
        due = [log_file for log_file in self._open.values() if log_file.is_due]
        for log_file in due:
            del self._open[log_file.base.log_file]
        self._save_all([log_file for log_file in due if log_file.rejection or log_file.aside])
        saved = [log_file for log_file in due if not log_file.is_closed]
        self.telling.tell(saved)
        rest = iter(saved)
        while some := list(islice(rest, AT_A_TIME)):
            self._write(some)

    def _save_all(self, log_files: Sequence[LogFile]) -> None:
        for log_file, error in zip(log_files, self.pool.map(self._save, log_files), strict=True):
            if error:
                # What it holds would count as quarantined, so nothing is written down of it.
                self._fail(log_file, error)

    def _write(self, log_files: Sequence[LogFile]) -> None:
        now_ms = self.clock.now_ms()
        writes = [Write(one.receipt(now_ms, self.log_group, release=bool(one.error)), one.base) for one in log_files]
        try:
            refused = written(self.ledger, self.clock, writes)
        except Unavailable as error:
            for log_file in log_files:
                self._fail(log_file, str(error))
            return
        for log_file, write in zip(log_files, writes, strict=True):
            if write.receipt.log_file in refused:
                self._fail(log_file, LOST_CLAIM)
            else:
                self._settled(log_file, write.receipt)

    def _fail(self, log_file: LogFile, error: str) -> None:
        log_file.error = error
        self._close(log_file)

    def _save(self, log_file: LogFile) -> str:
        """Puts into quarantine what is to be accounted for there; what went wrong, else nothing."""
        named, version = log_file.named, log_file.base.version
        try:
            if log_file.rejection:
                self._save_pointer(log_file)
            elif saved := log_file.saved():
                name = quarantine.records_name(named.name, version, log_file.base.next_record)
                self.quarantine.put(name, quarantine.lines(map(log_file.quarantined, saved)))
        except Unavailable as error:
            return str(error)
        return ""

    def _save_pointer(self, log_file: LogFile) -> None:
        named, version = log_file.named, log_file.base.version
        if named.records:
            return  # it is in quarantine, and stays there as it is
        entry = quarantine.RejectedLogFile(named.bucket, named.key.key, version, log_file.rejection, log_file.detail)
        self.quarantine.put(quarantine.log_file_name(named.name, version), quarantine.written(entry))

    def _settled(self, log_file: LogFile, receipt: Receipt) -> None:
        base, count = log_file.base, self.invocation.count
        count(RECORDS_READ, receipt.read - base.read)
        count(RECORDS_DELIVERED, receipt.delivered - base.delivered)
        count(RECORDS_FILTERED, receipt.filtered - base.filtered)
        count(RECORDS_QUARANTINED, sum(receipt.quarantined.values()) - sum(base.quarantined.values()))
        count(RECORDS_ODD, sum(receipt.odd.values()) - sum(base.odd.values()))
        count(RECORDS_RESTAMPED, receipt.restamped - base.restamped)
        self._tell_quarantined(log_file)
        self.invocation.matched.update(match.rule for match in log_file.matched())
        log_file.settled(receipt)
        if receipt.state is not State.IN_FLIGHT or log_file.error:
            self._close(log_file)

    def _tell_quarantined(self, log_file: LogFile) -> None:
        by_reason: dict[str, list[int]] = {}
        for one in log_file.saved():
            by_reason.setdefault(one.reason, []).append(log_file.position(one.index))
        for reason, positions in by_reason.items():
            told = {"reason": reason, "count": len(positions), "first_positions": positions[:POSITIONS_TOLD]}
            self.invocation.log.error("records quarantined", extra={**log_file.place(), **told})

    def _close(self, log_file: LogFile) -> None:
        """Once for each log file: what became of it in this invocation."""
        log_file.is_closed = True
        receipt, place = log_file.base, log_file.place()
        if log_file.error:
            self.invocation.fail(log_file.named.messages, log_file.error, place, next_record=receipt.next_record)
        elif log_file.rejection:
            self.invocation.count(LOG_FILES_REJECTED)
            why = {"reason": log_file.rejection, "detail": log_file.detail}
            self.invocation.log.error("log file quarantined", extra={**place, **why})
            if not log_file.named.records:
                # Of earlier bytes: the new pointer is in their place.
                self._delete_redriven(log_file, but=quarantine.log_file_name(receipt.log_file, receipt.version))
        else:
            self.invocation.count(LOG_FILES_READ)
            if receipt.last_event_ms and not log_file.named.records:
                delay_ms = max(0, self.clock.now_ms() - receipt.last_event_ms)
                self.invocation.delays_seconds.append(delay_ms / 1000)
            self._tell_delivered(log_file)
            self._delete_redriven(log_file)

    def _tell_delivered(self, log_file: LogFile) -> None:
        receipt = log_file.base
        told: dict[str, object] = {
            "sha256": receipt.sha256,
            "read": receipt.read,
            "delivered": receipt.delivered,
            "filtered": receipt.filtered,
            "quarantined": receipt.quarantined,
        }
        if receipt.odd:
            told |= {"odd": receipt.odd, "unknown_fields": sorted(log_file.unknown_fields)}
        self.invocation.log.info("log file delivered", extra={**log_file.place(), **told})

    def _delete_redriven(self, log_file: LogFile, but: str = "") -> None:
        try:
            for name in log_file.named.redriven:
                if name != but:
                    self.quarantine.delete(name)
        except Unavailable as error:
            self.invocation.fail(log_file.named.messages, str(error), log_file.place())
