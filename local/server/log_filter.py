"""FilterLogEvents and TestMetricFilter with every kind of filter pattern; the emulator knows single words only.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html (2026-04-13)
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from local.server import log_operation, seams
from local.server.filter_pattern import Matches, compiled
from local.server.json_pattern import PatternError
from local.server.log_operation import invalid

Members = Mapping[str, Any]
MESSAGES_LIMIT = 50


def install() -> None:
    seams.replace("services.cloudwatch_logs._compile_filter_pattern", lambda _: _compile)
    seams.replace("services.cloudwatch_logs._filter_log_events", _checked)
    log_operation.add({"TestMetricFilter": test})


def test(sent: Members) -> Members:
    messages = sent.get("logEventMessages") or []
    if not 1 <= len(messages) <= MESSAGES_LIMIT:
        raise invalid(f"logEventMessages must have between 1 and {MESSAGES_LIMIT} members")
    matches = parsed(str(sent.get("filterPattern", "")))
    found = [
        {"eventNumber": number, "eventMessage": message, "extractedValues": {}}
        for number, message in enumerate(messages, start=1)
        if matches(message)
    ]
    return {"matches": found}


def parsed(pattern: str) -> Matches:
    """Raises Refused, as the service answers."""
    try:
        return compiled(pattern)
    except PatternError as error:
        raise invalid(f"Invalid filter pattern: {error}") from error


def _compile(pattern: str | None) -> Matches:
    return compiled(pattern or "")


def _checked(find: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    @functools.wraps(find)
    def filter_log_events(sent: dict[str, Any]) -> Any:
        try:
            parsed(sent.get("filterPattern") or "")
        except log_operation.Refused as refused:
            return log_operation.refusal(refused)
        return find(sent)

    return filter_log_events
