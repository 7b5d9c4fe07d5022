"""Alarms on one metric, evaluated as CloudWatch does; the emulator mixes a metric's dimensions and knows no periods.

A period ends now, not at a full minute, so that a test need not wait for one.
Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data" (2026-11).
"""

import functools
import operator
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local.server import seams

OK, ALARM, INSUFFICIENT_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}

Points = Sequence[Mapping[str, Any]]
Statistic = Callable[[Points], float | None]


def periods(points: Points, now: float, seconds: int, count: int) -> list[list[Mapping[str, Any]]]:
    """The points of each of the last periods, newest first."""
    found: list[list[Mapping[str, Any]]] = [[] for _ in range(count)]
    for point in points:
        age = now - point["Timestamp"]
        # A clock of another process may be a little ahead of this one's.
        place = max(0, int(age // seconds))
        if place < count:
            found[place].append(point)
    return found


def state(alarm: Mapping[str, Any], breaches: Sequence[bool | None]) -> str | None:
    """The state that the last periods call for, None in place of a period without data; None: the state stays."""
    treatment = alarm.get("TreatMissingData") or "missing"
    present = [breach for breach in breaches if breach is not None]
    needed = alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"]
    breaching = sum(present)
    if treatment == "breaching":
        breaching += len(breaches) - len(present)
    elif treatment in ("missing", "ignore"):
        if not present:
            return INSUFFICIENT_DATA if treatment == "missing" else None
        needed = min(needed, len(present))
    return ALARM if breaching >= needed else OK


def install() -> None:
    seams.replace("services.cloudwatch._evaluate_alarm", lambda evaluate: functools.wraps(evaluate)(_evaluate))


def _evaluate(alarm: dict[str, Any]) -> None:
    compare = COMPARISONS.get(alarm.get("ComparisonOperator", ""))
    if not alarm.get("MetricName") or compare is None:
        return
    latest = periods(_points(alarm), time.time(), int(alarm["Period"]), int(alarm["EvaluationPeriods"]))
    values = [_value(alarm, points) for points in latest]
    breaches = [None if value is None else compare(value, float(alarm["Threshold"])) for value in values]
    new, old = state(alarm, breaches), alarm["StateValue"]
    if new is not None and new != old:
        _change(alarm, old, new, f"Threshold Crossed: {values} {alarm['ComparisonOperator']} {alarm['Threshold']}")


def _points(alarm: Mapping[str, Any]) -> Points:
    dimensions = {dimension["Name"]: dimension["Value"] for dimension in alarm.get("Dimensions") or []}
    key = (alarm["Namespace"], alarm["MetricName"], seams.seam("services.cloudwatch._dims_key")(dimensions))
    return list(seams.seam("services.cloudwatch._metrics").get(key) or [])


def _value(alarm: Mapping[str, Any], points: Points) -> float | None:
    if not points:
        return None
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    totals = seams.seam("services.cloudwatch._calc_stats")(points)
    value: float | None = seams.seam("services.cloudwatch._stat_value")(totals, statistic, points)
    return value


def _change(alarm: dict[str, Any], old: str, new: str, reason: str) -> None:
    alarm.update(StateValue=new, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    seams.seam("services.cloudwatch._record_history")(alarm["AlarmName"], old, new, reason)
    seams.seam("services.cloudwatch._dispatch_alarm_actions")(alarm, old, new, reason)
    seams.seam("services.cloudwatch._evaluate_parent_alarms")(alarm)
