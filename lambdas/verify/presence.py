"""What is in the bucket beside what the digests list: log files of nobody's, and receipts of what is gone.

An hour is compared once the digest after it is verified: a log file may be listed in a neighbour's. Where one of them
is missing, nobody can tell a forged log file from CloudTrail's: the digest is waited for, and only after a day is the
log file put on the delivery queue.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile

from lambdas.core import finding as f
from lambdas.core.chain_state import DAY_S
from lambdas.core.digest_key import HOUR_S, day_folder
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Finding
from lambdas.core.receipt import Receipt, UnreadableReceipt
from lambdas.core.reconciliation import Delivery, Present, Stray, Time, delivery_of, listed_by, strays, written_s
from lambdas.verify.book import Book
from lambdas.verify.port import World
from lambdas.verify.requeue import Requeues, Undelivered
from lambdas.verify.walk import TOLERANCE_S, Walk

_MINUTE = "%Y%m%dT%H%M"
HELD_S = DAY_S
"""How long a digest is waited for, from when the log file was written that it may list."""
_OF_A_FAMILY = (f.FAMILY_NOT_COVERED, f.LOG_FILE_OF_NO_FAMILY)


@dataclass(frozen=True, slots=True)
class Presence:
    world: World
    bucket: str
    folder: str
    account: str
    region: str
    families: Sequence[str]
    """Whose folders the account has; empty is CloudTrail's own log files'."""
    book: Book
    requeues: Requeues
    time: Time
    _late: set[str] = field(default_factory=set)
    """The digests whose hours were compared again."""

    def compare(self, walks: Sequence[Walk]) -> None:
        """Up to the hour before the last that every chain has reached, or to what has to wait; then remembers that."""
        self._compare_late(walks)
        reached_s = _reached_s(walks)
        if reached_s is None:
            return
        until_s = reached_s - HOUR_S
        first = [walk.recent[0].key.end_s for walk in walks if walk.recent and not walk.chain.is_backfill]
        from_s = max(self.book.state.judged_s or max(first, default=until_s), self.time.covered_from_s)
        if until_s <= from_s:
            return
        listed = listed_by(walk.recent for walk in walks)
        self._mend(listed)
        held: list[int] = []
        for present in self._present(from_s, until_s):
            held += self._judge(present, listed, walks)
        until_s = max(from_s, min([until_s, *held]))
        self.requeues.flush()
        self.book.flush()
        self.world.table.put_judged(self.folder, self.region, until_s)
        self.book.state.judged_s = until_s

    def _compare_late(self, walks: Sequence[Walk]) -> None:
        """The hours of what came after they were compared."""
        for late in self.book.state.open(f.DIGEST_LATE):
            if late.first_s < self.book.now_s or late.object in self._late:
                continue
            self._late.add(late.object)
            chains = [_around(walk, late.since_s) for walk in walks]
            hourly = [chain for walk, chain in zip(walks, chains, strict=True) if not walk.chain.is_backfill]
            for present in self._present(late.since_s - 2 * HOUR_S, late.since_s + HOUR_S):
                for stray in strays(present, listed_by(chains), _families(walks), hourly):
                    if stray.code is f.LOG_FILE_UNLISTED:
                        self.book.found(self._finding(stray, stray.code))

    def _mend(self, listed: frozenset[str]) -> None:
        for known in self.book.state.open(f.LOG_FILE_UNLISTED):
            if known.object in listed:
                self.book.mended(known)

    def _present(self, from_s: int, until_s: int) -> Iterator[Present]:
        """Of each family, day by day."""
        days = range(from_s // DAY_S * DAY_S, until_s, DAY_S)
        for family in self.families:
            kind = f"CloudTrail-{family}" if family else "CloudTrail"
            first, last = (f"{self.account}_{kind}_{self.region}_{_minute(each)}" for each in (from_s, until_s))
            for day_s in days:
                yield self._of_day(day_folder(self.folder, family, self.region, day_s), first, last)

    def _of_day(self, folder: str, first: str, last: str) -> Present:
        keys = self.world.listing.keys(self.bucket, folder, folder + first)
        within = takewhile(lambda key: key < folder + last, keys)
        names = frozenset(f"{self.bucket}/{key}" for key in within if key.endswith(".json.gz"))
        place = f"{self.bucket}/{folder.removesuffix('/')}"
        receipts = self.world.receipts.between(place, first, last)
        return Present(names, {receipt.log_file: receipt for receipt in receipts})

    def _judge(self, present: Present, listed: frozenset[str], walks: Sequence[Walk]) -> Iterator[int]:
        """When those were written that have to wait."""
        chains = [walk.recent for walk in walks if not walk.chain.is_backfill]
        for stray in strays(present, listed, _families(walks), chains):
            at_s = written_s(stray.name)
            if stray.code is None and at_s > self.book.now_s - HELD_S:
                yield at_s
            elif stray.code is None or stray.code is f.FAMILY_NOT_COVERED:
                self._settle(stray, present.receipts.get(stray.name))
            if stray.code is not None:
                self.book.found(self._finding(stray, stray.code))

    def _settle(self, stray: Stray, receipt: Receipt | UnreadableReceipt | None) -> None:
        delivery = delivery_of(stray.name, receipt, self.time)
        undelivered = Undelivered(stray.name, self.account, self.region, written_s(stray.name))
        if delivery is Delivery.UNDELIVERED:
            self.requeues.add(undelivered)
        elif delivery is Delivery.IN_FLIGHT:
            self.requeues.wait(undelivered)

    def _finding(self, stray: Stray, code: f.Code) -> Finding:
        """A family is told once, and not for each of its log files."""
        place = f"{self.bucket}/{self.folder}CloudTrail-{stray.family}/{self.region}/"
        name = place if code in _OF_A_FAMILY else stray.name
        what = f"of {stray.family}: first {stray.name}" if code in _OF_A_FAMILY else stray.what
        return Finding(code, name, what, self.account, self.region, written_s(stray.name))


def _reached_s(walks: Sequence[Walk]) -> int | None:
    """A chain that has ended holds no other up; where all have, none is waited for."""
    hourly = [walk for walk in walks if not walk.chain.is_backfill]
    alive = [walk.head for walk in hourly if walk.is_alive]
    if None in alive:
        return None
    ends = [head.end_s for head in alive if head]
    return min(ends) if ends else max((walk.head.end_s for walk in hourly if walk.head), default=None)


def _families(walks: Sequence[Walk]) -> frozenset[str]:
    return frozenset(family for walk in walks if walk.head for family in walk.head.families)


def _around(walk: Walk, end_s: int) -> list[VerifiedDigest]:
    """The digests of a chain that may list what one of that hour may list too."""
    keys = [key for key in walk.keys if abs(key.end_s - end_s) <= 2 * HOUR_S + TOLERANCE_S]
    return [found for found in walk.evidence.digests(keys) if isinstance(found, VerifiedDigest)]


def _minute(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime(_MINUTE)
