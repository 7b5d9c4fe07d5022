"""GetTrailStatus of each Region as metrics."""

import msgspec
import pytest

from lambdas.core import metric as m
from lambdas.core.metric import Metric
from lambdas.core.trail_status import NOT_THERE, TrailStatus, measured, worst

NOW_S = 1_790_000_000
HOUR_S = 3600
WELL = TrailStatus(
    is_logging=True,
    started_s=NOW_S - 500 * HOUR_S,
    delivered_s=NOW_S - 120.5,
    notified_s=NOW_S - 100,
    signed_s=NOW_S - HOUR_S,
)
WELL_VALUES: dict[Metric, float] = {
    m.TRAIL_LOGGING: 1,
    m.TRAIL_DELIVERY_ERROR: 0,
    m.TRAIL_NOTIFICATION_ERROR: 0,
    m.TRAIL_DIGEST_ERROR: 0,
    m.TRAIL_DELIVERY_AGE: 120.5,
    m.TRAIL_NOTIFICATION_AGE: 100,
    m.TRAIL_DIGEST_AGE: HOUR_S,
}
STARTED = TrailStatus(is_logging=True, started_s=NOW_S - 60)

# A status, and in which values it is unlike one that is well; None for no value.
OF_A_REGION: dict[str, tuple[TrailStatus, dict[Metric, float | None]]] = {
    "well": (WELL, {}),
    "stopped": (msgspec.structs.replace(WELL, is_logging=False), {m.TRAIL_LOGGING: 0}),
    "no log file written": (msgspec.structs.replace(WELL, delivery_error="NoSuchBucket"), {m.TRAIL_DELIVERY_ERROR: 1}),
    "no notification published": (
        msgspec.structs.replace(WELL, notification_error="AuthorizationError"),
        {m.TRAIL_NOTIFICATION_ERROR: 1},
    ),
    "no digest written": (msgspec.structs.replace(WELL, digest_error="AccessDenied"), {m.TRAIL_DIGEST_ERROR: 1}),
    "a link": (
        msgspec.structs.replace(WELL, linked_s=NOW_S - 7),
        {m.TRAIL_LINK_ERROR: 0, m.TRAIL_LINK_AGE: 7},
    ),
    "a link that never worked": (msgspec.structs.replace(WELL, link_error="AccessDenied"), {m.TRAIL_LINK_ERROR: 1}),
    "just started": (
        STARTED,
        {m.TRAIL_DELIVERY_AGE: None, m.TRAIL_NOTIFICATION_AGE: None, m.TRAIL_DIGEST_AGE: 60},
    ),
    "started again": (msgspec.structs.replace(WELL, started_s=NOW_S - 30), {m.TRAIL_DIGEST_AGE: 30}),
    "of a clock ahead of ours": (msgspec.structs.replace(WELL, delivered_s=NOW_S + 5), {m.TRAIL_DELIVERY_AGE: 0}),
    "not there": (NOT_THERE, {**dict.fromkeys(WELL_VALUES), m.TRAIL_LOGGING: 0}),
}


@pytest.mark.parametrize(("status", "unlike"), OF_A_REGION.values(), ids=OF_A_REGION)
def test_a_region_has_the_values_of_what_its_status_tells(
    status: TrailStatus, unlike: dict[Metric, float | None]
) -> None:
    expected = {metric: value for metric, value in {**WELL_VALUES, **unlike}.items() if value is not None}
    assert measured(status, NOW_S, validates=True) == expected


def test_of_a_trail_that_is_to_write_no_digests_none_is_late() -> None:
    assert not {m.TRAIL_DIGEST_AGE, m.TRAIL_DIGEST_ERROR} & measured(WELL, NOW_S, validates=False).keys()


NONE = {
    m.REGIONS_STOPPED: 0,
    m.REGIONS_NOT_DELIVERING: 0,
    m.REGIONS_NOT_NOTIFYING: 0,
    m.REGIONS_NOT_SIGNING: 0,
    m.REGIONS_NOT_LINKED: 0,
}
LATE = msgspec.structs.replace(WELL, signed_s=NOW_S - 4 * HOUR_S)
BROKEN = msgspec.structs.replace(
    WELL, delivery_error="a", notification_error="b", digest_error="c", link_error="d", linked_s=NOW_S
)
OF_ALL: dict[str, tuple[list[TrailStatus], dict[Metric, float]]] = {
    "all well": ([WELL, WELL], {**NONE, m.DIGEST_AGE: HOUR_S}),
    "one stopped": (
        [WELL, msgspec.structs.replace(LATE, is_logging=False)],
        {**NONE, m.REGIONS_STOPPED: 1, m.DIGEST_AGE: HOUR_S},
    ),
    "one late": ([WELL, LATE], {**NONE, m.DIGEST_AGE: 4 * HOUR_S}),
    "one without the trail": ([WELL, NOT_THERE], {**NONE, m.REGIONS_STOPPED: 1, m.DIGEST_AGE: HOUR_S}),
    "all stopped": ([msgspec.structs.replace(WELL, is_logging=False)] * 2, {**NONE, m.REGIONS_STOPPED: 2}),
    "two broken": (
        [BROKEN, WELL, BROKEN],
        {**dict.fromkeys(NONE, 2), m.REGIONS_STOPPED: 0, m.DIGEST_AGE: HOUR_S},
    ),
}


@pytest.mark.parametrize(("statuses", "expected"), OF_ALL.values(), ids=OF_ALL)
def test_the_worst_of_the_regions_is_counted(statuses: list[TrailStatus], expected: dict[Metric, float]) -> None:
    values = [measured(status, NOW_S, validates=True) for status in statuses]
    assert dict(worst(values, is_whole=True)) == expected


def test_where_a_region_did_not_answer_nothing_is_said_to_be_well() -> None:
    values = [measured(status, NOW_S, validates=True) for status in (WELL, NOT_THERE)]
    assert dict(worst(values, is_whole=False)) == {m.REGIONS_STOPPED: 1}


@pytest.mark.parametrize(("signed_s", "told"), [(NOW_S - 3 * HOUR_S, []), (NOW_S - 3 * HOUR_S - 1, [3 * HOUR_S + 1])])
def test_where_a_region_did_not_answer_a_digest_of_another_that_is_late_is_told(
    signed_s: float, told: list[float]
) -> None:
    statuses = (WELL, msgspec.structs.replace(WELL, signed_s=signed_s))
    values = [measured(status, NOW_S, validates=True) for status in statuses]
    assert [value for metric, value in worst(values, is_whole=False) if metric is m.DIGEST_AGE] == told


def test_errors_are_in_cloudtrails_own_words() -> None:
    assert list(BROKEN.errors.values()) == ["a", "b", "c", "d"]
    assert WELL.errors == {}
