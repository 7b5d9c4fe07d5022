from datetime import UTC, datetime, timedelta

import pytest

from local.server.digests.clock import HOUR, Clock

DAY_SECONDS = 86_400
SOON = timedelta(minutes=1)


def behind(clock: Clock) -> timedelta:
    return datetime.now(UTC) - clock.now()


def test_a_clock_shows_the_real_time_and_does_not_advance() -> None:
    clock = Clock()
    clock.advance(5)
    assert abs(behind(clock)) < SOON


def test_an_accelerated_clock_begins_so_many_hours_ago() -> None:
    clock = Clock()
    clock.accelerate(DAY_SECONDS, 48)
    assert abs(behind(clock) - 48 * HOUR) < SOON


@pytest.mark.parametrize(("hours", "left"), [(0, 48), (1, 47), (47, 1), (48, 0), (500, 0), (None, 0)])
def test_an_accelerated_clock_advances_by_hours_and_never_passes_the_real_time(hours: int | None, left: int) -> None:
    clock = Clock()
    clock.accelerate(DAY_SECONDS, 48)
    clock.advance(hours)
    assert abs(behind(clock) - left * HOUR) < SOON


def test_an_accelerated_clock_lets_hours_pass_by_itself() -> None:
    clock = Clock()
    clock.accelerate(0.000_001, 48)
    first = clock.now()
    while clock.now() < first + HOUR:
        pass
    assert clock.now() <= datetime.now(UTC)


def test_an_accelerated_clock_goes_on_to_a_moment_and_never_back() -> None:
    clock = Clock()
    clock.accelerate(DAY_SECONDS, 48)
    later = clock.now() + 2 * HOUR
    for moment in (later, later - HOUR):
        clock.reach(moment)
        assert later <= clock.now() < later + SOON
