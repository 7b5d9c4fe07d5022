"""Of what part of a range each chain proves something: the hours whose digest and log files are all valid.

Neighbouring digests may be some seconds off the hour, so less than that between two of them is no gap.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise

import msgspec

from lambdas.core.proof import ChainProof, Hour, State

_TOLERANCE_S = 600
_RANK = {State.VALID: 0, State.UNDECIDED: 1, State.MISSING: 2, State.INVALID: 3}

Span = tuple[int, int]
"""From and until, in seconds since 1970."""


class Side(StrEnum):
    WHOLE = "whole"
    HEAD = "head"
    TAIL = "tail"
    WITHIN = "within"


class Coverage(msgspec.Struct, frozen=True):
    """Of one Region of one trail of one account, its backfilled digests with it."""

    account: str
    trail: str
    region: str
    home_region: str
    proven: tuple[Span, ...]
    gaps: tuple[Span, ...]
    """What of the range is not in proven."""


def rank(state: State) -> int:
    """The worse, the higher."""
    return _RANK[state]


def whole_state(hour: Hour) -> State:
    """The worst of a digest and of the log files that it lists."""
    listed = [state for state in State if getattr(hour.log_files, state.value)]
    return max([hour.state, *listed], key=rank)


def coverages(chains: Iterable[ChainProof], from_s: int, until_s: int) -> list[Coverage]:
    hours: dict[tuple[str, str, str, str], list[Hour]] = defaultdict(list)
    for each in chains:
        chain = each.chain
        hours[chain.account, chain.trail, chain.region, chain.home_region] += each.hours
    return [_coverage(of, found, (from_s, until_s)) for of, found in sorted(hours.items())]


def side(gap: Span, asked: Span) -> Side:
    match (gap[0] == asked[0], gap[1] == asked[1]):
        case (True, True):
            return Side.WHOLE
        case (True, False):
            return Side.HEAD
        case (False, True):
            return Side.TAIL
    return Side.WITHIN


def _coverage(of: tuple[str, str, str, str], hours: Sequence[Hour], asked: Span) -> Coverage:
    account, trail, region, home_region = of
    valid = sorted((hour.start_s, hour.end_s) for hour in hours if whole_state(hour) is State.VALID)
    proven = _clipped(_joined(valid), asked)
    return Coverage(account, trail, region, home_region, tuple(proven), tuple(_gaps(proven, asked)))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Of spans in order."""
    joined: list[Span] = []
    for begin, end in spans:
        if joined and begin - joined[-1][1] < _TOLERANCE_S:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _clipped(spans: Iterable[Span], asked: Span) -> list[Span]:
    clipped = ((max(begin, asked[0]), min(end, asked[1])) for begin, end in spans)
    return [(begin, end) for begin, end in clipped if begin < end]


def _gaps(spans: Sequence[Span], asked: Span) -> list[Span]:
    edges = [(asked[0], asked[0]), *spans, (asked[1], asked[1])]
    return [(one[1], other[0]) for one, other in pairwise(edges) if one[1] < other[0]]
