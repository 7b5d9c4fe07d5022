"""The chains of one Region of an account, judged: their links, their hours, and which digests prove something."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cli.verification.digest_reading import RegionChains
from cli.verification.span import Span
from lambdas.core import finding as f
from lambdas.core.chain import head, links, tail
from lambdas.core.digest_key import HOUR_S, Chain
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Effect, Finding
from lambdas.core.proof import Hour, hours


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


def judged(region: RegionChains, span: Span) -> list[JudgedChain]:
    ends = region.account.ends
    return [_judged(chain, digests, ends, span) for chain, digests in sorted(region.chains.items())]


def _judged(
    chain: Chain, around: Sequence[VerifiedDigest], ends: Mapping[str, tuple[int, int]], span: Span
) -> JudgedChain:
    within = [digest for digest in around if span.holds(digest.key)]
    linked = list(_of_links(chain, around, ends, span))
    own = [finding for digest in within for finding in digest.findings]
    disproved = {each.object for each in linked if each.code.name == f.CHAIN_BROKEN.name}
    disproved |= {digest.name for digest in around if digest.effect is Effect.INVALID}
    proves = {digest.name for digest in around if digest.effect is Effect.NONE} - disproved
    proves -= {each.object for each in linked if each.code.effect is Effect.INVALID}
    told = [each for each in linked if span.holds_hour(each.since_s)]
    return JudgedChain(
        chain, within, around, hours(within, told), [*own, *told], frozenset(proves), frozenset(disproved)
    )


def _of_links(
    chain: Chain, around: Sequence[VerifiedDigest], ends: Mapping[str, tuple[int, int]], span: Span
) -> Iterator[Finding]:
    """Those outside of the span too. Where no beginning is asked for, the trail's first digest in any Region is it."""
    yield from links(around)
    if chain.is_backfill:
        return
    first_s, last_s = ends[chain.trail]
    if span.holds(around[0].key):
        yield from _of_head(around, first_s - HOUR_S // 2 if span.from_s is None else span.from_s)
    yield from tail(around, min(last_s - HOUR_S, span.end_s + HOUR_S))


def _of_head(around: Sequence[VerifiedDigest], from_s: int) -> Iterator[Finding]:
    """The digest that ends when the range begins has to be there too, and is no reason for a chain to begin."""
    for finding in head(around, from_s - 1):
        if finding.code != f.CHAIN_STARTED or around[0].start_s > from_s:
            yield finding
