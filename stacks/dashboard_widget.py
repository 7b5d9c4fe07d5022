"""The widgets of a CloudWatch dashboard: what each shows, and how CloudWatch wants it written.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html (2026-04-13)
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

from lambdas.core.metric import NAMESPACE, SERVICE, Metric
from stacks import name
from stacks.alarm_row import Measure, Question
from stacks.alarm_table import alarms
from stacks.config import Config
from stacks.name import Place

COLUMNS = 24
PERIOD_SECONDS = 300

Needs = Callable[[Config], bool]
Json = dict[str, Any]


def always(_: Config) -> bool:
    return True


class View(StrEnum):
    LINES = "timeSeries"
    NUMBERS = "singleValue"


@dataclass(frozen=True, kw_only=True)
class Series:
    """A line of a graph, or one of its numbers."""

    measure: Measure
    label: str
    statistic: str
    id: str = ""
    """What a formula calls it; empty where none does."""
    is_right: bool = False
    is_hidden: bool = False
    needs: Needs = always

    def row(self, _: Config) -> list[Any]:
        dimensions = [part for pair in self.measure.dimensions for part in pair]
        shown = {"label": self.label, "stat": self.statistic, **_options(self)}
        return [self.measure.namespace, self.measure.metric, *dimensions, shown]


@dataclass(frozen=True, kw_only=True)
class Formula:
    """Metric math over the ids of other series."""

    text: str | Callable[[Config], str]
    label: str
    id: str
    is_right: bool = False
    is_hidden: bool = False
    needs: Needs = always

    def row(self, config: Config) -> list[Any]:
        text = self.text if isinstance(self.text, str) else self.text(config)
        return [{"expression": text, "label": self.label, **_options(self)}]


@dataclass(frozen=True, kw_only=True)
class Search:
    """A line for each value of a dimension: the series that there are, whose names nobody knows before.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html and, of the label,
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html (2026-04-13)
    """

    metric: Metric
    statistic: str
    by: str
    id: str = "e1"
    is_right: bool = False
    is_hidden: bool = False
    needs: Needs = always

    def row(self, _: Config) -> list[Any]:
        schema = ",".join((NAMESPACE, SERVICE, *self.metric.dimensions))
        found = f'{{{schema}}} MetricName="{self.metric.name}"'
        text = f"SEARCH('{found}', '{self.statistic}', {PERIOD_SECONDS})"
        return [{"expression": text, "label": f"${{PROP('Dim.{self.by}')}}", **_options(self)}]


Line = Series | Formula | Search


def _options(line: Line) -> Json:
    shown: Json = {"id": line.id} if line.id else {}
    if line.is_right:
        shown["yAxis"] = "right"
    if line.is_hidden:
        shown["visible"] = False
    return shown


@dataclass(frozen=True, kw_only=True)
class Graph:
    title: str
    lines: tuple[Line, ...]
    unit: str = "count"
    """Of the axis on the left, in words."""
    right_unit: str = "count"
    view: View = View.LINES
    period_seconds: int = PERIOD_SECONDS
    is_stacked: bool = False
    limits: tuple[str, ...] = ()
    """Names of alarms whose thresholds are drawn."""
    needs: Needs = always

    def json(self, place: Place, config: Config) -> Json:
        shown = {"title": self.title, "region": place.region, "view": self.view.value, "period": self.period_seconds}
        lines = [line.row(config) for line in self.lines if line.needs(config)]
        more = self._values() if self.view is View.NUMBERS else self._axes(config)
        return {"type": "metric", "properties": {**shown, "stat": "Sum", "metrics": lines, **more}}

    def _values(self) -> Json:
        """Of the whole time that is shown, and not of its last period."""
        return {"setPeriodToTimeRange": True, "sparkline": False}

    def _axes(self, config: Config) -> Json:
        axes = {"left": {"min": 0, "label": self.unit, "showUnits": False}}
        if any(line.is_right for line in self.lines):
            axes["right"] = {"min": 0, "label": self.right_unit, "showUnits": False}
        drawn: Json = {"stacked": self.is_stacked, "yAxis": axes}
        thresholds = {row.name: row.threshold for row in alarms(config)}
        limits = [{"label": each, "value": thresholds[each]} for each in self.limits if each in thresholds]
        return drawn | ({"annotations": {"horizontal": limits}} if limits else {})


@dataclass(frozen=True)
class Status:
    """The state of a question, and of each alarm that answers it."""

    title: str
    question: Question
    needs: Needs = always

    def json(self, place: Place, config: Config) -> Json:
        rows = [row.alarm_name for row in alarms(config) if row.question is self.question]
        named = [f"trailkeeper-{self.question.value}", *rows]
        arns = [name.own_arn(place, config, "cloudwatch", f"alarm:{each}") for each in named]
        return {"type": "alarm", "properties": {"title": self.title, "alarms": arns}}


@dataclass(frozen=True)
class Text:
    markdown: str | Callable[[Config], str]
    needs: Needs = always

    def json(self, _: Place, config: Config) -> Json:
        text = self.markdown if isinstance(self.markdown, str) else self.markdown(config)
        return {"type": "text", "properties": {"markdown": text}}


Widget = Graph | Status | Text


@dataclass(frozen=True)
class Row:
    """Widgets beside one another, which share the width."""

    height: int
    widgets: tuple[Widget, ...] = field(default=())


def placed(rows: Iterable[Row], place: Place, config: Config) -> Iterator[Json]:
    """What a deployment does not have leaves its room to its neighbours."""
    y = 0
    for row in rows:
        shown = [widget for widget in row.widgets if widget.needs(config)]
        for (x, width), widget in zip(_shares(shown), shown, strict=True):
            yield {"x": x, "y": y, "width": width, "height": row.height, **widget.json(place, config)}
        y += row.height if shown else 0


def _shares(widgets: Sequence[Widget]) -> Iterator[tuple[int, int]]:
    """Where each begins, and how wide it is."""
    ends = [COLUMNS * number // len(widgets) for number in range(len(widgets) + 1)] if widgets else []
    for start, end in pairwise(ends):
        yield start, end - start
