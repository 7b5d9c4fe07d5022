"""The time by which CloudTrail stamps its log files and closes its digests: the real one, or one with shorter hours.

Digests are of an hour each. So that nobody waits for it, an accelerated clock begins some hours ago and lets one pass
every so many seconds, or at once when it is told to. It never passes the real time.
"""

import time
from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)


class Clock:
    def __init__(self) -> None:
        self._pace: tuple[float, datetime, float] | None = None
        """Seconds to an hour, a time of this clock's, and what the monotonic clock showed then."""

    def accelerate(self, hour_seconds: float, hours_ago: int) -> None:
        self._pace = hour_seconds, datetime.now(UTC) - hours_ago * HOUR, time.monotonic()

    def now(self) -> datetime:
        real = datetime.now(UTC)
        if self._pace is None:
            return real
        hour_seconds, told, at = self._pace
        return min(told + HOUR * ((time.monotonic() - at) / hour_seconds), real)

    def reach(self, moment: datetime) -> None:
        """Go on to a moment, where the clock is accelerated."""
        if self._pace is not None and moment > self.now():
            self._pace = self._pace[0], moment, time.monotonic()

    def advance(self, hours: int | None) -> None:
        """None: to the real time. The real clock does not advance."""
        if self._pace is not None:
            real = datetime.now(UTC)
            told = real if hours is None else min(self.now() + hours * HOUR, real)
            self._pace = self._pace[0], told, time.monotonic()
