"""Three log events, a minute apart, and what a query gives of them."""

import json
from typing import Any

from local.server.insights.grammar import parse
from local.server.insights.log_event import LogEvent
from local.server.insights.pipeline import Answer, run

TEN_MS = 1_795_514_400_000
"""2026-11-24T10:00:00Z."""
MINUTE_MS = 60_000
LOG = (
    {"name": "GetObject", "size": 5, "source": "10.0.0.1", "items": [{"id": "a"}, {"id": "b"}], "error": None},
    {"name": "PutObject", "size": 30, "source": "198.51.100.7", "error": "AccessDenied"},
    {"name": "GetObject", "size": 10.5, "source": "AWS Internal", "empty": ""},
)


def log_events(log: Any = LOG) -> list[LogEvent]:
    """A minute apart, the first one at ten."""
    return [
        LogEvent(TEN_MS + number * MINUTE_MS, json.dumps(each), "stream", "111122223333:group", f"p{number}")
        for number, each in enumerate(log)
    ]


def answer(text: str, log: Any = LOG) -> Answer:
    return run(parse(text), log_events(log))


def rows(text: str, log: Any = LOG) -> list[dict[str, str]]:
    found = answer(text, log).results
    return [{each["field"]: each["value"] for each in row if each["field"] != "@ptr"} for row in found]


def values(expression: str) -> list[str | None]:
    """Of each log event, in the order of time; None where it is missing."""
    return [row.get("x") for row in rows(f"fields {expression} as x | sort @timestamp asc")]
