import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.check import Reason
from lambdas.core.window import Window

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
NOW_MS = 1_795_435_200_000

# By the log group's retention in days, 0 for ever, and the milliseconds since now.
TIMES = {
    (0, 0): None,
    (0, 2 * HOUR_MS): None,
    (0, 2 * HOUR_MS + 1): Reason.TOO_NEW,
    (0, 400 * DAY_MS): Reason.TOO_NEW,
    (0, -14 * DAY_MS): None,
    (0, -14 * DAY_MS - 1): Reason.TOO_OLD,
    (0, -NOW_MS): Reason.TOO_OLD,
    (1, -DAY_MS): None,
    (1, -DAY_MS - 1): Reason.EXPIRED,
    (1, -14 * DAY_MS): Reason.EXPIRED,
    (1, -14 * DAY_MS - 1): Reason.TOO_OLD,
    (1, 2 * HOUR_MS): None,
    (1, 2 * HOUR_MS + 1): Reason.TOO_NEW,
    (13, -13 * DAY_MS - 1): Reason.EXPIRED,
    (14, -14 * DAY_MS): None,
    (14, -14 * DAY_MS - 1): Reason.TOO_OLD,
    (30, -14 * DAY_MS): None,
    (30, -14 * DAY_MS - 1): Reason.TOO_OLD,
}


@pytest.mark.parametrize(("retention_days", "since_ms", "reason"), [(*at, reason) for at, reason in TIMES.items()])
def test_what_cloudwatch_logs_would_leave_out_has_its_reason(
    retention_days: int, since_ms: int, reason: Reason | None
) -> None:
    assert Window(NOW_MS, retention_days).reason(NOW_MS + since_ms) == reason


@given(st.integers(0, 60), st.integers(-60 * DAY_MS, 60 * DAY_MS))
def test_what_has_no_reason_is_from_the_oldest_to_the_newest_time_that_is_taken(days: int, since_ms: int) -> None:
    window = Window(NOW_MS, days)
    assert (window.reason(NOW_MS + since_ms) is None) == (window.oldest_ms <= NOW_MS + since_ms <= window.newest_ms)


@pytest.mark.parametrize("days", [0, 1, 14, 3653])
def test_now_is_always_taken_so_that_a_record_can_be_restamped(days: int) -> None:
    assert Window(NOW_MS, days).reason(NOW_MS) is None
