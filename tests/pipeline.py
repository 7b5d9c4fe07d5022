"""deliver with every port in memory, and a clock that goes only when it is waited for."""

import itertools
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from lambdas.core.error import Unavailable
from lambdas.core.message import Message
from lambdas.core.receipt import Receipt
from lambdas.core.ruleset import Ruleset
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.port import Alarm
from lambdas.deliver.settings import Settings
from lambdas.memory.archive import Archive
from lambdas.memory.dead_letters import DeadLetters
from lambdas.memory.ledger import Ledger
from lambdas.memory.logs import LogGroup
from lambdas.memory.notices import Notices
from lambdas.memory.quarantine import Quarantine
from lambdas.memory.topic import Topic
from tests.builder import ACCOUNT, BUCKET, key, notification

QUARANTINE = "quarantine-bucket"
SETTINGS = Settings(
    archive_bucket=BUCKET,
    archive_owner=ACCOUNT,
    log_group="records",
    home_region="eu-west-1",
    ledger_table="ledger",
    quarantine_bucket=QUARANTINE,
)
STREAM = f"{ACCOUNT}_CloudTrail_eu-west-1"
# The records of tests.builder are of this day.
NOON_MS = 1_795_435_200_000
POOL: Executor = ThreadPoolExecutor(4)


class Closed:
    """Any port, whose other side does not answer."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def refuse(*_: object) -> None:
            raise Unavailable("no answer")

        return refuse


@dataclass
class StillClock:
    """`left` is asked once each time that somebody looks; the last value stays."""

    now: int = NOON_MS
    left: Iterator[int] = field(default_factory=lambda: itertools.repeat(120_000))
    short: Iterator[bool] = field(default_factory=lambda: itertools.repeat(False))  # noqa: FBT003
    waits: int = 0
    """How many waits there is time for."""
    waited: list[int] = field(default_factory=list)

    def now_ms(self) -> int:
        return self.now

    def left_ms(self) -> int:
        return next(self.left)

    def is_short(self) -> bool:
        return next(self.short)

    def wait(self, attempt: int) -> bool:
        self.waited.append(attempt)
        return len(self.waited) <= self.waits


@dataclass
class Pipeline:
    files: dict[str, bytes] = field(default_factory=dict)
    """The archive's objects by key."""
    group: LogGroup = field(default_factory=LogGroup)
    ledger: Ledger = field(default_factory=Ledger)
    quarantine: Quarantine = field(default_factory=Quarantine)
    dead_letters: DeadLetters = field(default_factory=DeadLetters)
    settings: Settings = SETTINGS
    archive: Archive | None = None
    clock: StillClock = field(default_factory=StillClock)
    rules: Ruleset | None = None
    notices: Notices = field(default_factory=Notices)
    topic: Topic = field(default_factory=Topic)
    owners: Iterator[str] = field(default_factory=lambda: map(str, itertools.count(1)))

    def run(self, *bodies: str, receive_count: int = 1) -> Invocation:
        """Each body is the message whose id is its place: "0", "1" …"""
        return self.deliver([Message(str(place), body, receive_count) for place, body in enumerate(bodies)])

    def run_keys(self, *keys: str) -> Invocation:
        return self.run(*(notification([name]) for name in keys))

    def deliver(self, messages: Sequence[Message]) -> Invocation:
        invocation = Invocation(logging.getLogger("deliver"))
        self.product(invocation).run(messages, self.clock, invocation)
        return invocation

    def product(self, invocation: Invocation) -> Deliver:
        archive = self.archive or Archive({(BUCKET, name): body for name, body in self.files.items()})
        return Deliver(
            settings=self.settings,
            archive=archive,
            destination=self.group,
            ledger=self.ledger,
            quarantine=self.quarantine,
            dead_letters=self.dead_letters,
            log=invocation.log,
            pool=POOL,
            new_owner=lambda: next(self.owners),
            rules=self.rules,
            alarm=lambda: Alarm(self.notices, self.topic),
        )

    def texts(self, stream: str = STREAM) -> list[str]:
        return [event.message for event in self.group.streams[stream]]

    def receipt(self, name: str = "") -> Receipt:
        return self.ledger.receipts[f"{BUCKET}/{name or key()}"]
