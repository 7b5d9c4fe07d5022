"""The trail in its Regions, beside how it was deployed."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.core import metric as m
from tests.unit.watch_case import HOME, NAME, SELECTORS, SHOWN, STOPPED, TRAIL_ARN, US, WELL, Watched

OF_REGIONS = (
    m.REGIONS_STOPPED,
    m.REGIONS_NOT_DELIVERING,
    m.REGIONS_NOT_NOTIFYING,
    m.REGIONS_NOT_SIGNING,
    m.REGIONS_NOT_LINKED,
    m.DIGEST_AGE,
)


def test_each_region_is_measured_under_the_trails_name() -> None:
    watched = Watched()
    watched.look()
    assert watched.seen_regions() == {HOME, US}
    assert watched.in_region(US)[m.TRAIL_LOGGING] == 1
    assert m.TRAIL_LINK_AGE not in watched.in_region(US)


def test_a_region_in_which_the_trail_is_stopped_is_counted_and_named() -> None:
    watched = Watched()
    watched.trails.statuses[US] = STOPPED
    assert watched.look()[m.REGIONS_STOPPED] == 1
    assert (watched.in_region(HOME)[m.TRAIL_LOGGING], watched.in_region(US)[m.TRAIL_LOGGING]) == (1, 0)
    assert watched.told("trail stopped") == [{"trail": NAME, "region": US, "reason": "it was stopped"}]


def test_a_region_without_the_trail_counts_as_stopped() -> None:
    watched = Watched()
    del watched.trails.statuses[US]
    seen = watched.look()
    assert (seen[m.REGIONS_STOPPED], seen[m.TRAILS_MISSING], seen[m.WATCH_FAILURES]) == (1, 0, 0)
    assert watched.in_region(US) == {m.TRAIL_LOGGING: 0}
    assert [line["reason"] for line in watched.told("trail stopped")] == ["the Region has no such trail"]


def test_what_cloudtrail_cannot_do_is_told_in_its_own_words() -> None:
    watched = Watched()
    watched.trails.statuses[US] = msgspec.structs.replace(WELL, delivery_error="AccessDenied")
    assert watched.look()[m.REGIONS_NOT_DELIVERING] == 1
    told = {"trail": NAME, "region": US, "what": "log files", "reason": "AccessDenied"}
    assert watched.told("trail failing") == [told]


def shown_nothing(watched: Watched) -> None:
    watched.trails.shown = None


def shown_no_status(watched: Watched) -> None:
    """Deleted between two calls, or settings that are not answered."""
    watched.trails.silent = {"settings"}
    watched.trails.statuses.clear()


@pytest.mark.parametrize("delete", [shown_nothing, shown_no_status])
def test_of_a_trail_that_is_not_there_nothing_else_is_said(delete: Any) -> None:
    watched = Watched()
    watched.trails.statuses[US] = STOPPED
    delete(watched)
    seen = watched.look()
    assert seen[m.TRAILS_MISSING] == 1
    assert not {m.TRAILS_CHANGED, *OF_REGIONS} & seen.keys()
    assert watched.seen_regions() == set()
    assert watched.told("trail missing") == [{"trail": TRAIL_ARN}]


def test_a_region_that_does_not_answer_is_told_and_the_others_are_measured() -> None:
    watched = Watched()
    watched.trails.statuses[HOME] = STOPPED
    watched.trails.silent = {US}
    seen = watched.look()
    assert (seen[m.REGIONS_STOPPED], seen[m.WATCH_FAILURES]) == (1, 1)
    assert watched.seen_regions() == {HOME}
    (line,) = watched.told("could not look")
    assert line["what"] == f"the trail in {US}"


def test_a_home_region_that_does_not_answer_is_no_missing_trail() -> None:
    watched = Watched()
    watched.trails.silent = {HOME}
    seen = watched.look()
    assert (seen[m.TRAILS_MISSING], seen[m.WATCH_FAILURES]) == (0, 1)


def test_the_regions_of_the_settings_are_looked_at_and_no_others() -> None:
    watched = Watched(others={"regions": None})
    watched.settle(regions=(US,))
    watched.look()
    assert watched.seen_regions() == {US}


# What is expected, what is found, and in which Regions the trail is looked at.
MULTI_REGION: dict[str, tuple[dict[str, bool], dict[str, bool], set[str]]] = {
    "expected and found": ({"IsMultiRegionTrail": True}, {"IsMultiRegionTrail": True}, {HOME, US}),
    "expected and no more": ({"IsMultiRegionTrail": True}, {"IsMultiRegionTrail": False}, {HOME, US}),
    "not expected": ({"IsMultiRegionTrail": False}, {"IsMultiRegionTrail": True}, {HOME}),
    "an adopted one of one Region": ({}, {"IsMultiRegionTrail": False}, {HOME}),
    "an adopted one of all Regions": ({}, {"IsMultiRegionTrail": True}, {HOME, US}),
}


@pytest.mark.parametrize(("expected", "found", "regions"), MULTI_REGION.values(), ids=MULTI_REGION)
def test_a_trail_is_looked_at_in_each_region_that_it_is_to_be_in(
    expected: dict[str, bool], found: dict[str, bool], regions: set[str]
) -> None:
    watched = Watched()
    watched.settle(expected=json.dumps(expected))
    watched.trails.shown = {**SHOWN, **found}
    watched.look()
    assert watched.seen_regions() == regions


def test_where_the_accounts_regions_are_not_known_the_home_region_is_looked_at() -> None:
    watched = Watched()
    watched.regions._names = ()
    seen = watched.look()
    assert (seen[m.WATCH_FAILURES], watched.seen_regions()) == (1, {HOME})


def test_each_setting_that_differs_is_counted_and_told() -> None:
    watched = Watched()
    watched.trails.shown = {**SHOWN, "S3BucketName": "elsewhere"}
    watched.trails.chosen = [*SELECTORS, {"FieldSelectors": []}]
    assert watched.look()[m.TRAILS_CHANGED] == 2
    bucket, selectors = watched.told("trail changed")
    place = {"trail": TRAIL_ARN, "member": "S3BucketName"}
    assert bucket == {**place, "found": "elsewhere", "expected": "trail-logs"}
    assert (selectors["member"], selectors["expected"]) == (
        "EventSelectors",
        watched.settings.expected_selectors_sha256,
    )


def test_selectors_that_nothing_is_expected_of_are_not_asked_for() -> None:
    watched = Watched()
    watched.settle(expected_selectors_sha256="")
    watched.trails.silent = {"selectors"}
    seen = watched.look()
    assert (seen[m.TRAILS_CHANGED], seen[m.WATCH_FAILURES]) == (0, 0)


@pytest.mark.parametrize("silent", ["settings", "selectors"])
def test_a_trail_of_which_a_part_is_not_known_is_not_called_unchanged(silent: str) -> None:
    watched = Watched()
    watched.trails.silent = {silent}
    seen = watched.look()
    assert (m.TRAILS_CHANGED in seen, seen[m.WATCH_FAILURES]) == (False, 1)


def test_a_trail_of_which_a_part_is_not_known_is_called_changed_where_the_rest_differs() -> None:
    watched = Watched()
    watched.trails.silent = {"selectors"}
    watched.trails.shown = {**SHOWN, "S3BucketName": "elsewhere"}
    assert watched.look()[m.TRAILS_CHANGED] == 1


def test_a_trail_that_is_to_write_no_digests_has_no_late_one() -> None:
    watched = Watched()
    watched.settle(expected=json.dumps({"LogFileValidationEnabled": False}))
    assert m.DIGEST_AGE not in watched.look()
    assert m.TRAIL_DIGEST_AGE not in watched.in_region(HOME)
