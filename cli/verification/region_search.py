"""Looks through the log files of a Region that has digests for those that none of them lists."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from cli.verification.digest_reading import RegionChains
from cli.verification.region import JudgedChain
from cli.verification.request import Request
from cli.verification.search import Search, due
from cli.verification.unlisted import family_of, is_in, moment, spoken_for, windows, within
from lambdas.core import finding as f
from lambdas.core.digest_key import HOUR_S, DigestKey
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Code, Effect, Finding

Reads = Callable[[DigestKey], VerifiedDigest | None]


def unlisted(request: Request, region: RegionChains, chains: Sequence[JudgedChain], reads: Reads) -> list[Finding]:
    """chains: all of the Region's. Raises ConfigurationError or Unavailable."""
    if not chains:
        return []
    listed = Listed(request.world.bucket, region, [digest for chain in chains for digest in chain.around], reads)
    return list(RegionSearch(request, region, chains, listed).run())


class Listed:
    """By any digest that is there, valid or not. What comes late is listed later: before anything is told, so are the
    digests that follow within a day.
    """

    def __init__(self, bucket: str, region: RegionChains, around: Sequence[VerifiedDigest], reads: Reads) -> None:
        self._bucket = bucket
        self._region = region
        self._around = around
        self._reads = reads
        self.soon = self._by(around)

    def has(self, key: str) -> bool:
        return key in self.soon or key in self._later

    @cached_property
    def _later(self) -> frozenset[str]:
        last_s = max(digest.key.end_s for digest in self._around)
        chains = self._region.digests.chains.values()
        read = [self._reads(key) for chain in chains for key in chain if key.end_s > last_s - HOUR_S]
        return self._by([digest for digest in read if digest and digest.effect is Effect.NONE])

    def _by(self, digests: Sequence[VerifiedDigest]) -> frozenset[str]:
        inner = [digest.digest for digest in digests if digest.digest]
        return frozenset(each.s3_object for one in inner for each in one.log_files if each.s3_bucket == self._bucket)


class RegionSearch:
    def __init__(self, request: Request, region: RegionChains, chains: Sequence[JudgedChain], listed: Listed) -> None:
        span = request.span
        self._search = Search(request, region.digests.folder, region.digests.region)
        self._listed = listed
        self._known = within(windows(chains), span.begin_s, span.end_s)
        self._spoken_for = spoken_for(chains)
        self._due = due(request, max((last_s for _, last_s in region.account.ends.values()), default=None))
        # A digest that is gone or forged says already that what it has listed is not proven.
        if any(finding.code.effect is Effect.INVALID for chain in chains for finding in chain.findings):
            self._due = []

    def run(self) -> Iterator[Finding]:
        yield from self._of_covered("", [*self._known, *self._due])
        if not self._known:
            return
        covered = {"", *map(family_of, self._listed.soon)}
        for family in self._search.families():
            if family not in covered:
                yield from self._search.first(family, f.FAMILY_NOT_COVERED, self._known)
            elif family:
                yield from self._of_covered(family, self._known)

    def _of_covered(self, family: str, asked: Sequence[tuple[int, int]]) -> Iterator[Finding]:
        if not asked:
            return
        unproven, first = 0, ""
        for key in self._search.keys(family, min(each[0] for each in asked), max(each[1] for each in asked)):
            code = None if key in self._listed.soon else self._code(key, family)
            if code is None or self._listed.has(key):
                continue
            if code is f.LOG_FILE_UNLISTED:
                yield self._search.finding(code, key, "no digest lists it", moment(key))
            else:
                unproven, first = unproven + 1, first or key
        if unproven:
            what = f"{unproven:,}, the first of which is {first}"
            yield self._search.finding(f.LOG_FILE_UNPROVEN, self._search.below(family), what, moment(first))

    def _code(self, key: str, family: str) -> Code | None:
        """What it is where no digest lists it; None where that cannot be said."""
        written_s = moment(key)
        if written_s is None:
            is_known = self._known and self._search.has_day_of(key, family, self._known)
            return f.LOG_FILE_UNLISTED if is_known else f.LOG_FILE_UNPROVEN if self._due and not family else None
        if is_in(written_s, self._known):
            return f.LOG_FILE_UNLISTED
        is_due = not family and is_in(written_s, self._due) and not is_in(written_s, self._spoken_for)
        return f.LOG_FILE_UNPROVEN if is_due else None
