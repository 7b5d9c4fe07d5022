"""One Region of an account: its chains, walked side by side, and what its folders hold beside them.

Side by side, a few hours at a time: trails may share bucket and prefix, and a log file is listed where any of their
digests lists it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.chain_state import DIGEST_CODES, KnownFinding, RegionState
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey, day_folder, digest_key
from lambdas.core.finding import Effect, Finding
from lambdas.core.reconciliation import Time
from lambdas.verify.book import Book
from lambdas.verify.delivered import Deliveries
from lambdas.verify.evidence import Evidence
from lambdas.verify.invocation import Invocation, OutOfTime
from lambdas.verify.port import Clock, World
from lambdas.verify.presence import Presence
from lambdas.verify.requeue import Requeues
from lambdas.verify.second_look import SecondLook
from lambdas.verify.walk import Walk

SLICE_S = 6 * HOUR_S
"""How much is held in memory, of a Region that is far behind."""


_DIGESTS_OPEN = {code.name for code in (*DIGEST_CODES, f.DIGEST_MISSING, f.CHAIN_BROKEN)}


@dataclass(frozen=True, slots=True)
class Region:
    world: World
    bucket: str
    folder: str
    account: str
    name: str
    families: Sequence[str]
    state: RegionState
    time: Time
    clock: Clock
    invocation: Invocation

    def verify(self) -> None:
        """Raises OutOfTime, ConfigurationError or Unavailable; what is done is remembered."""
        evidence = Evidence(self.world, self.bucket)
        book = Book(self.world, self.folder, self.state, self.invocation, self.time.now_ms // 1000)
        requeues = Requeues(book)
        deliveries = Deliveries(evidence, book, requeues, self.time)
        walks = self._walks(evidence, book, deliveries)
        if not self._is_at_rest(walks):
            self._look(walks, evidence, book, deliveries)
        for walk in walks:
            walk.look_ahead()
        book.flush()

    def _look(self, walks: Sequence[Walk], evidence: Evidence, book: Book, deliveries: Deliveries) -> None:
        requeues = deliveries.requeues
        second = SecondLook(evidence, book, deliveries, {walk.chain: walk for walk in walks})
        steps = (deliveries.look_after_requeued, deliveries.look_again, second.look_again, second.take_late)
        for step in steps:
            self._go_on()
            step()
            requeues.flush()
            book.flush()
        for_folders = (self.world, self.bucket, self.folder, self.account, self.name, self.families)
        self._walk(walks, Presence(*for_folders, book, requeues, self.time))

    def _is_at_rest(self, walks: Sequence[Walk]) -> bool:
        """Whether no digest is new, gone, missing or doubted, no log file waits, and all was compared before: then an
        event has hastened the hour's work, and its schedule finds it done.
        """
        if not all(walk.is_at_rest for walk in walks) or any(map(_is_looked_at, self.state.findings.values())):
            return False
        alive = [walk.head.end_s for walk in walks if walk.head and walk.is_alive]
        return bool(alive) and min(alive) - HOUR_S <= self.state.judged_s

    def _walk(self, walks: Sequence[Walk], presence: Presence) -> None:
        for walk in walks:
            walk.look_back((self.state.judged_s or walk.deliveries.time.covered_from_s) - HOUR_S)
        while new := [key.end_s for walk in walks for key in walk.ahead]:
            for walk in walks:
                walk.go(min(new) + SLICE_S)
            self._go_on()
            _continue(walks)
            presence.compare(walks)
            for walk in walks:
                walk.forget(self.state.judged_s - HOUR_S)
        presence.compare(walks)

    def _go_on(self) -> None:
        if self.clock.is_short():
            raise OutOfTime(f"no time left for {self.folder} {self.name}")

    def _walks(self, evidence: Evidence, book: Book, deliveries: Deliveries) -> list[Walk]:
        keys: dict[Chain, list[DigestKey]] = {chain: [] for chain in self.state.heads}
        for key in self._in_time(list(self._keys()), book):
            keys.setdefault(key.chain, []).append(key)
        return [
            Walk(
                chain,
                self.state.heads.get(chain),
                sorted(keys[chain], key=lambda key: key.end_s),
                evidence,
                book,
                deliveries,
                self.clock,
                () if chain.is_backfill else keys.get(msgspec.structs.replace(chain, is_backfill=True), ()),
            )
            for chain in sorted(keys)
        ]

    def _in_time(self, keys: Sequence[DigestKey], book: Book) -> Iterator[DigestKey]:
        """Without those whose names tell an hour that has not ended, by more than clocks differ: CloudTrail writes a
        digest after its hour.
        """
        names = {f"{self.bucket}/{key.key}" for key in keys}
        for known in self.state.open(f.DIGEST_PREMATURE):
            if known.object not in names:
                book.mended(known)
        for key in keys:
            if key.end_s <= book.now_s + HOUR_S:
                yield key
                continue
            what = f"its hour ends {at(key.end_s)}"
            place = key.chain.account, key.chain.region, key.end_s
            book.found(Finding(f.DIGEST_PREMATURE, f"{self.bucket}/{key.key}", what, *place), key.key)

    def _keys(self) -> list[DigestKey]:
        """From the oldest that is still of interest on: by day, since the names of a day begin with the trail's."""
        behind = [head.reached_s for head in self.state.heads.values() if not head.continued_by] + [
            self.state.judged_s or self.time.covered_from_s
        ]
        missing = [known.since_s for known in self.state.open(f.DIGEST_MISSING, *DIGEST_CODES)]
        from_s = max(min(behind + missing) - 2 * HOUR_S, self.time.covered_from_s - HOUR_S)
        prefix = f"{self.folder}CloudTrail-Digest/{self.name}/"
        after = day_folder(self.folder, "Digest", self.name, from_s)
        found = map(digest_key, self.world.listing.keys(self.bucket, prefix, after))
        return [key for key in found if key is not None]


def _is_looked_at(known: KnownFinding) -> bool:
    """Whether each hour looks what has become of it."""
    return known.is_pending_requeue or known.is_looked_at_again or (known.is_open and known.code in _DIGESTS_OPEN)


def _continue(walks: Sequence[Walk]) -> None:
    """A trail that was renamed has another chain, whose first digest names the last one of the chain before."""
    by_chain = {walk.chain: walk for walk in walks if not walk.chain.is_backfill}
    for digest in (digest for walk in by_chain.values() for digest in walk.recent):
        if digest.digest is None or digest.effect is not Effect.NONE:
            continue
        last = digest_key(digest.digest.previous_digest_s3_object or "")
        if last is None or last.chain == digest.key.chain or digest.digest.previous_digest_s3_bucket != digest.bucket:
            continue
        if last.chain in by_chain:
            by_chain[last.chain].continue_in(digest, last)
