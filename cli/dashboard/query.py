"""What a metric widget asks of CloudWatch: its rows, written as GetMetricData takes them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Metrics-Array-Format
(2026-04-13)
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.dashboard.body import Widget

MOST_QUERIES = 500
"""Of one widget, and of one request of GetMetricData."""
MOST_POINTS = 400
"""Of a line: what a page can draw."""
_PERIODS = (60, 300, 900, 3600, 21_600, 86_400)
_SAME, _SAME_BEGINNING = ".", "..."

Row = list[str]


@dataclass(frozen=True)
class Query:
    id: str
    label: str
    """Empty where CloudWatch names it."""
    is_right: bool
    is_shown: bool
    asked: Mapping[str, Any]
    """A MetricDataQuery."""


class Unreadable(ValueError):  # noqa: N818  (a verdict on what somebody wrote)
    """A row that is not written as CloudWatch wants it; the message says which."""


def is_of_whole_range(widget: Widget) -> bool:
    return bool(widget.properties.get("setPeriodToTimeRange")) and widget.properties.get("view") == "singleValue"


def queries(widget: Widget, range_seconds: int) -> list[Query]:
    """Raises Unreadable."""
    rows = widget.properties.get("metrics")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Unreadable("its metrics are no list of rows")
    return list(_queries(widget, rows, range_seconds))


def period_of(asked: int, range_seconds: int) -> int:
    """A longer one where the page could not show as many points."""
    longer = (each for each in _PERIODS if each >= asked and range_seconds / each <= MOST_POINTS)
    return asked if range_seconds / asked <= MOST_POINTS else next(longer, _PERIODS[-1])


def _queries(widget: Widget, rows: Sequence[Sequence[Any]], range_seconds: int) -> Iterator[Query]:
    before: Row = []
    for place, row in enumerate(rows, 1):
        options = row[-1] if row and isinstance(row[-1], dict) else {}
        named = [str(part) for part in row if not isinstance(part, dict)]
        if "expression" in options:
            asked: dict[str, Any] = {"Expression": str(options["expression"])}
        else:
            before = _whole(named, before, place)
            statistic = _metric(before, options, widget.properties)
            asked = {"MetricStat": {**statistic, "Period": _period(widget, options, range_seconds)}}
        yield _query(asked, options, place)


def _query(asked: Mapping[str, Any], options: Mapping[str, Any], place: int) -> Query:
    id_ = str(options.get("id") or f"line{place}")
    label, is_shown = str(options.get("label", "")), options.get("visible", True) is not False
    more = {"Label": label} if label else {}
    if "accountId" in options:
        more["AccountId"] = str(options["accountId"])
    request = {"Id": id_, "ReturnData": is_shown, **asked, **more}
    return Query(id_, label, options.get("yAxis") == "right", is_shown, request)


def _whole(named: Row, before: Row, place: int) -> Row:
    """With what "." and "..." stand for: the same as in the row before."""
    if named[:1] == [_SAME_BEGINNING]:
        own = named[1:]
        named = [*before[: len(before) - len(own)], *own]
    filled = [before[at] if part == _SAME and at < len(before) else part for at, part in enumerate(named)]
    if len(filled) < 2 or len(filled) % 2 or _SAME in filled:  # noqa: PLR2004  (namespace, metric, then pairs)
        raise Unreadable(f"row {place} of its metrics names no metric")
    return filled


def _metric(named: Row, options: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    namespace, metric, *pairs = named
    dimensions = [{"Name": key, "Value": value} for key, value in zip(pairs[::2], pairs[1::2], strict=True)]
    statistic = str(options.get("stat") or properties.get("stat") or "Average")
    of = {"Namespace": namespace, "MetricName": metric, "Dimensions": dimensions}
    return {"Metric": of, "Stat": statistic}


def _period(widget: Widget, options: Mapping[str, Any], range_seconds: int) -> int:
    if is_of_whole_range(widget):
        return range_seconds
    return period_of(int(options.get("period") or widget.properties.get("period") or 300), range_seconds)
