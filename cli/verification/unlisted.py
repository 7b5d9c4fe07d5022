"""Log files that are in the bucket and that no digest lists.

In hours whose digests are all valid and follow one another they are forged, for CloudTrail lists what it writes; a
margin inside, as the minute in a log file's name lies some before the digest that lists it. Where no digest is at all,
they are unproven. Several trails may write to one folder, so that what any of their digests lists is listed, and what
one of them may have written is not known. A name that is none of CloudTrail's no digest can list.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import reduce

from cli.verification.region import JudgedChain
from lambdas.core.digest_verification import VerifiedDigest

MARGIN_S = 15 * 60
_TOLERANCE_S = 600
_KEY = re.compile(
    r".*/(?P<account>\d{12})/CloudTrail(?P<family>-[A-Za-z]+)?/(?P<region>[a-z0-9-]+)/(?P<day>\d{4}/\d{2}/\d{2})/"
    r"(?P=account)_CloudTrail(?(family)(?P=family))_(?P=region)_(?P<stamp>\d{8}T\d{4})Z_[\w.-]+\.json\.gz",
    re.ASCII,
)

Window = tuple[int, int]
"""From, until: seconds since 1970."""


def windows(chains: Sequence[JudgedChain]) -> list[Window]:
    """When all that was written is listed."""
    return _common([_runs(each.around, each.proves, MARGIN_S) for each in chains if not each.chain.is_backfill])


def spoken_for(chains: Sequence[JudgedChain]) -> list[Window]:
    """When there is a digest, proven or open, so that a log file that it does not list is another one's."""
    hourly = [each for each in chains if not each.chain.is_backfill]
    return _common([_runs(each.around, {one.name for one in each.around} - each.disproved, 0) for each in hourly])


def within(windows: Sequence[Window], from_s: int, until_s: int) -> list[Window]:
    return list(_both(windows, [(from_s, until_s)]))


def _common(runs: Sequence[Iterable[Window]]) -> list[Window]:
    return reduce(lambda one, other: list(_both(one, other)), map(list, runs)) if runs else []


def _runs(digests: Sequence[VerifiedDigest], counted: Collection[str], margin_s: int) -> Iterator[Window]:
    """Of the digests of a chain those that count and follow one another."""
    run: list[VerifiedDigest] = []
    for digest in digests:
        follows = run and abs(digest.start_s - run[-1].key.end_s) <= _TOLERANCE_S
        if digest.name in counted and follows:
            run.append(digest)
            continue
        yield from _inside(run, margin_s)
        run = [digest] if digest.name in counted else []
    yield from _inside(run, margin_s)


def _inside(run: Sequence[VerifiedDigest], margin_s: int) -> Iterator[Window]:
    if run:
        yield run[0].start_s + margin_s, run[-1].key.end_s - margin_s


def _both(one: Iterable[Window], other: Sequence[Window]) -> Iterator[Window]:
    for from_s, until_s in one:
        for other_from_s, other_until_s in other:
            common = max(from_s, other_from_s), min(until_s, other_until_s)
            if common[0] < common[1]:
                yield common


def moment(key: str) -> int | None:
    """When it was written, as its name says; None where it is not a name that CloudTrail gives."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    try:
        stamp = datetime.strptime(match["stamp"], "%Y%m%dT%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(stamp.timestamp()) if f"{stamp:%Y/%m/%d}" == match["day"] else None


def family_of(key: str) -> str:
    """Empty for the family of management and data events."""
    match = _KEY.fullmatch(key)
    return (match["family"] or "").removeprefix("-") if match else ""


def is_in(at_s: int, windows: Iterable[Window]) -> bool:
    return any(from_s <= at_s <= until_s for from_s, until_s in windows)
