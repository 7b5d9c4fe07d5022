"""Which digests there are of a span, by account, Region and chain; their keys alone, none is read."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property

from cli.terminal import UsageError
from cli.verification.request import Request
from cli.verification.span import Span
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey, day_folder, digest_key
from lambdas.core.object_key import DIGEST_FAMILY

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)


@dataclass
class RegionDigests:
    folder: str
    """[prefix/]AWSLogs/[o-ID/]ACCOUNT/."""
    region: str
    chains: dict[Chain, list[DigestKey]] = field(default_factory=dict)
    """In the order of their ends, of the span and of a day on either side; of the trail that is asked for."""
    odd: list[str] = field(default_factory=list)
    """Keys that are no digest's."""
    premature: list[DigestKey] = field(default_factory=list)
    """Whose hour has not ended yet, so that they are nobody's: nothing is made of them but a finding."""
    is_partial: bool = False
    """Whether there are other trails' digests."""


@dataclass
class AccountDigests:
    folder: str
    regions: list[RegionDigests]

    @cached_property
    def ends(self) -> dict[str, tuple[int, int]]:
        """By trail: the end of the first and of the last digest of any Region; not of those that came later."""
        ends: dict[str, tuple[int, int]] = {}
        for region in self.regions:
            for chain, keys in region.chains.items():
                if not chain.is_backfill:
                    first, last = ends.get(chain.trail, (keys[0].end_s, 0))
                    ends[chain.trail] = min(first, keys[0].end_s), max(last, keys[-1].end_s)
        return ends

    def has_digest_of(self, span: Span) -> bool:
        chains = (keys for region in self.regions for keys in region.chains.values())
        return any(span.holds(key) for keys in chains for key in keys)


def accounts(request: Request) -> Sequence[str]:
    """Their folders. Raises UsageError for one that is asked for and not there, ConfigurationError or Unavailable."""
    world = request.world
    found = []
    for prefix in world.prefixes:
        for folder in world.listing.folders(world.bucket, f"{prefix}AWSLogs/"):
            inner = [folder] if _ACCOUNT.fullmatch(_name(folder)) else world.listing.folders(world.bucket, folder)
            found += [each for each in inner if _ACCOUNT.fullmatch(_name(each))]
    missing = request.accounts - {_name(folder) for folder in found}
    if missing:
        raise UsageError(f"--account {min(missing)}: no such folder below AWSLogs/ in {world.bucket}")
    return [folder for folder in found if not request.accounts or _name(folder) in request.accounts]


def digests_of(request: Request, folder: str, threads: Executor) -> AccountDigests:
    """Raises ConfigurationError or Unavailable."""
    world = request.world
    below = f"{folder}CloudTrail-{DIGEST_FAMILY}/"
    regions = [_name(each) for each in world.listing.folders(world.bucket, below)]
    return AccountDigests(folder, list(threads.map(lambda region: _of_region(request, folder, region), regions)))


def _of_region(request: Request, folder: str, region: str) -> RegionDigests:
    found = RegionDigests(folder, region)
    for key in _keys(request, folder, region):
        digest = digest_key(key)
        if digest is None or digest.chain.folder != folder or digest.chain.region != region:
            if key.endswith(".json.gz"):
                found.odd.append(key)
        elif digest.end_s > request.at_s + HOUR_S:
            found.premature.append(digest)
        elif request.trail not in {"", digest.chain.trail}:
            found.is_partial = True
        elif request.span.look_from_s < digest.end_s <= request.span.look_until_s + HOUR_S:
            found.chains.setdefault(digest.chain, []).append(digest)
    for keys in found.chains.values():
        keys.sort(key=lambda each: (each.end_s, each.key))
    return found


def first_digest(
    request: Request, region: RegionDigests, from_s: int, until_s: int, trail: str = ""
) -> DigestKey | None:
    """Whose hour ends between these times, of the trail that is named or asked for.

    Raises ConfigurationError or Unavailable.
    """
    trail = trail or request.trail
    world, below = request.world, f"{region.folder}CloudTrail-{DIGEST_FAMILY}/{region.region}/"
    first = day_folder(region.folder, DIGEST_FAMILY, region.region, from_s)
    last = day_folder(region.folder, DIGEST_FAMILY, region.region, until_s)
    for key in world.listing.keys(world.bucket, below, first):
        if key > last and not key.startswith(last):
            return None
        digest = digest_key(key)
        if digest and from_s <= digest.end_s <= until_s and trail in {"", digest.chain.trail}:
            return digest
    return None


def _keys(request: Request, folder: str, region: str) -> Iterator[str]:
    world, span = request.world, request.span
    below = f"{folder}CloudTrail-{DIGEST_FAMILY}/{region}/"
    last = day_folder(folder, DIGEST_FAMILY, region, span.look_until_s + HOUR_S)
    for key in world.listing.keys(world.bucket, below, day_folder(folder, DIGEST_FAMILY, region, span.look_from_s)):
        if key > last and not key.startswith(last):
            return
        yield key


def _name(folder: str) -> str:
    return folder.rstrip("/").rpartition("/")[2]
