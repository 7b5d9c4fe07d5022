"""Digests that were missing, invalid or not to be read: whether they are there now, and CloudTrail's.

What is mended is taken as if it had come in time, by the walk where it is ahead of the head, and else here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from lambdas.core import chain as links
from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.chain_state import DIGEST_CODES, KnownFinding
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey, digest_key
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import BY_NAME, Effect, Finding
from lambdas.verify.book import Book
from lambdas.verify.delivered import LOOKED_AT, Deliveries
from lambdas.verify.evidence import Evidence
from lambdas.verify.walk import TOLERANCE_S, Walk, counts, tell


@dataclass(frozen=True, slots=True)
class SecondLook:
    evidence: Evidence
    book: Book
    deliveries: Deliveries
    walks: Mapping[Chain, Walk]

    def take_late(self) -> None:
        """What was missing and is there now. A substitute for it is told by itself, and leaves it missing."""
        for known in self.book.state.open(f.DIGEST_MISSING):
            late = next((key for walk in self.walks.values() for key in walk.keys if self._is_of(known, key)), None)
            if late is not None and not self.walks[late.chain].is_new(late):
                self._take_late(known, late)

    def look_again(self) -> None:
        """At what was told of digests; where that is much, at what was longest not looked at."""
        found: dict[str, list[KnownFinding]] = {}
        for known in self.book.state.open(*DIGEST_CODES, f.CHAIN_BROKEN):
            if known.last_s < self.book.now_s:
                found.setdefault(known.object, []).append(known)
        wanted = sorted(found.values(), key=lambda told: min(known.last_s for known in told))[:LOOKED_AT]
        if len(found) > LOOKED_AT:
            for known in (each for told in wanted for each in told):
                self.book.write(msgspec.structs.replace(known, last_s=self.book.now_s), told=False)
        keys = [key for told in wanted if (key := self._key(told[0].object))]
        for key, digest in zip(keys, self.evidence.digests(keys), strict=True):
            if isinstance(digest, Finding):
                self._gone(key, digest)
            else:
                self._again(digest)

    def _take_late(self, known: KnownFinding, late: DigestKey) -> None:
        digest = self.evidence.digest(late)
        if isinstance(digest, Finding):
            return
        tell(self.book, digest)
        if not counts(digest):
            return
        self._link(digest, digest_key(known.digest))
        self.deliveries.check(digest)
        self.walks[late.chain].advance(digest)
        self.book.mended(known)
        self._tell_late(digest, f"it was missing since {at(known.first_s)}")

    def _again(self, digest: VerifiedDigest) -> None:
        before = self.book.state.told_of(digest.name)
        told = {known.code for known in before}
        tell(self.book, digest)
        if not counts(digest):
            return
        broken, walk = self._broken(digest.name), self.walks.get(digest.key.chain)
        self._link(digest, digest_key(broken.digest) if broken else _after(digest.key, walk.keys if walk else ()))
        if told == {finding.code.name for finding in digest.findings}:
            return
        if digest.effect is Effect.NONE and digest.key.end_s + HOUR_S <= self.book.state.judged_s:
            self._tell_late(digest, f"{before[0].code} since {at(before[0].first_s)}")
        if walk and walk.is_new(digest.key):
            return
        self.deliveries.check(digest)
        if walk:
            walk.advance(digest)

    def _tell_late(self, digest: VerifiedDigest, what: str) -> None:
        """Then the log files of its hour are compared once more."""
        key = digest.key
        place = key.chain.account, key.chain.region, key.end_s
        self.book.found(Finding(f.DIGEST_LATE, digest.name, what, *place), key.key)

    def _link(self, digest: VerifiedDigest, successor: DigestKey | None) -> None:
        """Whether it is the one that the next names; then what said otherwise is mended."""
        after = self.evidence.digest(successor) if successor and successor != digest.key else None
        if not isinstance(after, VerifiedDigest) or not counts(after):
            return
        found = [each for each in links.links([digest, after]) if each.code.name == f.CHAIN_BROKEN.name]
        for finding in found:
            self.book.found(finding, after.key.key)
        broken = self._broken(digest.name)
        if broken and not found:
            self.book.mended(broken)

    def _gone(self, key: DigestKey, missing: Finding) -> None:
        """What nobody has missed is mended by its removal: it was not of the chain."""
        name, walk = missing.object, self.walks.get(key.chain)
        broken, told = self._broken(name), self.book.state.told_of(name)
        is_doubted = any(BY_NAME[known.code].effect is Effect.UNDECIDED for known in told)
        is_within = walk is not None and walk.head is not None and walk.head.end_s > key.end_s
        if broken or is_doubted or (is_within and _after(key, walk.keys if walk else ())):
            self.book.found(missing, broken.digest if broken else key.key)
        for known in [*told, *([broken] if broken else [])]:
            self.book.mended(known)

    def _broken(self, name: str) -> KnownFinding | None:
        known = self.book.state.findings.get(f"{f.CHAIN_BROKEN.name} {name}")
        return known if known is not None and known.is_open else None

    def _key(self, name: str) -> DigestKey | None:
        return digest_key(name.removeprefix(f"{self.evidence.bucket}/"))

    def _is_of(self, known: KnownFinding, key: DigestKey) -> bool:
        """Whether a missing digest is this one: by its key where that is known, else by chain and hour."""
        named = self._key(known.object)
        if named is not None:
            return named == key
        beside = digest_key(known.digest)
        return beside is not None and beside.chain == key.chain and abs(key.end_s - known.since_s) <= TOLERANCE_S


def _after(key: DigestKey, keys: Sequence[DigestKey]) -> DigestKey | None:
    """The digest of the next hour."""
    return next((each for each in keys if abs(each.end_s - key.end_s - HOUR_S) <= TOLERANCE_S), None)
