"""The times that CloudWatch Logs takes, and what is done with a log event outside of them.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html (2026-11): not more
than 2 hours ahead, not older than 14 days, nor older than the log group keeps its events.
"""

from enum import StrEnum

import msgspec

from lambdas.core.check import Reason

_HOUR_MS = 60 * 60 * 1000
_DAY_MS = 24 * _HOUR_MS
FUTURE_LIMIT_MS = 2 * _HOUR_MS
PAST_LIMIT_MS = 14 * _DAY_MS


class OutOfRange(StrEnum):
    """What becomes of a record whose time CloudWatch Logs does not take."""

    RESTAMP = "restamp"
    """Delivered under the time of its delivery; its own time stays in the record."""
    QUARANTINE = "quarantine"


class Window(msgspec.Struct, frozen=True):
    now_ms: int
    retention_days: int = 0
    """Of the log group; 0 where it keeps its events for ever."""

    @property
    def oldest_ms(self) -> int:
        kept_ms = self.retention_days * _DAY_MS or PAST_LIMIT_MS
        return self.now_ms - min(PAST_LIMIT_MS, kept_ms)

    @property
    def newest_ms(self) -> int:
        return self.now_ms + FUTURE_LIMIT_MS

    def reason(self, timestamp_ms: int) -> Reason | None:
        """Why a log event of this time would be left out; None where it would not."""
        if timestamp_ms > self.newest_ms:
            return Reason.TOO_NEW
        if timestamp_ms < self.now_ms - PAST_LIMIT_MS:
            return Reason.TOO_OLD
        return Reason.EXPIRED if timestamp_ms < self.oldest_ms else None
