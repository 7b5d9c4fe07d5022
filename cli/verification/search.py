"""Looks through a Region's log files for those that no digest lists."""

from collections.abc import Callable, Iterator, Sequence

from cli.verification.digest_listing import AccountDigests
from cli.verification.digest_reading import RegionChains
from cli.verification.region import JudgedChain
from cli.verification.request import Request
from cli.verification.unlisted import Window, family_of, is_unlisted, moment, windows, within
from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.digest_key import HOUR_S, DigestKey, day_folder
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Code, Effect, Finding
from lambdas.core.object_key import DIGEST_FAMILY

_PLAIN = "CloudTrail"
_FAMILY = f"{_PLAIN}-"
# A digest comes within two hours after the beginning of its hour, and more for safety.
_DUE_S = 3 * HOUR_S

Reads = Callable[[DigestKey], VerifiedDigest | None]


def unlisted(request: Request, region: RegionChains, chains: Sequence[JudgedChain], reads: Reads) -> list[Finding]:
    """chains: all of the Region's. What comes late is listed later: before anything is told, so are the digests that
    follow within a day. Raises ConfigurationError or Unavailable.
    """
    span = request.span
    known = within(windows(chains), span.begin_s, span.end_s)
    if not known:
        return []
    around = [digest for chain in chains for digest in chain.around]
    listed = _listed(around, request.world.bucket)
    found = list(Search(request, region.digests.folder, region.digests.region, known).run(listed))
    if any(each.code is f.LOG_FILE_UNLISTED for each in found):
        later = _later(region, around, reads)
        listed = frozenset(f"{request.world.bucket}/{key}" for key in _listed(later, request.world.bucket))
        found = [each for each in found if each.object not in listed]
    return found


def _later(region: RegionChains, around: Sequence[VerifiedDigest], reads: Reads) -> list[VerifiedDigest]:
    last_s = max(digest.key.end_s for digest in around)
    keys = [key for chain in region.digests.chains.values() for key in chain if key.end_s > last_s - HOUR_S]
    read = [reads(key) for key in keys]
    return [digest for digest in read if digest and digest.effect is Effect.NONE]


def _listed(digests: Sequence[VerifiedDigest], bucket: str) -> frozenset[str]:
    """By any digest that is there, valid or not."""
    inner = [digest.digest for digest in digests if digest.digest]
    return frozenset(each.s3_object for digest in inner for each in digest.log_files if each.s3_bucket == bucket)


def uncovered(request: Request, account: AccountDigests) -> list[Finding]:
    """Regions that have log files of the span and no digest. Raises ConfigurationError or Unavailable.

    As far as the account has digests in other Regions: one of the last hours may be still to come.
    """
    span, world = request.span, request.world
    until_s = min(span.end_s, max((last_s for _, last_s in account.ends.values()), default=request.at_s - _DUE_S))
    if request.trail or until_s <= span.begin_s:
        return []
    covered = {region.region for region in account.regions if region.chains}
    regions = [
        each.rstrip("/").rpartition("/")[2]
        for each in world.listing.folders(world.bucket, f"{account.folder}{_PLAIN}/")
    ]
    searches = (
        Search(request, account.folder, region, [(span.begin_s, until_s)])
        for region in regions
        if region not in covered
    )
    return [finding for search in searches for finding in search.first("", f.CHAIN_ABSENT)]


class Search:
    def __init__(self, request: Request, folder: str, region: str, windows: Sequence[Window]) -> None:
        self._world = request.world
        self._folder = folder
        self._region = region
        self._windows = windows

    def run(self, listed: frozenset[str]) -> Iterator[Finding]:
        covered = {"", *map(family_of, listed)}
        for folder in self._world.listing.folders(self._world.bucket, self._folder):
            name = folder.rstrip("/").rpartition("/")[2]
            if not f"{name}-".startswith(_FAMILY) or name == f"{_FAMILY}{DIGEST_FAMILY}":
                continue
            family = name[len(_FAMILY) :]
            if family not in covered:
                yield from self.first(family, f.FAMILY_NOT_COVERED)
                continue
            for key in self._keys(family):
                if is_unlisted(key, listed, self._windows):
                    yield self._finding(f.LOG_FILE_UNLISTED, key, "no digest lists it", moment(key))

    def first(self, family: str, code: Code) -> Iterator[Finding]:
        """One of all log files of a family, where there are any."""
        key = next((key for key in self._keys(family) if is_unlisted(key, frozenset(), self._windows)), None)
        if key:
            at_s = moment(key) or self._windows[0][0]
            yield self._finding(code, self._below(family), f"no digest lists any; the first is of {at(at_s)}", at_s)

    def _keys(self, family: str) -> Iterator[str]:
        """Of the windows' days."""
        first, last = (
            day_folder(self._folder, family, self._region, at_s) for at_s in (self._windows[0][0], self._windows[-1][1])
        )
        for key in self._world.listing.keys(self._world.bucket, self._below(family), first):
            if key > last and not key.startswith(last):
                return
            yield key

    def _below(self, family: str) -> str:
        return f"{self._folder}{_FAMILY if family else _PLAIN}{family}/{self._region}/"

    def _finding(self, code: Code, key: str, what: str, since_s: int | None) -> Finding:
        account = self._folder.rstrip("/").rpartition("/")[2]
        return Finding(code, f"{self._world.bucket}/{key}", what, account, self._region, since_s or 0)
