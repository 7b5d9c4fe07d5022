"""Series of a metric's values by period, out of the points that the emulator keeps, and the search for metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html (2026-04-13)
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from local.server import seams

Point = Mapping[str, Any]

SCHEMA = re.compile(r"\s*\{(?P<schema>[^}]*)\}\s*(?P<terms>.*)", re.DOTALL)
TERM = re.compile(r"""(?:(?P<name>[\w.]+)\s*=\s*)?(?:"(?P<exact>[^"]*)"|(?P<part>[^\s"()=]+))\s*""")
OPERATORS = {"OR", "NOT"}
SEARCH_LIMIT = 500


class ExpressionError(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Window:
    """Of seconds since 1970."""

    start: float
    end: float

    def times(self, period: int) -> range:
        return range(int(self.start // period) * period, -int(-self.end // 1), period)


@dataclass(frozen=True, slots=True)
class Series:
    period: int
    values: Mapping[int, float]
    """By the second at which a period begins."""
    label: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    """What ${PROP('…')} of a label may name: Namespace, MetricName, Stat, Dim.…"""


@dataclass(frozen=True, slots=True)
class Metric:
    namespace: str
    name: str
    dimensions: Mapping[str, str]

    @property
    def properties(self) -> dict[str, str]:
        dimensions = {f"Dim.{name}": value for name, value in self.dimensions.items()}
        return {"Namespace": self.namespace, "MetricName": self.name, **dimensions}


def by_period(points: Sequence[Point], period: int, window: Window) -> dict[int, list[Point]]:
    """Periods begin at multiples of their length; the first of the window is whole."""
    found: defaultdict[int, list[Point]] = defaultdict(list)
    times = window.times(period)
    for point in points:
        begin = int(point["Timestamp"] // period) * period
        if begin in times:
            found[begin].append(point)
    return dict(sorted(found.items()))


def statistic(points: Sequence[Point], name: str) -> float | None:
    totals = seams.seam("services.cloudwatch._calc_stats")(points)
    value: float | None = seams.seam("services.cloudwatch._stat_value")(totals, name, points)
    return value


def points_of(metric: Metric, unit: str | None = None) -> list[Point]:
    """Of exactly these dimensions, in the current account and Region."""
    key = (metric.namespace, metric.name, seams.seam("services.cloudwatch._dims_key")(dict(metric.dimensions)))
    found = list(seams.seam("services.cloudwatch._metrics").get(key) or ())
    return [point for point in found if unit in (None, point["Unit"])]


def series(metric: Metric, stat: str, period: int, window: Window, unit: str | None = None) -> Series:
    found = {
        begin: statistic(points, stat) for begin, points in by_period(points_of(metric, unit), period, window).items()
    }
    values = {begin: value for begin, value in found.items() if value is not None}
    return Series(period, values, metric.name, {**metric.properties, "Stat": stat, "Period": str(period)})


def known() -> list[Metric]:
    """Of the current account and Region."""
    return [
        Metric(namespace, name, points[0]["Dimensions"])
        for (namespace, name, _), points in list(seams.seam("services.cloudwatch._metrics").items())
        if points
    ]


def searched(text: str, metrics: Sequence[Metric]) -> list[Metric]:
    """The metrics that a search such as {AWS/SQS,QueueName} MetricName="X" finds, in order."""
    parts = SCHEMA.fullmatch(text)
    if parts is None:
        raise ExpressionError(f"a search names its namespace and dimensions in braces: {text!r}")
    namespace, *dimensions = (name.strip().strip('"') for name in parts["schema"].split(","))
    terms = list(_terms(parts["terms"]))
    found = [
        metric
        for metric in metrics
        if metric.namespace == namespace
        and set(metric.dimensions) == set(dimensions)
        and all(_holds(term, metric) for term in terms)
    ]
    return sorted(found, key=lambda metric: (metric.name, sorted(metric.dimensions.items())))[:SEARCH_LIMIT]


def labels(metrics: Sequence[Metric]) -> list[str]:
    """By what tells them apart: their names, and the values of dimensions that differ."""
    names = {metric.name for metric in metrics}
    differing = [
        dimension
        for dimension in (metrics[0].dimensions if metrics else ())
        if len({metric.dimensions[dimension] for metric in metrics}) > 1
    ]
    return [
        " ".join([*(metric.dimensions[each] for each in differing), *([metric.name] if len(names) > 1 else [])])
        or metric.name
        for metric in metrics
    ]


def _terms(text: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(text):
        term = TERM.match(text, place)
        if term is None or term["part"] in OPERATORS:
            raise ExpressionError(f"the embedded cloud does not search by {text[place:]!r}")
        if term["part"] != "AND":
            yield term
        place = term.end()


def _holds(term: re.Match[str], metric: Metric) -> bool:
    held = {"Namespace": metric.namespace, "MetricName": metric.name, **metric.dimensions}
    values = list(held.values()) if term["name"] is None else [held.get(term["name"])]
    if term["exact"] is not None:
        return term["exact"] in values
    return any(value is not None and term["part"].lower() in value.lower() for value in values)
