"""The receipt of a log file: what became of each of its records, and until then how far its delivery has come.

One item of the ledger for each log file, under its folder and its name in it. A write replaces what is known and
nothing else (revision and owner), so one rule serves claims, progress and receipts:

    claim     no item yet -> in flight, with the claimer as its owner for as long as its invocation can last
    progress  in flight -> in flight, the next record further on
    receipt   in flight -> delivered, or rejected
    take over in flight, its owner gone or its lease over -> in flight, from the next record on

A receipt's counts add up, or it cannot be made: read = delivered + filtered + quarantined.
"""

from enum import StrEnum

import msgspec

SCHEMA = 1


class State(StrEnum):
    IN_FLIGHT = "in-flight"
    DELIVERED = "delivered"
    REJECTED = "rejected"


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    log_file: str
    """BUCKET/KEY."""
    version: str
    """Of the object in its bucket; empty where there is none."""
    state: State
    revision: int
    """How often the item has been written."""
    schema: int = SCHEMA
    owner: str = ""
    """Who delivers it; empty where nobody does."""
    lease_until_ms: int = 0
    next_record: int = 0
    """Every record before this one is accounted for. While in flight, what was read counts up to it."""
    read: int = 0
    delivered: int = 0
    filtered: int = 0
    quarantined: dict[str, int] = {}
    """By reason."""
    odd: dict[str, int] = {}
    """Of the records read, by oddity; such a record is delivered all the same."""
    restamped: int = 0
    """Of the records delivered, those under another time than their own."""
    size_bytes: int = 0
    """Of the object, as it is stored; 0 where it was not told."""
    sha256: str = ""
    """Hex, of the inflated bytes; empty where they could not be inflated, or were not yet."""
    first_event_ms: int = 0
    last_event_ms: int = 0
    """The earliest and the latest time of its records, 0 where none has one."""
    destinations: tuple[str, ...] = ()
    """LOG GROUP:STREAM of each."""
    attempts: int = 1
    claimed_ms: int = 0
    settled_ms: int = 0
    """When it was first claimed, and when it was last written."""
    reason: str = ""
    """Why it is rejected, or what kept the last attempt from its end."""
    expires_s: int = 0
    """Seconds since 1970, as DynamoDB's time to live wants it."""

    def __post_init__(self) -> None:
        accounted = self.delivered + self.filtered + sum(self.quarantined.values())
        if self.read != accounted:
            raise ValueError(f"{self.log_file}: {self.read} records read, {accounted} accounted for")
        if self.restamped > self.delivered:
            raise ValueError(f"{self.log_file}: {self.restamped} records restamped, {self.delivered} delivered")


class UnreadableReceipt(msgspec.Struct, frozen=True):
    """In the place of a log file's receipt: an item that is none, or whose counts do not add up."""

    log_file: str
    """BUCKET/KEY."""
    reason: str


def place_of(log_file: str) -> tuple[str, str]:
    """Its folder, BUCKET/… up to the last slash, and its name in it: the two parts of its key in the ledger."""
    folder, _, name = log_file.rpartition("/")
    return folder, name


def log_file_of(folder: str, name: str) -> str:
    return f"{folder}/{name}"


class Write(msgspec.Struct, frozen=True):
    receipt: Receipt
    prior: Receipt | None
    """What the item has to be for the write to take place; None for no item at all."""


class Verdict(StrEnum):
    """What to do with a log file for which there is an item already."""

    TAKE_OVER = "take over"
    REPEATED = "repeated"
    """It is delivered, or rejected: nothing to do."""
    BUSY = "busy"
    """Somebody delivers it now."""
    COMPARE = "compare"
    """There is another version under its key: its bytes decide."""


def verdict(known: Receipt, version: str, now_ms: int, *, redriven: bool = False) -> Verdict:
    """Redriven: somebody asks for what was rejected once more."""
    is_flying = known.state is State.IN_FLIGHT
    if is_flying and known.owner and known.lease_until_ms > now_ms:
        return Verdict.BUSY
    # What was rejected for want of an object may have come into being.
    if known.state is State.REJECTED and (redriven or (version and not known.version)):
        return Verdict.TAKE_OVER
    if not version and not is_flying:
        return Verdict.REPEATED  # there is nothing to compare with
    if known.version != version:
        return Verdict.COMPARE
    return Verdict.TAKE_OVER if is_flying else Verdict.REPEATED


def taken_over(known: Receipt, version: str, size_bytes: int, owner: str, lease_until_ms: int) -> Receipt:
    """The same item with a new owner, who goes on where it stands; from the beginning with bytes that are others."""
    others = known.state is State.REJECTED and known.version != version
    begun = known
    if others:
        begun = Receipt(
            log_file=known.log_file,
            version=version,
            state=known.state,
            revision=known.revision,
            attempts=known.attempts,
            claimed_ms=known.claimed_ms,
            settled_ms=known.settled_ms,
            expires_s=known.expires_s,
        )
    return msgspec.structs.replace(
        begun,
        state=State.IN_FLIGHT,
        version=version,
        size_bytes=size_bytes,
        revision=known.revision + 1,
        owner=owner,
        lease_until_ms=lease_until_ms,
        attempts=known.attempts + 1,
        reason="",
    )
