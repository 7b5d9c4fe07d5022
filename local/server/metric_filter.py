"""Metric filters: what of the log events of PutLogEvents they match becomes a metric, at the log event's time.

A default value comes once for each minute in which log events arrived and none matched; it cannot have dimensions.
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringPolicyExamples.html (2026-04-13)
"""

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from local.server import emulator, log_operation, seams
from local.server.filter_pattern import compiled, decoded, number
from local.server.json_pattern import selected
from local.server.log_filter import parsed
from local.server.log_operation import Refused, invalid
from local.server.metrics import Datum
from local.server.pace import PACE

Members = Mapping[str, Any]
LogEvents = Sequence[Mapping[str, Any]]
Handle = Callable[[dict[str, Any]], Any]

FILTERS_LIMIT = 100
DIMENSIONS_LIMIT = 3


def datum(transformation: Members, log_event: Mapping[str, Any]) -> Datum | None:
    """Of a log event that matches; None where its value is no number, or a dimension's field is not there."""
    value, message = str(transformation["metricValue"]), log_event["message"]
    amount = number(value, message) if value.startswith("$") else float(value)
    named = {
        name: selected(selector, decoded(message))
        for name, selector in (transformation.get("dimensions") or {}).items()
    }
    if amount is None or not all(named.values()):
        return None
    dimensions = [{"Name": name, "Value": str(values[0])} for name, values in named.items()]
    return _datum(transformation, amount, log_event["timestamp"] / 1000, dimensions)


def _datum(transformation: Members, value: float, seconds: float, dimensions: Sequence[Members] = ()) -> Datum:
    return {
        "MetricName": transformation["metricName"],
        "Unit": transformation.get("unit") or "None",
        "Dimensions": list(dimensions),
        "Timestamp": seconds,
        "Value": value,
    }


def check(sent: Members, others: int) -> None:
    """Raises Refused. `others`: how many other filters the log group has."""
    parsed(sent.get("filterPattern") or "")
    transformations: list[Members] = sent.get("metricTransformations") or []
    if len(transformations) != 1:
        raise invalid("metricTransformations must have exactly one member")
    transformation = transformations[0]
    dimensions = transformation.get("dimensions") or {}
    if len(dimensions) > DIMENSIONS_LIMIT:
        raise invalid(f"A metric filter has at most {DIMENSIONS_LIMIT} dimensions")
    if dimensions and transformation.get("defaultValue") is not None:
        raise invalid("A metric filter with dimensions cannot have a default value")
    if others >= FILTERS_LIMIT:
        raise Refused("LimitExceededException", "Resource limit exceeded.")


class MetricFilters:
    def __init__(self) -> None:
        self._told: dict[tuple[str, ...], int] = {}
        """The last minute of which a filter without a match has told its default value."""

    def putting(self, put: Handle) -> Handle:
        @functools.wraps(put)
        def put_metric_filter(sent: dict[str, Any]) -> Any:
            own = (sent.get("logGroupName"), sent.get("filterName"))
            others = sum(key[0] == own[0] and key != own for key in _filters())
            try:
                check(sent, others)
            except Refused as refused:
                return log_operation.refusal(refused)
            return put(sent)

        return put_metric_filter

    def storing(self, store: Handle) -> Handle:
        @functools.wraps(store)
        def put_log_events(sent: dict[str, Any]) -> Any:
            answer = store(sent)
            if answer[0] == HTTPStatus.OK and sent["logEvents"]:
                self._measure(sent["logGroupName"], sent["logEvents"])
            return answer

        return put_log_events

    def _measure(self, group: str, log_events: LogEvents) -> None:
        for metric_filter in [each for each in _filters().values() if each["logGroupName"] == group]:
            for transformation in metric_filter["metricTransformations"]:
                found = list(self._data(metric_filter, transformation, log_events))
                if found:
                    request = {"Namespace": transformation["metricNamespace"], "MetricData": found}
                    seams.seam("services.cloudwatch._put_metric_data")({}, request, is_cbor=False, is_json=True)

    def _data(self, metric_filter: Members, transformation: Members, log_events: LogEvents) -> Iterator[Datum]:
        matches = compiled(metric_filter["filterPattern"])
        matched = [log_event for log_event in log_events if matches(log_event["message"])]
        for log_event in matched:
            found = datum(transformation, log_event)
            if found:
                yield found
        default = transformation.get("defaultValue")
        if default is not None and self._is_first(metric_filter) and not matched:
            yield _datum(transformation, default, time.time())

    def _is_first(self, metric_filter: Members) -> bool:
        """Of this minute's log events."""
        minute = int(time.time() // PACE.minute_seconds)
        key = (emulator.account_id(), emulator.region(), metric_filter["logGroupName"], metric_filter["filterName"])
        first = self._told.get(key) != minute
        self._told[key] = minute
        return first


def _filters() -> Any:
    """Of the current account and Region, by group and name."""
    return seams.seam("services.cloudwatch_logs._metric_filters")


def install() -> None:
    """Before the limits of PutLogEvents: it is shown the log events that are stored."""
    filters = MetricFilters()
    seams.replace("services.cloudwatch_logs._put_metric_filter", filters.putting)
    seams.replace("services.cloudwatch_logs._put_log_events", filters.storing)
