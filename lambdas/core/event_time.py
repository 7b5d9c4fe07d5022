"""When a record happened, in milliseconds since 1970, UTC.

CloudTrail writes 2026-11-23T12:00:00Z. Any other time of ISO 8601 is odd, and read all the same.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def is_usual(event_time: str) -> bool:
    return _USUAL.fullmatch(event_time) is not None


def milliseconds(event_time: str) -> int:
    """UTC where it names no zone. ValueError for what is no time of ISO 8601, or is before 1970."""
    moment = datetime.fromisoformat(event_time)
    found = (moment.replace(tzinfo=moment.tzinfo or UTC) - _EPOCH) // _MILLISECOND
    if found < 0:
        raise ValueError("before 1970")
    return found


def time_of(record: Mapping[str, Any]) -> int | None:
    """eventTime; of an aggregated event, which has none, the start of its window; None where neither is a time."""
    window = record.get("timeWindow")
    candidates = (record.get("eventTime"), window.get("windowStart") if isinstance(window, dict) else None)
    for text in candidates:
        if isinstance(text, str):
            try:
                return milliseconds(text)
            except ValueError:
                continue
    return None
