"""An axis: where it begins and ends, and its ticks."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cli.dashboard.measure import DAY, HOUR, MINUTE

_TICKS = 4
"""At the most, without the first."""
_ROUND_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
_TIME_STEPS = (5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY)
_WITH_DATE_FROM = 2 * DAY


@dataclass(frozen=True)
class Scale:
    low: float
    high: float
    ticks: Sequence[float]

    def share(self, value: float) -> float:
        """From 0 at the low end to 1 at the high one, and never beyond."""
        return min(max((value - self.low) / (self.high - self.low), 0), 1)


def scale(values: Iterable[float], *, low: float | None = None, high: float | None = None, unit: str = "") -> Scale:
    """low, high: what the axis is told to begin and end with."""
    held = [value for value in values if math.isfinite(value)]
    bottom = low if low is not None else min([0, *held])
    top = high if high is not None else max(held, default=bottom)
    is_time = "second" in unit.lower() and "milli" not in unit.lower()
    is_money = "usd" in unit.lower()
    step = _step(max(top - bottom, 0), is_time=is_time, least=0 if is_money else 1)
    last = math.ceil((top - bottom) / step) or 1
    return Scale(bottom, bottom + last * step, [bottom + number * step for number in range(last + 1)])


def _step(span: float, *, is_time: bool, least: float) -> float:
    wanted = span / _TICKS
    if is_time and (found := next((step for step in _ROUND_SECONDS if step >= wanted), 0)):
        return found
    if wanted <= least and least:
        return least
    if not wanted:
        return 1
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= wanted * 0.999_999)


def times(from_s: int, until_s: int) -> list[tuple[float, str]]:
    """Ticks of UTC, at round times, with what is written at each."""
    span = until_s - from_s
    step = next((each for each in _TIME_STEPS if span / each <= _TICKS + 1), 7 * DAY)
    first = math.ceil(from_s / step) * step
    form = "%m-%d" if step >= DAY else "%m-%d %H:%M" if span > _WITH_DATE_FROM else "%H:%M"
    return [(at, f"{datetime.fromtimestamp(at, UTC):{form}}") for at in range(first, until_s + 1, step)]
