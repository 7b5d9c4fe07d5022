"""The chains of one Region of an account, judged: their links, their hours, and which digests prove something."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from cli.verification.digest_reading import RegionChains
from cli.verification.renamed import before_the_name
from cli.verification.span import Span
from lambdas.core import finding as f
from lambdas.core.chain import head, links, tail
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Effect, Finding
from lambdas.core.proof import Hour, hours

Reads = Callable[[DigestKey], VerifiedDigest | None]


@dataclass(frozen=True)
class JudgedChain:
    chain: Chain
    digests: Sequence[VerifiedDigest]
    """Of the span."""
    around: Sequence[VerifiedDigest]
    """The same, with their neighbours outside of it."""
    hours: list[Hour]
    findings: list[Finding]
    proves: frozenset[str]
    """The names of the digests, neighbours too, that are CloudTrail's and in their place."""
    disproved: frozenset[str]
    """Those that prove nothing: whatever they list is undecided."""


def judged(region: RegionChains, span: Span, reads: Reads) -> list[JudgedChain]:
    """reads: any other digest. Raises ConfigurationError or Unavailable."""
    ends = region.account.ends
    begin_s = min((first_s for first_s, _ in ends.values()), default=0) if span.from_s is None else span.from_s
    linked = {chain: list(_linked(region, chain, span)) for chain in sorted(region.chains)}
    own = {finding.id for around in region.chains.values() for each in around for finding in each.findings}
    for chain, around in region.chains.items():
        for before, finding in before_the_name(around, linked[chain], reads):
            if before.end_s >= begin_s and finding.id not in own:
                linked[before.chain if before.chain in linked else chain].append(finding)
    return [_judged(chain, region.chains[chain], found, span) for chain, found in linked.items()]


def _judged(chain: Chain, around: Sequence[VerifiedDigest], linked: Sequence[Finding], span: Span) -> JudgedChain:
    within = [digest for digest in around if span.holds(digest.key)]
    own = [finding for digest in within for finding in digest.findings]
    disproved = {each.object for each in linked if each.code.name == f.CHAIN_BROKEN.name}
    disproved |= {digest.name for digest in around if digest.effect is Effect.INVALID}
    proves = {digest.name for digest in around if digest.effect is Effect.NONE} - disproved
    proves -= {each.object for each in linked if each.code.effect is Effect.INVALID}
    told = [each for each in linked if span.holds_hour(each.since_s)]
    return JudgedChain(
        chain, within, around, hours(within, told), [*own, *told], frozenset(proves), frozenset(disproved)
    )


def _linked(region: RegionChains, chain: Chain, span: Span) -> Iterator[Finding]:
    """Those outside of the span too."""
    # Of the same trail's hours those that the chain itself may lack.
    backfilled = region.chains.get(replace(chain, is_backfill=True), ())
    yield from links(region.chains[chain], backfilled)
    if not chain.is_backfill:
        yield from _of_ends(chain, region.chains[chain], region.account.ends, span)


def _of_ends(
    chain: Chain, around: Sequence[VerifiedDigest], ends: Mapping[str, tuple[int, int]], span: Span
) -> Iterator[Finding]:
    """Where no beginning is asked for, the trail's first digest in any Region is it."""
    first_s, last_s = ends[chain.trail]
    if around[0].key.end_s >= span.begin_s:
        yield from _of_head(around, first_s - HOUR_S // 2 if span.from_s is None else span.from_s)
    yield from tail(around, min(last_s - HOUR_S, span.end_s + HOUR_S))


def _of_head(around: Sequence[VerifiedDigest], from_s: int) -> Iterator[Finding]:
    """The digest that ends when the range begins has to be there too, and is no reason for a chain to begin."""
    for finding in head(around, from_s - 1):
        if finding.code != f.CHAIN_STARTED or around[0].start_s > from_s:
            yield finding
