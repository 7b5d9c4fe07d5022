"""Log events as Logs Insights sees them: the fields that it generates, and those that it discovers in JSON.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html (2026-04-13)
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from local.server.insights.value import Moment, Value

FIELDS_HIGHEST = 200
"""That are discovered in one log event."""


@dataclass(frozen=True)
class LogEvent:
    timestamp_ms: int
    message: str
    stream: str = ""
    log: str = ""
    """ACCOUNT:GROUP."""
    pointer: str = ""
    ingestion_ms: int = 0

    @cached_property
    def fields(self) -> dict[str, Value]:
        generated: dict[str, Value] = {
            "@timestamp": Moment(self.timestamp_ms),
            "@message": self.message,
            "@logStream": self.stream,
            "@log": self.log,
            "@ptr": self.pointer,
            "@ingestionTime": Moment(self.ingestion_ms),
        }
        return {**discovered(self.message), **generated}


def discovered(message: str) -> dict[str, Value]:
    """By their paths: an element of an array is at its index, and null is no field."""
    try:
        return dict(islice(_leaves("", json.loads(message)), FIELDS_HIGHEST))
    except (ValueError, RecursionError):
        return {}


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Value]]:
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from _leaves(f"{path}.{key}" if path else str(key), each)
    elif value is not None and path:
        yield path, value
