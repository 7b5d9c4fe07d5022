"""Alarms on one metric, evaluated as CloudWatch does; the emulator mixes a metric's dimensions and knows no periods.

Periods begin and end at fixed times: what one of them holds never moves into another, which would turn an alarm on and
off again. The one that has only begun counts as soon as it has data, so that a test need not wait for its end. As
CloudWatch does, an alarm looks further back than its periods where some of them have no data; two periods, as in the
examples of the document.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html (2026-04-13)
"""

import functools
import operator
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local.server import seams
from local.server.pace import PACE

OK, ALARM, INSUFFICIENT_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"
COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
FURTHER_PERIODS = 2
# What a period without data counts as, where it counts at all.
FILLED = {"breaching": True, "notBreaching": False}

_changing = threading.Lock()

Points = Sequence[Mapping[str, Any]]
Breaches = Sequence[bool | None]
"""Of each period, newest first; None in place of one without data."""


def periods(points: Points, now: float, seconds: float, count: int) -> list[list[Mapping[str, Any]]]:
    """The points of each of the last periods, newest first; the one of now only where it has some."""
    found: list[list[Mapping[str, Any]]] = [[] for _ in range(count + 1)]
    for point in points:
        # A clock of another process may be a little ahead of this one's.
        place = max(0, int(now // seconds - point["Timestamp"] // seconds))
        if place <= count:
            found[place].append(point)
    return found[:count] if found[0] else found[1:]


def state(alarm: Mapping[str, Any], breaches: Breaches) -> str | None:
    """The state that the evaluation range calls for; None: the state stays."""
    count, treatment = alarm["EvaluationPeriods"], alarm.get("TreatMissingData") or "missing"
    needed = alarm.get("DatapointsToAlarm") or count
    present = [breach for breach in breaches if breach is not None][:count]
    missing = count - len(present)
    if treatment in FILLED:
        present += [FILLED[treatment]] * missing
    if sum(present) >= needed:
        return ALARM
    if not present:
        return INSUFFICIENT_DATA if treatment == "missing" else None
    if not missing or treatment in FILLED or not all(present):
        return OK
    # All there is breaches, and is less than is needed: an alarm once more could have come, and no data is a sign.
    oldest = max(place for place, breach in enumerate(breaches) if breach is not None)
    return ALARM if treatment == "missing" and oldest + 1 >= needed else None


def install() -> None:
    seams.replace("services.cloudwatch._evaluate_alarm", lambda evaluate: functools.wraps(evaluate)(_evaluate))


def _evaluate(alarm: dict[str, Any]) -> None:
    compare = COMPARISONS.get(alarm.get("ComparisonOperator", ""))
    if not alarm.get("MetricName") or compare is None:
        return
    count = int(alarm["EvaluationPeriods"]) + FURTHER_PERIODS
    latest = periods(_points(alarm), time.time(), PACE.lasting(int(alarm["Period"])), count)
    values = [_value(alarm, points) for points in latest]
    breaches = [None if value is None else compare(value, float(alarm["Threshold"])) for value in values]
    new = state(alarm, breaches)
    if new is not None:
        _change(alarm, new, f"Threshold Crossed: {values} {alarm['ComparisonOperator']} {alarm['Threshold']}")


def _points(alarm: Mapping[str, Any]) -> Points:
    dimensions = {dimension["Name"]: dimension["Value"] for dimension in alarm.get("Dimensions") or []}
    key = (alarm["Namespace"], alarm["MetricName"], seams.seam("services.cloudwatch._dims_key")(dimensions))
    points = list(seams.seam("services.cloudwatch._metrics").get(key) or [])
    return [point for point in points if alarm.get("Unit") in (None, point["Unit"])]


def _value(alarm: Mapping[str, Any], points: Points) -> float | None:
    if not points:
        return None
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    totals = seams.seam("services.cloudwatch._calc_stats")(points)
    value: float | None = seams.seam("services.cloudwatch._stat_value")(totals, statistic, points)
    return value


def _change(alarm: dict[str, Any], new: str, reason: str) -> None:
    # Several threads evaluate; what follows may itself invoke a function, whose metrics are evaluated in turn.
    with _changing:
        old = alarm["StateValue"]
        if new == old:
            return
        alarm.update(StateValue=new, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    seams.seam("services.cloudwatch._record_history")(alarm["AlarmName"], old, new, reason)
    seams.seam("services.cloudwatch._dispatch_alarm_actions")(alarm, old, new, reason)
    seams.seam("services.cloudwatch._evaluate_parent_alarms")(alarm)
