"""The hours of each chain as the picture draws them: grouped by account and trail, the worst chains first.

A column is an hour of UTC; a digest is in the one that holds its middle, since it ends some seconds off the hour.
"""

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from cli.evidence.coverage import Span, rank, whole_state
from lambdas.core.digest_key import HOUR_S, Chain
from lambdas.core.proof import ChainProof, Hour, State

DAY_S = 24 * HOUR_S
MOST_ROWS = 60
_MOST_LINES = 1_500
"""A row takes a line of each day: about thirty sheets of paper."""


class Row(msgspec.Struct, frozen=True):
    chain: Chain
    hours: dict[int, list[Hour]]
    """By the start of the column, in seconds since 1970."""

    @property
    def badness(self) -> tuple[int, int]:
        """The higher the worse: the worst of its states, and how many hours are not valid."""
        states = [whole_state(hour) for hours in self.hours.values() for hour in hours]
        return max(map(rank, states), default=0), sum(state is not State.VALID for state in states)


class Group(msgspec.Struct, frozen=True):
    """Of one account and trail; backfilled digests are a group of their own."""

    rows: list[Row]

    @property
    def chain(self) -> Chain:
        """One of them: all but the Region is the same."""
        return self.rows[0].chain


class Picture(msgspec.Struct, frozen=True):
    asked: Span
    drawn: Span
    """The hours of asked, and those beside it that have a digest in it."""
    groups: list[Group]
    rest: list[Row]
    """Not drawn, for there are too many: none of them is worse than those that are."""


def picture(chains: Sequence[ChainProof], asked: Span) -> Picture:
    rows = [Row(each.chain, _columns(each.hours)) for each in chains]
    worst_first = sorted(rows, key=lambda row: (tuple(-part for part in row.badness), row.chain))
    found = [at_s for row in rows for at_s in row.hours]
    drawn = (min([asked[0], *found]), max([asked[1], *(at_s + HOUR_S for at_s in found)]))
    most = max(1, min(MOST_ROWS, _MOST_LINES // len(days(drawn))))
    return Picture(asked, drawn, _groups(worst_first[:most]), worst_first[most:])


def days(drawn: Span) -> range:
    """The starts of the days that have a part in it."""
    return range(drawn[0] // DAY_S * DAY_S, max(drawn[1], drawn[0] + 1), DAY_S)


def columns(row: Row, day_s: int, asked: Span) -> list[int]:
    """The hours of a day that have a part in what was asked for, or have a digest."""
    hours = range(day_s, day_s + DAY_S, HOUR_S)
    return [at_s for at_s in hours if at_s in row.hours or (at_s < asked[1] and at_s + HOUR_S > asked[0])]


def _columns(hours: Sequence[Hour]) -> dict[int, list[Hour]]:
    found: dict[int, list[Hour]] = defaultdict(list)
    for hour in hours:
        # What is not CloudTrail's may say anything of its start.
        length_s = min(hour.end_s - hour.start_s, HOUR_S)
        found[(hour.end_s - length_s // 2) // HOUR_S * HOUR_S].append(hour)
    return dict(found)


def _groups(worst_first: Sequence[Row]) -> list[Group]:
    """In the order of their worst rows, the rows of each in that of their Regions."""
    found: dict[tuple[str, str, str, bool], list[Row]] = defaultdict(list)
    for row in worst_first:
        chain = row.chain
        found[chain.folder, chain.trail, chain.home_region, chain.is_backfill].append(row)
    return [Group(sorted(rows, key=lambda row: row.chain)) for rows in found.values()]
