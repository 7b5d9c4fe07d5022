"""How fresh what verify has proven is, and what it has found: one pass over all that it remembers.

Kept are the ends of the newest digests, one for each account and Region, and of the rest counts only.
"""

import heapq
from collections.abc import Collection, Iterator

import msgspec

from lambdas.core import finding as f
from lambdas.core import metric as m
from lambdas.core.chain_state import DAY_S, GRACE_S, chain_of
from lambdas.core.digest_key import HOUR_S
from lambdas.core.finding import BY_NAME, Severity
from lambdas.core.metric import Metric

LASTING = frozenset(
    code.name
    for code in (
        f.CHAIN_FORKED,
        f.CHAIN_GAP,
        f.HASH_ALGORITHM_UNKNOWN,
        f.LOG_FILE_OF_NO_FAMILY,
        f.LOG_FILE_REWRITTEN,
        f.LOG_FILE_UNLISTED,
        f.RECEIPT_DIFFERS,
        f.RECEIPT_WITHOUT_LOG_FILE,
    )
)
"""Codes of what has happened, and no mend undoes: open for good."""
LASTING_SEVERE_S = 7 * DAY_S
"""How long such a finding counts as severe: an alarm that never ends is looked at by nobody. It stays open, and the
evidence tells it for as long as it is remembered.
"""
SEVERE = frozenset(code.name for code in BY_NAME.values() if code.severity in {Severity.CRITICAL, Severity.HIGH})


class Reached(msgspec.Struct, frozen=True, gc=False):
    """How far a chain is that goes on."""

    account: str
    region: str
    end_s: int
    """Of its last digest that was not found to be invalid."""
    proven_s: int
    """Of its last digest that is CloudTrail's."""


class Open(msgspec.Struct, frozen=True, gc=False):
    """A finding that is open."""

    account: str
    region: str
    code: str
    first_s: int
    """When it was first seen."""


Remembered = Reached | Open


class Stale(msgspec.Struct, frozen=True, order=True):
    end_s: int
    account: str
    region: str


def account_of(folder: str) -> str:
    """folder: […/]ACCOUNT/."""
    return folder.rstrip("/").rpartition("/")[2]


def reached(folder: str, item: str, end_s: int, proven_s: int = 0, continued_by: str = "") -> Reached | None:
    """Of a chain's head, item as chain_state.head_item names it. None where no further digest is to come."""
    chain = chain_of(folder, account_of(folder), item)
    ends = bool(continued_by) or chain.is_backfill
    return None if ends else Reached(chain.account, chain.region, end_s, proven_s or end_s)


class Freshness:
    def __init__(self, closed_accounts: Collection[str] = ()) -> None:
        """closed_accounts: accounts, and ACCOUNT/REGION of single Regions, of which nothing counts."""
        self._closed = frozenset(closed_accounts)
        self._ends: dict[str, dict[str, int]] = {}
        """By account and Region."""
        self._proven_s = 0
        self._open = self._severe = 0
        self._lasting_s: list[int] = []
        """When each severe finding that no mend undoes was first seen."""

    def add(self, each: Remembered) -> None:
        if not self._closed.isdisjoint((each.account, f"{each.account}/{each.region}")):
            return
        if isinstance(each, Open):
            self._note(each)
            return
        regions = self._ends.setdefault(each.account, {})
        regions[each.region] = max(each.end_s, regions.get(each.region, 0))
        self._proven_s = max(self._proven_s, each.proven_s)

    def _note(self, each: Open) -> None:
        self._open += 1
        if each.code in SEVERE & LASTING:
            self._lasting_s.append(each.first_s)
        elif each.code in SEVERE:
            self._severe += 1

    def measured(self, now_s: int, since_s: float | None = None) -> Iterator[tuple[Metric, float]]:
        """since_s: from when on digests are due, where none has been verified yet; None where that is not known."""
        yield m.FINDINGS_OPEN, self._open
        yield m.FINDINGS_SEVERE, self._severe + sum(now_s - at_s < LASTING_SEVERE_S for at_s in self._lasting_s)
        yield m.STALE_ACCOUNTS, sum(min(regions.values()) < _due_s(now_s) for regions in self._ends.values())
        if self._ends:
            worst_s = min(min(regions.values()) for regions in self._ends.values())
            yield m.WORST_ACCOUNT_AGE, max(0, now_s - worst_s)
            yield m.VERIFICATION_AGE, max(0, now_s - self._proven_s)
        elif since_s is not None:
            yield m.VERIFICATION_AGE, max(0, now_s - since_s)

    def stale(self, now_s: int, most: int) -> tuple[int, list[Stale]]:
        """How many Regions of accounts are stale, and the worst of them, the worst first."""
        due_s = _due_s(now_s)
        count = sum(end_s < due_s for regions in self._ends.values() for end_s in regions.values())
        found = (
            Stale(end_s, account, region)
            for account, regions in self._ends.items()
            for region, end_s in regions.items()
            if end_s < due_s
        )
        return count, heapq.nsmallest(most, found)


def _due_s(now_s: int) -> int:
    """Where a head has to be by then, as chain_state.Head.is_overdue has it."""
    return now_s - HOUR_S - GRACE_S
