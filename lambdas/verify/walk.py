"""One chain from its head on: each digest verified, linked to the one before, and its log files looked after.

Anybody who may write to the bucket can name an object as a digest of any hour. So the head is the last digest that was
not found to be invalid, whatever lies after it; what is invalid is told once, and passed over until it is mended.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from lambdas.core import chain as links
from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.chain_state import Head, advanced
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Effect, Finding
from lambdas.core.metric import DIGESTS_INVALID, DIGESTS_MISSING, DIGESTS_VERIFIED
from lambdas.verify.book import Book
from lambdas.verify.delivered import LOOKED_AT, Deliveries, families_of
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
    backfilled: Sequence[DigestKey] = ()
    """Of the same trail and Region, whose hours are no gap."""
    recent: list[VerifiedDigest] = field(default_factory=list)
    """In the order of their hours: what log files are compared with."""
    gone_s: int = 0
    """Up to which hour was walked, also where a digest was gone before it was read."""

    @property
    def ahead(self) -> list[DigestKey]:
        return [key for key in self.keys if key.end_s > self.gone_s and self.is_new(key)]

    def is_new(self, key: DigestKey) -> bool:
        """Whether it comes after what is proven, and nothing was told of it."""
        begin_s = self.head.reached_s if self.head else self.deliveries.time.covered_from_s
        return key.end_s > begin_s and not self.book.state.told_of(f"{self.evidence.bucket}/{key.key}")

    @property
    def is_alive(self) -> bool:
        """Whether another digest is there, or may come in time. What was backfilled has no hour to keep."""
        return not self.chain.is_backfill and (bool(self.ahead) or not self._has_ended)

    @property
    def _has_ended(self) -> bool:
        return self.head is None or bool(self.head.continued_by) or self.head.is_overdue(self.book.now_s)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is new, gone or late."""
        if self.ahead or self.head is None or self.head.continued_by or self.chain.is_backfill:
            return not self.ahead
        return not self._has_ended and any(key.key == self.head.key for key in self.keys)

    def look_back(self, from_s: int) -> None:
        """At the neighbours of what is new: what was verified before, but for what has been altered since. What was
        told to be invalid is not read for that. Raises as go does.
        """
        near = [key for key in self.keys if key.end_s >= from_s - TOLERANCE_S and not self.is_new(key)]
        told = [key for key in near if self._as_told(key).findings]
        doubted = [key for key in told if self._as_told(key).effect is not Effect.INVALID][-LOOKED_AT:]
        passed = set(told) - set(doubted)
        read = self._read([key for key in near if key not in passed])
        self.recent = sorted([*read, *map(self._as_told, passed)], key=lambda each: each.key.end_s)
        if self.head and self.head.key not in {key.key for key in self.keys} and self.head.end_s >= from_s:
            self._tell_gone(self.head)

    def _read(self, keys: Sequence[DigestKey]) -> Iterator[VerifiedDigest]:
        """Remembers in between what was found, so that not even a flood of forged ones is begun anew each hour."""
        for number, digest in enumerate(self._verified(keys), 1):
            yield digest
            if number % LOOKED_AT == 0:
                self.book.flush()
                if self.clock.is_short():
                    raise OutOfTime(f"no time left after {digest.key.key}")

    def go(self, until_s: int) -> None:
        """Raises OutOfTime, ConfigurationError or Unavailable, with the head at what is done."""
        for digest in self._verified([key for key in self.ahead if key.end_s <= until_s]):
            if self.clock.is_short():
                raise OutOfTime(f"no time left for {digest.key.key}")
            self._link(digest)
            self.deliveries.check(digest)
            self.deliveries.requeues.flush()
            self.book.flush()
            self.advance(digest)
            others = (each for each in self.recent if each.key != digest.key)
            self.recent = sorted([*others, digest], key=lambda each: each.key.end_s)
        self.gone_s = until_s

    def advance(self, digest: VerifiedDigest) -> None:
        """Not to one that is invalid or cannot be read: its name may tell any hour."""
        if counts(digest):
            self.head = advanced(self.head, digest, families_of(digest), self.book.now_s)
            self.evidence.world.table.put_head(self.chain, self.head)

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
        if self.head.is_overdue(self.book.now_s) and not self.head.continued_by:
            self.book.found(overdue)
        elif known is not None and known.is_open:
            self.book.mended(known)

    def continue_in(self, digest: VerifiedDigest, last: DigestKey) -> None:
        """digest: of another chain, CloudTrail's, which names this chain's last one as the one before it."""
        head = self.head
        if head is None or digest.digest is None or head.continued_by or last.end_s < head.end_s:
            return
        name = f"{self.evidence.bucket}/{last.key}"
        place = self.chain.account, self.chain.region, last.end_s
        if last.key != head.key:
            if last not in self.keys:
                what = f"{digest.name} names it as the one before it"
                self._tell([Finding(f.DIGEST_MISSING, name, what, *place)], digest)
        elif (digest.digest.previous_digest_hash_value or "").lower() != head.sha256:
            what = f"{digest.name} names one of another hash, this had {head.sha256}"
            self._tell([Finding(f.CHAIN_BROKEN, name, what, *place)], digest)
        else:
            self.head = msgspec.structs.replace(head, continued_by=digest.key.key, updated_s=self.book.now_s)
            self.evidence.world.table.put_head(self.chain, self.head)

    def _tell_gone(self, head: Head) -> None:
        name, what = f"{head.bucket}/{head.key}", f"it was there and verified {at(head.updated_s)}"
        chain = self.chain
        self.book.found(Finding(f.DIGEST_MISSING, name, what, chain.account, chain.region, head.end_s), head.key)

    def _as_told(self, key: DigestKey) -> VerifiedDigest:
        """What is known of it without a look at it."""
        told = self.book.state.told_of(f"{self.evidence.bucket}/{key.key}")
        last = self.head if self.head and self.head.key == key.key else None
        sha256, signature = (last.sha256, last.signature) if last else ("", "")
        findings = tuple(known.finding for known in told)
        return VerifiedDigest(key, self.evidence.bucket, None, sha256, signature, findings)

    def _verified(self, keys: Sequence[DigestKey]) -> Iterator[VerifiedDigest]:
        for key, found in zip(keys, self.evidence.digests(keys), strict=True):
            if isinstance(found, Finding):
                self.book.found(found, key.key)
                continue
            tell(self.book, found)
            yield found

    def _link(self, digest: VerifiedDigest) -> None:
        found = list(self._linked(digest)) if counts(digest) else []
        missing = {each.id for each in found if each.code.name == f.DIGEST_MISSING.name}
        self.book.invocation.count(DIGESTS_MISSING, len(missing - self.book.state.findings.keys()))
        self._tell(found, digest)
        self._count(digest, [each for each in found if each.id not in missing])

    def _linked(self, digest: VerifiedDigest) -> Iterator[Finding]:
        before = self._since_the_last(digest)
        if before:
            beside = [VerifiedDigest(key, self.evidence.bucket, None, "", "", ()) for key in self.backfilled]
            yield from links.links([*before, digest], beside)
        elif not self.chain.is_backfill:
            yield from links.head([digest], self.deliveries.time.covered_from_s)

    def _count(self, digest: VerifiedDigest, found: Sequence[Finding]) -> None:
        """Each digest once, also one that only the next shows to be wrong."""
        told = {each.object for each in [*digest.findings, *found] if each.code.effect is Effect.INVALID}
        invalid = told - {each.name for each in self.recent if each.effect is Effect.INVALID}
        self.book.invocation.count(DIGESTS_INVALID, len(invalid))
        undecided = any(each.code.effect is Effect.UNDECIDED for each in [*digest.findings, *found])
        if digest.name not in invalid and not undecided:
            self.book.invocation.count(DIGESTS_VERIFIED)

    def _since_the_last(self, digest: VerifiedDigest) -> list[VerifiedDigest]:
        """The last one that is CloudTrail's and what came after it, where a digest may be; the head as it was where
        nothing is left.
        """
        earlier = [each for each in self.recent if each.key.end_s < digest.key.end_s]
        genuine = [counts(each) for each in earlier]
        if True in genuine:
            earlier = earlier[len(genuine) - 1 - genuine[::-1].index(True) :]
        elif self.head and self.head.end_s < digest.key.end_s and self.head.key not in {e.key.key for e in earlier}:
            earlier = [*filter(None, [self.head.predecessor]), *earlier]
        named = digest.digest.previous_digest_s3_object if digest.digest else None
        return [each for each in earlier if each.key.key == named or _is_of_cadence(earlier[0].key, each.key)]

    def _tell(self, found: Sequence[Finding], digest: VerifiedDigest) -> None:
        for finding in found:
            self.book.found(finding, digest.key.key)


def counts(digest: VerifiedDigest) -> bool:
    """Whether what it says counts: it can be read, and is not found to be invalid."""
    return digest.digest is not None and digest.effect is not Effect.INVALID


def tell(book: Book, digest: VerifiedDigest) -> None:
    """What it is by itself; what it is no longer is mended."""
    for finding in digest.findings:
        book.found(finding, digest.key.key)
    codes = {finding.code.name for finding in digest.findings}
    premature = book.state.findings.get(f"{f.DIGEST_PREMATURE.name} {digest.name}")
    for known in book.state.told_of(digest.name):
        if known.code not in codes:
            book.mended(known)
    if premature is not None and premature.is_open and digest.effect is not Effect.INVALID:
        book.mended(premature)


def _is_of_cadence(one: DigestKey, other: DigestKey) -> bool:
    """Whether whole hours are between them, more or less."""
    return (other.end_s - one.end_s + TOLERANCE_S) % HOUR_S <= 2 * TOLERANCE_S
