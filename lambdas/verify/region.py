"""One Region of an account: its chains, walked side by side, and what its folders hold beside them.

Side by side, a few hours at a time: trails may share bucket and prefix, and a log file is listed where any of their
digests lists it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.core import finding as f
from lambdas.core.chain_state import RegionState
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey, day_folder, digest_key
from lambdas.core.reconciliation import Time
from lambdas.verify.book import Book
from lambdas.verify.delivered import Deliveries
from lambdas.verify.evidence import Evidence
from lambdas.verify.invocation import Invocation, OutOfTime
from lambdas.verify.port import Clock, World
from lambdas.verify.presence import Presence
from lambdas.verify.requeue import Requeues
from lambdas.verify.walk import Walk

SLICE_S = 6 * HOUR_S
"""How much is held in memory, of a Region that is far behind."""


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
        steps = (deliveries.look_after_requeued, deliveries.look_again, lambda: self._take_late(walks))
        for step in steps:
            self._go_on()
            step()
            requeues.flush()
            book.flush()
        for_folders = (self.world, self.bucket, self.folder, self.account, self.name, self.families)
        self._walk(walks, Presence(*for_folders, book, requeues, self.time))
        for walk in walks:
            walk.look_ahead()
        book.flush()

    def _walk(self, walks: Sequence[Walk], presence: Presence) -> None:
        for walk in walks:
            walk.look_back((self.state.judged_s or walk.deliveries.time.covered_from_s) - HOUR_S)
        while new := [key.end_s for walk in walks for key in walk.ahead]:
            for walk in walks:
                walk.go(min(new) + SLICE_S)
            self._go_on()
            presence.compare(walks)
            for walk in walks:
                walk.forget(self.state.judged_s - HOUR_S)
        presence.compare(walks)

    def _go_on(self) -> None:
        if self.clock.is_short():
            raise OutOfTime(f"no time left for {self.folder} {self.name}")

    def _walks(self, evidence: Evidence, book: Book, deliveries: Deliveries) -> list[Walk]:
        keys: dict[Chain, list[DigestKey]] = {chain: [] for chain in self.state.heads}
        for key in self._keys():
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
            )
            for chain in sorted(keys)
        ]

    def _keys(self) -> list[DigestKey]:
        """From the oldest that is still of interest on: by day, since the names of a day begin with the trail's."""
        behind = [head.end_s for head in self.state.heads.values()] + [self.state.judged_s or self.time.covered_from_s]
        missing = [known.since_s for known in self.state.open(f.DIGEST_MISSING)]
        from_s = max(min(behind + missing) - 2 * HOUR_S, self.time.covered_from_s - HOUR_S)
        prefix = f"{self.folder}CloudTrail-Digest/{self.name}/"
        after = day_folder(self.folder, "Digest", self.name, from_s)
        found = map(digest_key, self.world.listing.keys(self.bucket, prefix, after))
        return [key for key in found if key is not None]

    def _take_late(self, walks: Sequence[Walk]) -> None:
        for known in self.state.open(f.DIGEST_MISSING):
            for walk in walks:
                walk.take_late(known)
