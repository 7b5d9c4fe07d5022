"""Alarms, as CloudWatch tells them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html (2026-04-13)
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from lambdas.aws.error import named

BOTH = ["MetricAlarm", "CompositeAlarm"]
_AT_ONCE = 100
"""Names in one request."""
OK, ALARM, INSUFFICIENT = "OK", "ALARM", "INSUFFICIENT_DATA"


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    state: str
    since_s: int
    """Since 1970; 0 where it is not told."""
    description: str = ""
    reason: str = ""
    """CloudWatch's own."""


def beginning_with(client: Any, prefix: str) -> list[Alarm]:
    """By name. Raises ConfigurationError or Unavailable, as the other one does."""
    return sorted(_described(client, AlarmNamePrefix=prefix), key=lambda alarm: alarm.name)


def of_names(client: Any, names: Sequence[str]) -> dict[str, Alarm]:
    """By name, those that there are."""
    found: dict[str, Alarm] = {}
    for start in range(0, len(names), _AT_ONCE):
        some = list(names[start : start + _AT_ONCE])
        found |= {alarm.name: alarm for alarm in _described(client, AlarmNames=some)}
    return found


def _described(client: Any, **asked: Any) -> Iterator[Alarm]:
    with named("the alarms"):
        for page in client.get_paginator("describe_alarms").paginate(AlarmTypes=BOTH, **asked):
            yield from map(_alarm, (*page.get("MetricAlarms", ()), *page.get("CompositeAlarms", ())))


def _alarm(found: Mapping[str, Any]) -> Alarm:
    changed = found.get("StateTransitionedTimestamp") or found.get("StateUpdatedTimestamp")
    return Alarm(
        name=found["AlarmName"],
        state=found.get("StateValue", INSUFFICIENT),
        since_s=int(changed.timestamp()) if changed else 0,
        description=found.get("AlarmDescription", ""),
        reason=found.get("StateReason", ""),
    )
