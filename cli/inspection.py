"""deliver over log files, without sending anything: the function's own path, with a destination that only takes note.

The log files go in invocations of a hundred, as many messages as the queue hands the function at once by default. So
requests are shared as they would be, and memory does not grow with the number of log files.
"""

import functools
import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cli.arrival import Arrivals
from cli.source import Found
from lambdas.core import metric, quarantine
from lambdas.core.message import Message
from lambdas.core.receipt import State
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.core.ruleset import Ruleset
from lambdas.core.window import OutOfRange
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.log_file import LogFile, Named
from lambdas.deliver.outbox import Outbox
from lambdas.deliver.port import Archive
from lambdas.deliver.settings import Settings
from lambdas.memory.ledger import Ledger
from lambdas.memory.quarantine import Quarantine

AT_A_TIME = 100
"""Log files of an invocation: what stacks.config has as its default batch size."""
NO_CATEGORY = "none"
_INVOCATION_MS = 24 * 60 * 60 * 1000
_CONCURRENCY = 16


class _Category(msgspec.Struct, gc=False):
    eventCategory: Any = None  # noqa: N815  (CloudTrail's name)


_CATEGORY = msgspec.json.Decoder(_Category)


@dataclass(slots=True)
class Outcome:
    log_files: int = 0
    counts: Counter[metric.Metric] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    """Records, by reason."""
    odd: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    """Of the records delivered."""
    unknown_fields: set[str] = field(default_factory=set)
    matched: Counter[str] = field(default_factory=Counter)
    """Records, by the name of the security rule that matched."""
    rejected: dict[str, str] = field(default_factory=dict)
    """By log file: the reason, and what there is to say of it."""
    failed: dict[str, str] = field(default_factory=dict)
    """What could not be read, and why."""
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not self.rejected and not self.quarantined


class Inspection:
    """Raises ConfigurationError where the archive does."""

    def __init__(
        self,
        settings: Settings,
        archive: Archive,
        arrivals: Arrivals | None = None,
        rules: Ruleset | None = None,
    ) -> None:
        self._settings = settings
        self._archive = archive
        self._arrivals = arrivals
        self._rules = rules
        self._outcome = Outcome()

    def run(self, found: Sequence[Found], progress: Callable[[int], None]) -> Outcome:
        """Tells the progress how many log files are done."""
        started = time.monotonic()
        with ThreadPoolExecutor(_CONCURRENCY) as pool:
            for start in range(0, len(found), AT_A_TIME):
                some = found[start : start + AT_A_TIME]
                self._invoke(start, some, pool)
                progress(start + len(some))
        if self._arrivals:
            self._arrivals.write()
        self._outcome.log_files = len(found)
        self._outcome.seconds = time.monotonic() - started
        return self._outcome

    def _invoke(self, start: int, some: Sequence[Found], pool: Executor) -> None:
        numbers = {one.name: number for number, one in enumerate(some, start)}
        labels = {one.name: one.label for one in some}
        log_files = [Named(one.bucket, one.key, [Message(one.label, "")]) for one in some]
        invocation, ledger = Invocation(_Log(self._outcome.unknown_fields)), Ledger()
        self._deliver(log_files, numbers, invocation, ledger, pool)
        outcome = self._outcome
        outcome.counts += invocation.counts
        outcome.matched += invocation.matched
        outcome.failed |= invocation.failed
        for receipt in ledger.receipts.values():
            outcome.quarantined.update(receipt.quarantined)
            outcome.odd.update(receipt.odd)
            if receipt.state is State.REJECTED:
                outcome.rejected[labels[receipt.log_file]] = receipt.reason

    def _deliver(
        self,
        log_files: Sequence[Named],
        numbers: Mapping[str, int],
        invocation: Invocation,
        ledger: Ledger,
        pool: Executor,
    ) -> None:
        """With an outbox that notes what arrives."""
        outbox = functools.partial(_Outbox, arrived=functools.partial(self._arrived, numbers))
        deliver = Deliver(
            settings=self._settings,
            archive=self._archive,
            destination=_Destination(self._arrivals, min(numbers.values())),
            ledger=ledger,
            quarantine=_Quarantine(self._arrivals, numbers),
            dead_letters=None,
            log=invocation.log,
            pool=pool,
            new_owner=lambda: "inspect",
            new_outbox=outbox,
            rules=self._rules,
        )
        deliver.deliver(log_files, _Clock(), invocation)

    def _arrived(self, numbers: Mapping[str, int], log_file: LogFile, events: Sequence[LogEvent]) -> None:
        self._outcome.categories.update(_categories([event.message for event in events]))
        if self._arrivals:
            self._arrivals.delivered(log_file.stream, numbers[log_file.named.name], events)


class _Outbox(Outbox):
    """The destination takes all of what arrives here."""

    def __init__(self, *ports: Any, arrived: Callable[[LogFile, Sequence[LogEvent]], None]) -> None:
        super().__init__(*ports)
        self._arrived = arrived

    def add(
        self, log_file: LogFile, indexes: Sequence[int], events: Sequence[LogEvent], sizes_bytes: Sequence[int]
    ) -> None:
        self._arrived(log_file, events)
        super().add(log_file, indexes, events, sizes_bytes)


class _Destination:
    def __init__(self, arrivals: Arrivals | None, number: int) -> None:
        self._arrivals = arrivals
        self._number = number

    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
        if self._arrivals:
            self._arrivals.planned(self._number, stream, events)
        return ()


class _Quarantine(Quarantine):
    def __init__(self, arrivals: Arrivals | None, numbers: Mapping[str, int]) -> None:
        super().__init__()
        self._arrivals = arrivals
        self._numbers = numbers

    def put(self, name: str, body: bytes) -> None:
        """Keeps nothing: that a log file is rejected stands in its receipt as well."""
        if self._arrivals and name.startswith(quarantine.RECORDS):
            first = next(quarantine.read_records(body))
            self._arrivals.quarantined(self._numbers[first.log_file], body)


class _Log:
    """Takes what stands nowhere else."""

    def __init__(self, unknown_fields: set[str]) -> None:
        self._unknown_fields = unknown_fields

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None:  # noqa: ARG002  (the port has it)
        fields = extra.get("unknown_fields", ())
        if isinstance(fields, list):
            self._unknown_fields.update(fields)

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


class _Clock:
    """Of an invocation that has time enough."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def left_ms(self) -> int:
        return _INVOCATION_MS

    def is_short(self) -> bool:
        return False

    def wait(self, attempt: int) -> bool:  # noqa: ARG002  (the port has it)
        return False


def settings(out_of_range: OutOfRange, retention_days: int, home_region: str) -> Settings:
    """For no deployment: nothing is known of its own activity, so nothing is filtered."""
    return Settings(
        archive_bucket="",
        archive_owner="",
        log_group="records",
        retention_days=retention_days,
        out_of_range=out_of_range,
        home_region=home_region,
        ledger_table="",
        quarantine_bucket="",
    )


def _categories(messages: Sequence[str]) -> list[str]:
    try:
        found = [head.eventCategory for head in map(_CATEGORY.decode, messages)]
    except (msgspec.DecodeError, RecursionError):
        # What the standard library's reader alone takes is delivered too.
        found = [json.loads(message, parse_int=str).get("eventCategory") for message in messages]
    return [category if isinstance(category, str) else NO_CATEGORY for category in found]
