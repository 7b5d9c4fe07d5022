"""A log file on its way: what it is, how far it has come, and the receipt that says so at any moment.

The records before `next_record` are accounted for. Those beyond it that were read, and set aside or filtered, are not
yet: an attempt that begins there reads them again.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from lambdas.core.match import Match
from lambdas.core.message import Message
from lambdas.core.object_key import LogFileKey
from lambdas.core.oddity import Oddity
from lambdas.core.quarantine import Quarantined
from lambdas.core.receipt import Receipt, State


@dataclass(slots=True)
class Aside:
    """A record for the quarantine."""

    index: int
    reason: str
    raw: bytes


@dataclass(slots=True)
class Named:
    """A log file as messages name it, before it is fetched."""

    bucket: str
    key: LogFileKey
    messages: list[Message] = field(default_factory=list)
    records: str = ""
    """The quarantine object whose records are to be delivered, in the place of the log file itself."""
    redriven: list[str] = field(default_factory=list)
    """The quarantine objects by which it is asked for once more."""
    is_large: bool = False
    """Whether it is fetched by itself."""

    @property
    def name(self) -> str:
        """Its name in the ledger."""
        return f"{self.bucket}/{self.records or self.key.key}"


@dataclass(slots=True)
class LogFile:
    """One that this invocation owns. `base` is the receipt by which it does, as it stands in the ledger."""

    named: Named
    base: Receipt
    stream: str = ""
    sha256: str = ""
    read: int = 0
    """How many records have been read, those of earlier attempts included."""
    is_read: bool = False
    """Whether that is all of them."""
    accepted_until: int = 0
    waiting: int = 0
    """Log events that were read and have not been accepted yet."""
    delivered: int = 0
    restamped: list[int] = field(default_factory=list)
    """The indexes of records under another time than their own."""
    filtered: list[int] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    odd: list[tuple[int, Oddity]] = field(default_factory=list)
    """By the records' indexes."""
    unknown_fields: set[str] = field(default_factory=set)
    matches: list[Match] = field(default_factory=list)
    """By the records' indexes."""
    first_event_ms: int = 0
    last_event_ms: int = 0
    positions: Sequence[int] = ()
    """Of a redriven object's records in their log file; empty where these are the indexes."""
    source: tuple[str, str] = ("", "")
    """Of a redriven object: the log file that its records are of, and its version."""
    rejection: str = ""
    """Why it can never be delivered, in the word that stands in quarantine and receipt."""
    detail: str = ""
    error: str = ""
    """What keeps it from its end in this invocation; its messages come again."""
    is_closed: bool = False
    """Whether this invocation has done with it."""

    @property
    def is_done(self) -> bool:
        return bool(self.rejection) or (self.is_read and not self.waiting and not self.error)

    @property
    def is_due(self) -> bool:
        """Whether there is anything to write down."""
        return self.is_done or bool(self.error) or self.next_record > self.base.next_record

    @property
    def next_record(self) -> int:
        if self.rejection:
            return self.base.next_record
        return max(self.accepted_until if self.waiting else self.read, self.base.next_record)

    def place(self) -> dict[str, str]:
        found = {"bucket": self.named.bucket, "key": self.named.key.key, "version": self.base.version}
        return {**found, "redriven": ", ".join(self.named.redriven)} if self.named.redriven else found

    def see(self, oldest_ms: int, newest_ms: int) -> None:
        """Notes the times of some records that were read."""
        self.first_event_ms = min(oldest_ms, self.first_event_ms or oldest_ms)
        self.last_event_ms = max(newest_ms, self.last_event_ms)

    def reject(self, reason: str, detail: str) -> None:
        self.rejection, self.detail = reason, detail

    def set_aside(self, index: int, reason: str, raw: bytes) -> None:
        self.aside.append(Aside(index, reason, raw))
        self.restamped = [one for one in self.restamped if one != index]

    def matched(self) -> list[Match]:
        """Of the records that are accounted for next."""
        return self.matches[: bisect_left(self.matches, self.next_record, key=_index)]

    def saved(self) -> list[Aside]:
        """What of the records set aside is accounted for as soon as it is in quarantine, in order."""
        return sorted((one for one in self.aside if one.index < self.next_record), key=lambda one: one.index)

    def quarantined(self, one: Aside) -> Quarantined:
        """As it stands in quarantine: by its place in the log file, whichever object it was read from."""
        log_file, version = self.source if self.named.records else (self.named.name, self.base.version)
        return Quarantined.of(log_file, version, self.position(one.index), one.reason, one.raw)

    def position(self, index: int) -> int:
        """Of a record in its log file."""
        return self.positions[index] if self.positions else index

    def receipt(self, now_ms: int, log_group: str, *, release: bool) -> Receipt:
        """What stands in the ledger once it is written. Released: nobody owns it from then on."""
        base, upto = self.base, self.next_record
        state = State.REJECTED if self.rejection else State.DELIVERED if self.is_done else State.IN_FLIGHT
        ends = release or state is not State.IN_FLIGHT
        return msgspec.structs.replace(
            base,
            state=state,
            revision=base.revision + 1,
            owner="" if ends else base.owner,
            lease_until_ms=0 if ends else base.lease_until_ms,
            next_record=upto,
            read=upto,
            delivered=base.delivered + self.delivered,
            filtered=base.filtered + bisect_left(self.filtered, upto),
            quarantined=_with(base.quarantined, Counter(one.reason for one in self.saved()))
            if self.aside
            else base.quarantined,
            odd=_with(base.odd, Counter(oddity for index, oddity in self.odd if index < upto))
            if self.odd
            else base.odd,
            restamped=base.restamped + sum(index < upto for index in self.restamped),
            sha256=self.sha256 or base.sha256,
            first_event_ms=min(filter(None, (base.first_event_ms, self.first_event_ms)), default=0),
            last_event_ms=max(base.last_event_ms, self.last_event_ms),
            destinations=(f"{log_group}:{self.stream}",) if self.delivered else base.destinations,
            settled_ms=now_ms,
            reason=f"{self.rejection}: {self.detail}" if self.rejection else self.error,
        )

    def settled(self, receipt: Receipt) -> None:
        """Goes on from what stands in the ledger now."""
        self.base = receipt
        self.delivered = 0
        self.restamped = [index for index in self.restamped if index >= receipt.next_record]
        self.odd = [one for one in self.odd if one[0] >= receipt.next_record]
        self.aside = [one for one in self.aside if one.index >= receipt.next_record]
        del self.filtered[: bisect_left(self.filtered, receipt.next_record)]
        del self.matches[: bisect_left(self.matches, receipt.next_record, key=_index)]


def _index(match: Match) -> int:
    return match.index


def _with(known: dict[str, int], more: Counter[str]) -> dict[str, int]:
    return dict(Counter(known) + more)
