"""Log files that are in the bucket and that no digest lists: forged, for CloudTrail lists what it writes.

Only where it is known what CloudTrail has written: in hours whose digests are all valid and follow one another, a
margin inside, as the minute in a log file's name lies some before the digest that lists it. Several trails may write to
one folder, so that what any of their digests lists is listed. A name that is none of CloudTrail's no digest can list.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
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
    hourly = [list(_runs(chain)) for chain in chains if not chain.chain.is_backfill]
    return reduce(lambda one, other: list(_both(one, other)), hourly) if hourly else []


def within(windows: Sequence[Window], from_s: int, until_s: int) -> list[Window]:
    return list(_both(windows, [(from_s, until_s)]))


def _runs(chain: JudgedChain) -> Iterator[Window]:
    run: list[VerifiedDigest] = []
    for digest in chain.around:
        follows = run and abs(digest.start_s - run[-1].key.end_s) <= _TOLERANCE_S
        if digest.name in chain.proves and follows:
            run.append(digest)
            continue
        yield from _inside(run)
        run = [digest] if digest.name in chain.proves else []
    yield from _inside(run)


def _inside(run: Sequence[VerifiedDigest]) -> Iterator[Window]:
    if run:
        yield run[0].start_s + MARGIN_S, run[-1].key.end_s - MARGIN_S


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


def is_unlisted(key: str, listed: frozenset[str], windows: Sequence[Window]) -> bool:
    if key in listed or not key.endswith(".gz"):
        return False
    at_s = moment(key)
    return at_s is None or any(from_s <= at_s <= until_s for from_s, until_s in windows)
