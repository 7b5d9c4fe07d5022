"""How fresh the proof of each account is, by what verify remembers."""

from lambdas.core.freshness import Freshness
from lambdas.watch.look import Look
from lambdas.watch.settings import Settings

MOST_TOLD = 20
"""Accounts and Regions in the log of one look."""


def look_at_accounts(look: Look, settings: Settings, since_s: float | None) -> None:
    """since_s: when digests were first due, None where that is not known."""
    freshness = Freshness(settings.closed_accounts)
    with look.at("what verify remembers"):
        for each in look.world.account_states:
            freshness.add(each)
        look.emit(freshness.measured(look.now_s, since_s))
        _tell(look, freshness)


def _tell(look: Look, freshness: Freshness) -> None:
    """The worst first, and how many there are."""
    count, worst = freshness.stale(look.now_s, MOST_TOLD)
    for each in worst:
        told = {"account": each.account, "region": each.region, "age_seconds": look.now_s - each.end_s}
        look.log.error("account stale", extra=told)
    if count:
        look.log.error("accounts stale", extra={"count": count, "told": len(worst)})
