"""What is in the bucket beside what the digests list: log files of nobody's, and receipts of what is gone.

An hour is compared once the digest after it is verified: a log file may be listed in a neighbour's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile

from lambdas.core import finding as f
from lambdas.core.chain_state import DAY_S
from lambdas.core.digest_key import HOUR_S, day_folder
from lambdas.core.finding import Finding
from lambdas.core.receipt import Receipt, UnreadableReceipt
from lambdas.core.reconciliation import Delivery, Present, Stray, Time, delivery_of, listed_by, strays, written_s
from lambdas.verify.book import Book
from lambdas.verify.port import World
from lambdas.verify.requeue import Requeues, Undelivered
from lambdas.verify.walk import Walk

_MINUTE = "%Y%m%dT%H%M"


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

    def compare(self, walks: Sequence[Walk]) -> None:
        """Up to the hour before the last that every chain has reached; then remembers that."""
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
        for present in self._present(from_s, until_s):
            self._judge(present, listed, walks)
        self.requeues.flush()
        self.book.flush()
        self.world.table.put_judged(self.folder, self.region, until_s)
        self.book.state.judged_s = until_s

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

    def _judge(self, present: Present, listed: frozenset[str], walks: Sequence[Walk]) -> None:
        families = frozenset(family for walk in walks if walk.head for family in walk.head.families)
        chains = [walk.recent for walk in walks if not walk.chain.is_backfill]
        for stray in strays(present, listed, families, chains):
            if stray.code is None or stray.code is f.FAMILY_NOT_COVERED:
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
        name = place if code is f.FAMILY_NOT_COVERED else stray.name
        what = f"of {stray.family}: first {stray.name}" if code is f.FAMILY_NOT_COVERED else stray.what
        return Finding(code, name, what, self.account, self.region, written_s(stray.name))


def _reached_s(walks: Sequence[Walk]) -> int | None:
    """A chain that has ended holds no other up; where all have, none is waited for."""
    hourly = [walk for walk in walks if not walk.chain.is_backfill]
    alive = [walk.head for walk in hourly if walk.is_alive]
    if None in alive:
        return None
    ends = [head.end_s for head in alive if head]
    return min(ends) if ends else max((walk.head.end_s for walk in hourly if walk.head), default=None)


def _minute(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime(_MINUTE)
