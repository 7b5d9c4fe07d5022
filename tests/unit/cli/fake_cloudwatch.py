"""CloudWatch in a test's own process: alarms, a dashboard, and series that are computed from a few numbers."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError

NOW_S = 1_795_537_200
"""2026-11-24T16:20:00Z."""

Values = Callable[[str, float], float | None]
"""Of a metric at a time: its value, None for a gap."""


def lively(metric: str, at: float) -> float | None:
    """A day with an afternoon: the same for every run."""
    if metric == "RecordsRead":
        return sum(lively(each, at) or 0 for each in ("RecordsDelivered", "RecordsFiltered", "RecordsQuarantined"))
    wave = 1.3 - math.cos((at - NOW_S - 3 * 3600) * math.tau / 86_400) + 0.2 * math.sin(at / 700 + len(metric))
    return float(round(LEVELS.get(metric, 0) * wave)) if metric != "TrailLogging" else 1.0


LEVELS: Mapping[str, float] = {
    "LogFilesRead": 140,
    "LogFilesRepeated": 3,
    "RecordsDelivered": 2280,
    "RecordsFiltered": 120,
    "BytesDelivered": 3_400_000,
    "Requests": 22,
    "DeliveryDelaySeconds": 110,
    "ApproximateAgeOfOldestMessage": 14,
    "ApproximateNumberOfMessagesVisible": 2,
    "DigestsVerified": 17,
    "LogFilesProven": 1500,
    "TrailDigestAgeSeconds": 1700,
    "TrailDeliveryAgeSeconds": 240,
    "TrailNotificationAgeSeconds": 240,
    "DigestAgeSeconds": 2100,
    "VerificationAgeSeconds": 2900,
    "WorstAccountAgeSeconds": 3900,
    "Invocations": 16,
    "Duration": 900,
    "WatchRuns": 0.7,
    "RuleMatches": 1,
    "NoticesSent": 0.4,
    "RecordsOdd": 2,
}


@dataclass
class FakeCloudWatch:
    values: Values = lively
    alarms: Mapping[str, str] = field(default_factory=dict)
    """State by name; of one whose name begins with trailkeeper-complete, -fresh or -proven it is a composite."""
    body: str = ""
    searched: Sequence[str] = ("eu-west-1", "us-east-1", "ap-southeast-2")
    refused: str = ""
    """The operation that is denied."""
    page_size: int = 1000
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    described: Mapping[str, str] = field(default_factory=dict)
    meta: Any = field(default_factory=lambda: SimpleNamespace(region_name="eu-west-1"))

    def get_dashboard(self, DashboardName: str) -> dict[str, Any]:  # noqa: N803  (boto3's)
        self._refuse("GetDashboard")
        if not self.body:
            raise ClientError({"Error": {"Code": "DashboardNotFoundError", "Message": DashboardName}}, "GetDashboard")
        arn = f"arn:aws:cloudwatch::111122223333:dashboard/{DashboardName}"
        return {"DashboardArn": arn, "DashboardBody": self.body, "DashboardName": DashboardName}

    def get_paginator(self, operation: str) -> Any:
        pages = {"describe_alarms": self._alarm_pages, "get_metric_data": self._metric_pages}
        return SimpleNamespace(paginate=pages[operation])

    def _alarm_pages(self, **asked: Any) -> Iterator[dict[str, Any]]:
        self._refuse("DescribeAlarms")
        names = asked.get("AlarmNames")
        for name, state in self.alarms.items():
            if name.startswith(asked.get("AlarmNamePrefix", "")) and (names is None or name in names):
                told = {
                    "AlarmName": name,
                    "StateValue": state,
                    "StateUpdatedTimestamp": datetime.fromtimestamp(NOW_S - 1800, UTC),
                    "AlarmDescription": self.described.get(name, ""),
                }
                is_composite = name.removeprefix("trailkeeper-") in {"complete", "fresh", "proven"}
                yield {"CompositeAlarms" if is_composite else "MetricAlarms": [told]}

    def _metric_pages(self, **asked: Any) -> Iterator[dict[str, Any]]:
        self._refuse("GetMetricData")
        self.asked.append(asked)
        found = [result for query in asked["MetricDataQueries"] for result in self._results(query, asked)]
        for start in range(0, max(len(found), 1), self.page_size):
            yield {"MetricDataResults": found[start : start + self.page_size]}

    def _results(self, query: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        if not query.get("ReturnData", True):
            return
        if "MetricStat" in query:
            yield self._result(query, query.get("Label", query["Id"]), self._points(query["MetricStat"], asked))
        elif search := re.match(r"SEARCH\('\{.*\} MetricName=\"(\w+)\"', '(\w+)', (\d+)\)", query["Expression"]):
            metric, statistic, period = search.groups()
            stat = {"Metric": {"MetricName": metric}, "Stat": statistic, "Period": int(period)}
            for place, name in enumerate(self.searched):
                points = [
                    (at, value * (1 if metric == "TrailLogging" else 1 + place / 4))
                    for at, value in self._points(stat, asked)
                ]
                yield self._result(query, name, points)
        else:
            yield self._result(query, query.get("Label", query["Id"]), self._computed(query["Expression"], asked))

    def _computed(self, expression: str, asked: Mapping[str, Any]) -> list[tuple[float, float]]:
        """Of arithmetic over ids, which the tests themselves write."""
        by_id = {each["Id"]: each for each in asked["MetricDataQueries"] if "MetricStat" in each}
        used = [name for name in re.findall(r"[a-z]\w*", expression) if name in by_id]
        series = {name: dict(self._points(by_id[name]["MetricStat"], asked)) for name in used}
        times = sorted(set.intersection(*map(set, series.values()))) if series else []
        code = compile(expression, "expression", "eval")
        return [(at, eval(code, {}, {name: held[at] for name, held in series.items()})) for at in times]  # noqa: S307

    def _points(self, stat: Mapping[str, Any], asked: Mapping[str, Any]) -> list[tuple[float, float]]:
        period, metric = stat["Period"], stat["Metric"]["MetricName"]
        start, end = asked["StartTime"].timestamp(), asked["EndTime"].timestamp()
        times = [start + period * number for number in range(math.ceil((end - start) / period))]
        factor = max(period / 300, 1) if stat["Stat"] == "Sum" else STATISTICS.get(stat["Stat"], 1)
        found = [(at, self.values(metric, at)) for at in times]
        return [(at, round(value * factor)) for at, value in found if value is not None]

    def _result(self, query: Mapping[str, Any], label: str, points: Sequence[tuple[float, float]]) -> dict[str, Any]:
        times = [datetime.fromtimestamp(at, UTC) for at, _ in points]
        values = [value for _, value in points]
        return {"Id": query["Id"], "Label": label, "Timestamps": times, "Values": values, "StatusCode": "Complete"}

    def _refuse(self, operation: str) -> None:
        if operation == self.refused:
            message = f"not authorized to perform: cloudwatch:{operation}"
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": message}}, operation)


STATISTICS = {"Maximum": 1.9, "p99": 1.7, "p50": 1.0, "Minimum": 1.0}
