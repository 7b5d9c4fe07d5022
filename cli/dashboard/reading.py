"""What CloudWatch answers, of each widget by itself: what one lacks takes nothing from another.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html (2026-04-13)
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cli.dashboard.body import Widget
from cli.dashboard.query import MOST_QUERIES, Query, Unreadable, is_of_whole_range, queries
from cli.status import alarm
from cli.status.alarm import Alarm
from lambdas.aws.error import named
from lambdas.core.error import PipelineError

AT_ONCE = 8
_COMPLETE = {"Complete", "PartialData"}

_TOGETHER: Mapping[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "SampleCount": sum,
    "Maximum": max,
    "Minimum": min,
}

Point = tuple[float, float]
"""Seconds since 1970, and the value."""
Clients = Callable[[str], Any]
"""CloudWatch's client of a Region; of the configured one for an empty name."""


@dataclass(frozen=True)
class Range:
    from_s: int
    until_s: int

    @property
    def seconds(self) -> int:
        return self.until_s - self.from_s


@dataclass(frozen=True)
class Line:
    label: str
    points: Sequence[Point] = ()
    """The oldest first."""
    is_right: bool = False


@dataclass(frozen=True)
class Reading:
    lines: Sequence[Line] = ()
    alarms: Sequence[tuple[str, Alarm | None]] = ()
    """By name; None for one that is not there."""
    problems: Sequence[str] = ()
    """Why something is missing."""


@dataclass
class _Answers:
    found: dict[str, dict[str, list[Point]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    """By the query's id and the label."""
    problems: dict[str, None] = field(default_factory=dict)


def read_all(shown: Sequence[Widget], span: Range, clients: Clients) -> list[Reading]:
    """In the order of the widgets."""

    def one(widget: Widget) -> Reading:
        try:
            return read(widget, span, clients)
        except (PipelineError, Unreadable) as error:
            return Reading(problems=[str(error)])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, shown))


def read(widget: Widget, span: Range, clients: Clients) -> Reading:
    """Raises Unreadable, ConfigurationError or Unavailable."""
    if widget.kind == "metric":
        asked = queries(widget, span.seconds)
        answers = _metrics(clients(widget.region), asked, span)
        lines = list(_lines(asked, answers, whole=is_of_whole_range(widget)))
        return Reading(lines=lines, problems=list(answers.problems))
    if widget.kind == "alarm":
        return Reading(alarms=list(_alarms(widget, clients)))
    return Reading()


def _metrics(client: Any, asked: Sequence[Query], span: Range) -> _Answers:
    answers = _Answers()
    if not any(query.is_shown for query in asked):
        return answers
    if len(asked) > MOST_QUERIES:
        raise Unreadable(f"it has {len(asked):,} metrics, and CloudWatch takes {MOST_QUERIES}")
    request = {
        "MetricDataQueries": [query.asked for query in asked],
        "StartTime": datetime.fromtimestamp(span.from_s, UTC),
        "EndTime": datetime.fromtimestamp(span.until_s, UTC),
        "ScanBy": "TimestampAscending",
    }
    with named("GetMetricData"):
        for page in client.get_paginator("get_metric_data").paginate(**request):
            _take(page, answers)
    return answers


def _take(page: Mapping[str, Any], answers: _Answers) -> None:
    """Of two series of one label in a page the second is a series of its own."""
    told = list(page.get("Messages", ()))
    seen: Counter[tuple[str, str]] = Counter()
    for result in page.get("MetricDataResults", ()):
        id_, label = result["Id"], result.get("Label", "")
        seen[id_, label] += 1
        own = label if seen[id_, label] == 1 else f"{label} ({seen[id_, label]})"
        times = (at.timestamp() for at in result.get("Timestamps", ()))
        answers.found[id_][own] += zip(times, result.get("Values", ()), strict=False)
        told += result.get("Messages", ())
        if result.get("StatusCode", "Complete") not in _COMPLETE:
            answers.problems[f"{result.get('Label', result['Id'])}: {result['StatusCode']}"] = None
    for each in told:
        answers.problems[f"{each.get('Code', '')}: {each.get('Value', '')}"] = None


def _lines(asked: Sequence[Query], answers: _Answers, *, whole: bool) -> Iterator[Line]:
    for query in asked:
        if not query.is_shown:
            continue
        is_one = "MetricStat" in query.asked
        found = answers.found.get(query.id) or ({query.label or query.id: []} if is_one else {})
        for label, points in found.items():
            own = sorted(points)
            merged = _merged(own, str(query.asked.get("MetricStat", {}).get("Stat", "Sum"))) if whole else own
            yield Line(query.label if is_one and query.label else label, merged, query.is_right)


def _merged(points: list[Point], statistic: str) -> list[Point]:
    """One of a range that CloudWatch has cut in two; of a percentile the newest is taken."""
    together = _TOGETHER.get(statistic)
    if together is None or not points:
        return points[-1:]
    return [(points[-1][0], together([value for _, value in points]))]


def _alarms(widget: Widget, clients: Clients) -> Iterator[tuple[str, Alarm | None]]:
    """An ARN is arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:NAME."""
    named_by_region: dict[str, list[str]] = defaultdict(list)
    arns = [str(each).split(":", 6) for each in widget.properties.get("alarms", ())]
    for parts in arns:
        if len(parts) != 7:  # noqa: PLR2004  (the parts of that ARN)
            raise Unreadable("it names what is no ARN of an alarm")
        named_by_region[parts[3]].append(parts[6])
    for region, names in named_by_region.items():
        found = alarm.of_names(clients(region), names)
        yield from ((name, found.get(name)) for name in names)
