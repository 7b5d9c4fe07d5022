"""A look as a whole: what it measures, and that what gives no answer takes nothing else with it."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.core import finding as f
from lambdas.core import metric as m
from lambdas.core.digest_key import HOUR_S
from lambdas.core.error import ConfigurationError
from lambdas.core.lake import Import, Ingestion
from lambdas.watch.watch import Watch
from tests.unit.watch_case import ACCOUNT, CHANNEL, HOME, NOW_S, OTHER, STORE, US, Watched

ALWAYS = {
    m.WATCH_RUNS: 1,
    m.WATCH_FAILURES: 0,
    m.TRAILS_MISSING: 0,
    m.TRAILS_CHANGED: 0,
    m.REGIONS_STOPPED: 0,
    m.REGIONS_NOT_DELIVERING: 0,
    m.REGIONS_NOT_NOTIFYING: 0,
    m.REGIONS_NOT_SIGNING: 0,
    m.REGIONS_NOT_LINKED: 0,
    m.DIGEST_AGE: HOUR_S,
    m.STALE_ACCOUNTS: 0,
    m.FINDINGS_OPEN: 0,
    m.FINDINGS_SEVERE: 0,
    m.VERIFICATION_AGE: 500 * HOUR_S,  # of a trail whose digests nobody has verified yet
    m.QUARANTINE_OBJECTS: 0,
}


def test_what_is_well_raises_nothing_and_says_nothing() -> None:
    watched = Watched()
    assert watched.look() == ALWAYS
    assert watched.lines.told == []


def test_the_proof_of_every_account_is_measured() -> None:
    watched = Watched()
    watched.reach(ACCOUNT, HOME, 600)
    watched.reach(OTHER, US, 5 * HOUR_S)
    watched.find(f.DIGEST_MISSING.name)
    watched.find(f.NOT_COVERED.name)
    seen = watched.look()
    assert (seen[m.VERIFICATION_AGE], seen[m.WORST_ACCOUNT_AGE], seen[m.STALE_ACCOUNTS]) == (600, 5 * HOUR_S, 1)
    assert (seen[m.FINDINGS_OPEN], seen[m.FINDINGS_SEVERE]) == (2, 1)
    assert watched.told("account stale") == [{"account": OTHER, "region": US, "age_seconds": 5 * HOUR_S}]
    assert watched.told("accounts stale") == [{"count": 1, "told": 1}]


def test_of_many_stale_accounts_the_worst_twenty_are_told_and_all_are_counted() -> None:
    watched = Watched()
    for number in range(25):
        watched.reach(f"{number:012}", HOME, 5 * HOUR_S + number)
    assert watched.look()[m.STALE_ACCOUNTS] == 25
    assert [line["account"] for line in watched.told("account stale")] == [f"{n:012}" for n in range(24, 4, -1)]
    assert watched.told("accounts stale") == [{"count": 25, "told": 20}]


def test_a_closed_account_is_neither_stale_nor_has_it_findings() -> None:
    watched = Watched()
    watched.reach(OTHER, US, 5 * HOUR_S)
    watched.find(f.DIGEST_MISSING.name, OTHER)
    watched.settle(closed_accounts=(OTHER,))
    assert watched.look() == ALWAYS
    assert watched.lines.told == []


def test_the_quarantine_is_counted() -> None:
    watched = Watched(quarantine={"a": b"", "b": b""})
    assert watched.look()[m.QUARANTINE_OBJECTS] == 2


class Endless:
    def keys(self, *_: str) -> Iterator[str]:
        return itertools.repeat("key")


def test_a_large_quarantine_is_counted_no_further_than_the_table_of_metrics_says() -> None:
    assert Watched(others={"quarantine": Endless()}).look()[m.QUARANTINE_OBJECTS] == 10_000


class Silent:
    """Any port that gives no answer."""

    def __getattr__(self, name: str) -> Any:
        raise ConfigurationError("denied")

    def __iter__(self) -> Any:
        raise ConfigurationError("denied")


TABLE = {m.STALE_ACCOUNTS, m.FINDINGS_OPEN, m.FINDINGS_SEVERE, m.VERIFICATION_AGE}
OF_REGIONS = {metric for metric in ALWAYS if metric.name.startswith("Regions")} | {m.DIGEST_AGE}
OF_THE_TRAIL = ALWAYS.keys() - TABLE - {m.WATCH_RUNS, m.WATCH_FAILURES, m.QUARANTINE_OBJECTS}
# By the port: what is not looked at, how often that is told, and what is not measured.
SILENT = {
    "account_states": (["what verify remembers"], TABLE),
    "quarantine": (["the quarantine"], {m.QUARANTINE_OBJECTS}),
    "regions": (["the account's Regions"], OF_REGIONS),
    "trails": (
        ["the trail's settings", f"the trail in {HOME}", f"the trail in {US}", "the trail's selectors"],
        OF_THE_TRAIL | {m.VERIFICATION_AGE},
    ),
}


@pytest.mark.parametrize(("port", "told", "lacking"), [(port, *each) for port, each in SILENT.items()], ids=SILENT)
def test_what_gives_no_answer_is_told_and_counted_and_takes_nothing_else_with_it(
    port: str, told: list[str], lacking: set[m.Metric]
) -> None:
    watched = Watched()
    if port == "trails":
        watched.trails.silent = {"settings", "selectors", HOME, US}
    else:
        watched.others = {port: Silent()}
    kept = {metric: value for metric, value in ALWAYS.items() if metric not in lacking}
    assert watched.look() == {**kept, m.WATCH_FAILURES: len(told)}
    assert [line["what"] for line in watched.told("could not look")] == told
    assert all(line["reason"] for line in watched.told("could not look"))


def test_expected_settings_that_cannot_be_read_stop_the_function_at_once() -> None:
    watched = Watched()
    watched.settle(expected="{")
    with pytest.raises(ConfigurationError):
        Watch(watched.settings, watched.world, None)  # type: ignore[arg-type]  # nothing is logged


def lake(ingestion: Ingestion, *imports: Import) -> Watched:
    watched = Watched()
    watched.lake.channels, watched.lake.stores = {CHANNEL: ingestion}, {STORE: imports}
    watched.settle(channels=(CHANNEL,), event_data_stores=(STORE,))
    return watched


def test_a_channel_and_an_import_that_fail_are_counted_and_named() -> None:
    watched = lake(Ingestion(error="AccessDenied", attempted_s=NOW_S), Import("i-1", "FAILED", NOW_S))
    seen = watched.look()
    assert (seen[m.CHANNELS_FAILING], seen[m.IMPORTS_FAILING], seen[m.WATCH_FAILURES]) == (1, 1, 0)
    assert watched.told("channel failing") == [{"channel": CHANNEL, "reason": "AccessDenied"}]
    assert watched.told("import failing") == [{"event_data_store": STORE, "import": "i-1"}]


def test_a_channel_and_an_import_that_are_well_are_counted_as_none() -> None:
    watched = lake(Ingestion(succeeded_s=NOW_S))
    seen = watched.look()
    assert (seen[m.CHANNELS_FAILING], seen[m.IMPORTS_FAILING]) == (0, 0)
    assert watched.lines.told == []


def test_a_channel_that_is_not_there_is_no_channel_that_is_well() -> None:
    watched = lake(Ingestion(succeeded_s=NOW_S))
    watched.lake.channels.clear()
    seen = watched.look()
    assert (m.CHANNELS_FAILING in seen, seen[m.IMPORTS_FAILING], seen[m.WATCH_FAILURES]) == (False, 0, 1)
