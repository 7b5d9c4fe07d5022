"""One chain from its head on: each digest verified, linked to the one before, and its log files looked after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lambdas.core import chain as links
from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.chain_state import Head, KnownFinding, advanced
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey, digest_key
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Effect, Finding
from lambdas.core.metric import DIGESTS_INVALID, DIGESTS_MISSING, DIGESTS_VERIFIED
from lambdas.verify.book import Book
from lambdas.verify.delivered import Deliveries, families_of
from lambdas.verify.evidence import Evidence
from lambdas.verify.invocation import OutOfTime
from lambdas.verify.port import Clock

# An interval may be some seconds off the hour.
TOLERANCE_S = 600


@dataclass(slots=True)
class Walk:
    chain: Chain
    head: Head | None
    keys: Sequence[DigestKey]
    """Those that the bucket lists, in the order of their hours."""
    evidence: Evidence
    book: Book
    deliveries: Deliveries
    clock: Clock
    recent: list[VerifiedDigest] = field(default_factory=list)
    """In the order of their hours: what log files are compared with."""
    gone_s: int = 0
    """Up to which hour was walked, also where a digest was gone before it was read."""

    @property
    def ahead(self) -> list[DigestKey]:
        """Those that are new."""
        begin_s = self.head.end_s if self.head else self.deliveries.time.covered_from_s
        return [key for key in self.keys if key.end_s > max(begin_s, self.gone_s)]

    @property
    def is_alive(self) -> bool:
        """Whether another digest is there, or may come in time. What was backfilled has no hour to keep."""
        return not self.chain.is_backfill and (bool(self.ahead) or not self._is_overdue)

    @property
    def _is_overdue(self) -> bool:
        return self.head is None or self.head.is_overdue(self.book.now_s)

    def look_back(self, from_s: int) -> None:
        """At the neighbours of what is new: what was verified before, but for what has been altered since."""
        end_s = self.head.end_s if self.head else 0
        keys = [key for key in self.keys if from_s - TOLERANCE_S <= key.end_s <= end_s]
        self.recent = list(self._verified(keys))
        if self.head and self.head.key not in {key.key for key in keys} and self.head.end_s >= from_s:
            self._tell_gone(self.head)

    def go(self, until_s: int) -> None:
        """Raises OutOfTime, ConfigurationError or Unavailable, with the head at what is done."""
        for digest in self._verified([key for key in self.ahead if key.end_s <= until_s]):
            if self.clock.is_short():
                raise OutOfTime(f"no time left for {digest.key.key}")
            self._link(digest)
            self.deliveries.check(digest)
            self.deliveries.requeues.flush()
            self.book.flush()
            self.head = advanced(self.head, digest, families_of(digest), self.book.now_s)
            self.evidence.world.table.put_head(self.chain, self.head)
            self.recent.append(digest)
        self.gone_s = until_s

    def forget(self, before_s: int) -> None:
        self.recent = [each for each in self.recent if each.key.end_s >= before_s - TOLERANCE_S]

    def look_ahead(self) -> None:
        """Whether the next digest is overdue, or has come."""
        if self.head is None or self.chain.is_backfill:
            return
        place = f"{self.evidence.bucket}/{self.chain.folder}CloudTrail-Digest/{self.chain.region}/"
        what = f"the last one ended {at(self.head.end_s)}: {self.head.key}"
        named = f"{place} of {self.chain.trail} in {self.chain.home_region}"
        due_s = self.head.end_s + HOUR_S
        overdue = Finding(f.DIGEST_OVERDUE, named, what, self.chain.account, self.chain.region, due_s)
        known = self.book.state.findings.get(overdue.id)
        if self._is_overdue:
            self.book.found(overdue)
        elif known is not None and known.is_open:
            self.book.mended(known)

    def take_late(self, known: KnownFinding) -> None:
        """What was missing and is there now is verified as if it had come in time."""
        late = next((key for key in self.keys if _is_of(known, key, self.evidence.bucket)), None)
        if late is None or (self.head is not None and late.end_s > self.head.end_s):
            return
        successor = digest_key(known.digest)
        digest, *others = [*self._verified([late, *([successor] if successor and successor != late else [])]), None]
        if digest is None or digest.key != late:
            return
        for one, other in pairwise([digest, *filter(None, others)]):
            broken = [each for each in links.links([one, other]) if each.code.name != f.DIGEST_MISSING.name]
            self._tell(broken, other)
        self.deliveries.check(digest)
        self.book.mended(known)
        what = f"it was missing since {at(known.first_s)}"
        self._tell([Finding(f.DIGEST_LATE, digest.name, what, known.account, known.region, late.end_s)], digest)

    def _tell_gone(self, head: Head) -> None:
        name, what = f"{head.bucket}/{head.key}", f"it was there and verified {at(head.updated_s)}"
        chain = self.chain
        self.book.found(Finding(f.DIGEST_MISSING, name, what, chain.account, chain.region, head.end_s), head.key)

    def _verified(self, keys: Sequence[DigestKey]) -> Iterator[VerifiedDigest]:
        for key, found in zip(keys, self.evidence.digests(keys), strict=True):
            if isinstance(found, Finding):
                self.book.found(found, key.key)
                continue
            for finding in found.findings:
                self.book.found(finding, key.key)
            yield found

    def _link(self, digest: VerifiedDigest) -> None:
        before = self._since_the_last()
        from_s = self.deliveries.time.covered_from_s
        found = list(links.links([*before, digest]) if before else links.head([digest], from_s))
        missing = {each.id for each in found if each.code.name == f.DIGEST_MISSING.name}
        self.book.invocation.count(DIGESTS_MISSING, len(missing - self.book.state.findings.keys()))
        self._tell(found, digest)
        self._count(digest, [each for each in found if each.id not in missing])

    def _count(self, digest: VerifiedDigest, found: Sequence[Finding]) -> None:
        """Each digest once, also one that only the next shows to be wrong."""
        told = {each.object for each in [*digest.findings, *found] if each.code.effect is Effect.INVALID}
        invalid = told - {each.name for each in self.recent if each.effect is Effect.INVALID}
        self.book.invocation.count(DIGESTS_INVALID, len(invalid))
        undecided = any(each.code.effect is Effect.UNDECIDED for each in [*digest.findings, *found])
        if digest.name not in invalid and not undecided:
            self.book.invocation.count(DIGESTS_VERIFIED)

    def _since_the_last(self) -> list[VerifiedDigest]:
        """The last digest that is CloudTrail's and what came after it; the head as it was where nothing is left."""
        genuine = [each.digest is not None and each.effect is not Effect.INVALID for each in self.recent]
        if True in genuine:
            return self.recent[len(genuine) - 1 - genuine[::-1].index(True) :]
        before = self.head.predecessor if self.head else None
        return self.recent or ([before] if before else [])

    def _tell(self, found: Sequence[Finding], digest: VerifiedDigest) -> None:
        for finding in found:
            self.book.found(finding, digest.key.key)


def _is_of(known: KnownFinding, key: DigestKey, bucket: str) -> bool:
    """Whether a missing digest is this one: by its key where that is known, else by chain and hour."""
    named = digest_key(known.object.removeprefix(f"{bucket}/"))
    if named is not None:
        return named == key
    beside = digest_key(known.digest)
    return beside is not None and beside.chain == key.chain and abs(key.end_s - known.since_s) <= TOLERANCE_S
