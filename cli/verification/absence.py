"""Accounts and Regions of which no digest is there for the time that was asked for, and which yet have something: log
files, digests of before, or other Regions' digests beside them.
"""

from collections.abc import Iterator

from cli.verification.digest_listing import AccountDigests, RegionDigests, first_digest
from cli.verification.request import Request
from cli.verification.search import PLAIN, Search, due
from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.digest_key import HOUR_S, DigestKey
from lambdas.core.finding import Finding
from lambdas.core.object_key import DIGEST_FAMILY


def absent(request: Request, account: AccountDigests) -> list[Finding]:
    """Raises ConfigurationError or Unavailable."""
    found = list(_bare(request, account))
    if account.has_digest_of(request.span):
        found += _silent(request, account, {each.region for each in found})
    elif not found:
        found += _interrupted(request, account)
    return found


def _bare(request: Request, account: AccountDigests) -> Iterator[Finding]:
    """Regions with log files of the span, and no digest near it."""
    world = request.world
    windows = due(request, max((last_s for _, last_s in account.ends.values()), default=None))
    digests = {region.region: region for region in account.regions}
    for folder in world.listing.folders(world.bucket, f"{account.folder}{PLAIN}/"):
        region = folder.rstrip("/").rpartition("/")[2]
        own = digests.get(region)
        if own is None or not (own.chains or own.is_partial):
            yield from Search(request, account.folder, region).first("", f.CHAIN_ABSENT, windows)


def _silent(request: Request, account: AccountDigests, told: set[str]) -> Iterator[Finding]:
    """Regions whose digests are all of before, though the same trail's go on in other Regions."""
    span = request.span
    trails = {
        chain.trail
        for region in account.regions
        for chain, keys in region.chains.items()
        if not chain.is_backfill and any(map(span.holds, keys))
    }
    for region in account.regions:
        if region.region in told or _has_until(region, trails, span.end_s + HOUR_S):
            continue
        before = next((each for trail in sorted(trails) if (each := _before(request, region, trail))), None)
        if before:
            what = f"the first digest of trail {before.chain.trail} is of {at(before.end_s)}, and none is of this time"
            yield _finding(request, region.folder, region.region, f"{what}, of which other Regions have some")


def _interrupted(request: Request, account: AccountDigests) -> Iterator[Finding]:
    """An account whose digests go on after the span."""
    span = request.span
    for region in account.regions:
        after = first_digest(request, region, span.end_s + HOUR_S + 1, request.at_s + HOUR_S)
        before = after and _before(request, region, request.trail)
        if after and before:
            what = f"there are digests of {at(before.end_s)} and of {at(after.end_s)}, and none of this time"
            yield _finding(request, account.folder, "", what)
            return


def _has_until(region: RegionDigests, trails: set[str], end_s: int) -> bool:
    chains = region.chains.items()
    return any(keys[0].end_s <= end_s for chain, keys in chains if chain.trail in trails and not chain.is_backfill)


def _before(request: Request, region: RegionDigests, trail: str) -> DigestKey | None:
    return first_digest(request, region, 0, request.span.begin_s - 1, trail)


def _finding(request: Request, folder: str, region: str, what: str) -> Finding:
    name = f"{request.world.bucket}/{folder}CloudTrail-{DIGEST_FAMILY}/{f'{region}/' if region else ''}"
    account = folder.rstrip("/").rpartition("/")[2]
    return Finding(f.CHAIN_ABSENT, name, what, account, region, request.span.begin_s)
