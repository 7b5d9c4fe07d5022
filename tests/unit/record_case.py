"""Log events for tests of saved queries: by paths, as Logs Insights names the fields of JSON."""

import json
from dataclasses import dataclass
from typing import Any

from local.server.insights.grammar import parse
from local.server.insights.log_event import LogEvent
from local.server.insights.syntax import Fields as FieldsCommand
from local.server.insights.syntax import Stats

ACCOUNT = "111122223333"
USER = f"arn:aws:iam::{ACCOUNT}:user/example"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/example"
CALLED = {
    "eventVersion": "1.11",
    "eventTime": "2026-11-24T10:00:00Z",
    "eventType": "AwsApiCall",
    "eventCategory": "Management",
    "awsRegion": "eu-central-1",
    "recipientAccountId": ACCOUNT,
    "sourceIPAddress": "203.0.113.10",
    "userAgent": "aws-cli/2",
    "userIdentity.type": "IAMUser",
    "userIdentity.arn": USER,
    "userIdentity.accountId": ACCOUNT,
}
"""What a record has that does not say otherwise."""
EACH = {
    "eventTime": "2026-11-24T10:00:00Z",
    "who": USER,
    "address": "203.0.113.10",
    "account": ACCOUNT,
    "region": "eu-central-1",
}
"""What is shown of it where each record is a row."""
TIMES = {"first_call": "2026-11-24T10:00:00Z", "last_call": "2026-11-24T10:00:00Z"}
TIMESTAMP_MS = 1_795_514_400_000
"""2026-11-24T10:00:00Z."""

Fields = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """What a query finds, what it does not, and its first row whole."""

    query: str
    found: tuple[Fields, ...]
    missed: tuple[Fields, ...]
    row: dict[str, str]


def call(service: str, name: str, /, **of_request: Any) -> Fields:
    """With its request parameters by name; anything else is joined by |."""
    parameters = {f"requestParameters.{key}": value for key, value in of_request.items()}
    return {"eventSource": f"{service}.amazonaws.com", "eventName": name, **parameters}


def record(fields: Fields) -> str:
    return nested_json({**CALLED, **fields})


def nested_json(fields: Fields) -> str:
    """What is None is left out; a number in a path is an index, and the only one of its array."""
    found: Fields = {}
    for path, value in fields.items():
        *outer, last = path.split(".")
        inside = found
        for key in outer:
            inside = inside.setdefault(key, {})
        if value is not None:
            inside[last] = value
    return json.dumps(_with_lists(found), separators=(",", ":"))


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _with_lists(each) for key, each in value.items()}
    return list(inner.values()) if inner and all(key.isdecimal() for key in inner) else inner


def log_event(message: str, number: int = 0) -> LogEvent:
    return LogEvent(TIMESTAMP_MS + number, message, stream="a", log=f"{ACCOUNT}:records", pointer=str(number))


def columns(text: str) -> list[str]:
    """What a row of a query may have."""
    *_, last = (each for each in parse(text) if isinstance(each, FieldsCommand | Stats))
    shown = (*last.by, *last.columns) if isinstance(last, Stats) else last.columns
    return [column.name for column in shown]
