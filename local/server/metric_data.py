"""GetMetricData with expressions, and GetMetricStatistics of exactly the dimensions that are asked for.

Only in the protocols of today's SDKs; the emulator goes on answering the Query protocol.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html (2026-04-13)
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local.server import seams
from local.server.metric_expression import Scope, Value, evaluated
from local.server.metric_series import (
    ExpressionError,
    Metric,
    Series,
    Window,
    by_period,
    known,
    labels,
    points_of,
    searched,
    series,
    statistic,
)

Members = Mapping[str, Any]
Handle = Callable[[Any, Any, bool, bool], Any]
Result = dict[str, Any]

PERIOD_DEFAULT = 60
DYNAMIC = re.compile(r"\$\{(?:LABEL|PROP\(['\"](?P<property>[^'\"]+)['\"]\))\}")


class Queries:
    """One request's, each evaluated once at most."""

    def __init__(self, queries: Sequence[Members], window: Window) -> None:
        self._queries = {query["Id"]: query for query in queries}
        self._window = window
        self._scope = Scope(window, self.value, self._search, self._metrics)
        self._found: dict[str, Value] = {}
        self._open: list[str] = []

    def value(self, query_id: str) -> Value:
        if query_id not in self._queries or query_id in self._open:
            raise ExpressionError(f"{query_id} is no id, or depends on itself")
        if query_id not in self._found:
            self._open.append(query_id)
            self._found[query_id] = self._evaluated(self._queries[query_id])
            self._open.pop()
        return self._found[query_id]

    def results(self, *, ascending: bool) -> list[Result]:
        return [
            _result(query, each, ascending=ascending)
            for query_id, query in self._queries.items()
            if query.get("ReturnData", True)
            for each in self._series(query_id)
        ]

    def _series(self, query_id: str) -> list[Series]:
        value = self.value(query_id)
        if isinstance(value, (Series, list)):
            return value if isinstance(value, list) else [value]
        raise ExpressionError(f"{query_id} is a number, and a series is returned only")

    def _evaluated(self, query: Members) -> Value:
        if query.get("Expression"):
            return evaluated(query["Expression"], self._scope)
        asked = query["MetricStat"]
        period = int(asked.get("Period") or PERIOD_DEFAULT)
        return series(_metric(asked["Metric"]), asked["Stat"], period, self._window, asked.get("Unit"))

    def _search(self, text: str, stat: str, period: int) -> list[Series]:
        found = searched(text, known())
        every = [series(metric, stat, period, self._window) for metric in found]
        named = zip(every, labels(found), strict=True)
        return [Series(each.period, each.values, label, each.properties) for each, label in named if each.values]

    def _metrics(self) -> list[Series]:
        named = [query_id for query_id, query in self._queries.items() if query.get("MetricStat")]
        return [each for query_id in named for each in self._series(query_id)]


def label(query: Members, found: Series) -> str:
    """As the query says, which may name the series' own label and properties; a search's results keep theirs."""
    own = found.label or query["Id"]
    given = query.get("Label")
    if given is None:
        return own if query.get("MetricStat") or _is_search(query) else str(query["Id"])
    filled = DYNAMIC.sub(lambda name: found.properties.get(name["property"], "") if name["property"] else own, given)
    return f"{given} {own}" if _is_search(query) and filled == given else filled


def _is_search(query: Members) -> bool:
    return "SEARCH(" in (query.get("Expression") or "")


def _result(query: Members, found: Series, *, ascending: bool) -> Result:
    times = sorted(found.values, reverse=not ascending)
    return {
        "Id": query["Id"],
        "Label": label(query, found),
        "Timestamps": times,
        "Values": [float(found.values[time]) for time in times],
        "StatusCode": "Complete",
    }


def _metric(asked: Members) -> Metric:
    dimensions = {each["Name"]: each["Value"] for each in asked.get("Dimensions") or ()}
    return Metric(asked["Namespace"], asked["MetricName"], dimensions)


def install() -> None:
    seams.replace("services.cloudwatch._get_metric_data", _with_expressions)
    seams.replace("services.cloudwatch._get_metric_statistics", _exact)


def _window(sent: Members) -> Window:
    parse = seams.seam("services.cloudwatch._parse_ts")
    return Window(parse(sent["StartTime"]), parse(sent["EndTime"]))


def _with_expressions(otherwise: Handle) -> Handle:
    @functools.wraps(otherwise)
    def get_metric_data(params: Any, sent: Any, is_cbor: bool, is_json: bool = False) -> Any:  # noqa: FBT001, FBT002 - the emulator's
        if not (is_cbor or is_json):
            return otherwise(params, sent, is_cbor, is_json)
        try:
            queries = Queries(sent.get("MetricDataQueries") or (), _window(sent))
            results = queries.results(ascending=sent.get("ScanBy") == "TimestampAscending")
        except ExpressionError as error:
            message = f"Error in expression: {error}"
            error_of = seams.seam("services.cloudwatch._error")
            return error_of("ValidationError", message, 400, use_json=is_json, use_cbor=is_cbor)
        if is_cbor:
            results = list(map(seams.seam("services.cloudwatch._cbor_metric_data_result"), results))
        return _answer({"MetricDataResults": results, "Messages": []}, is_cbor=is_cbor)

    return get_metric_data


def _exact(otherwise: Handle) -> Handle:
    @functools.wraps(otherwise)
    def get_metric_statistics(params: Any, sent: Any, is_cbor: bool, is_json: bool = False) -> Any:  # noqa: FBT001, FBT002 - the emulator's
        if not (is_cbor or is_json):
            return otherwise(params, sent, is_cbor, is_json)
        found = [_datapoint(sent, *period) for period in _periods(sent).items()]
        if is_cbor:
            found = list(map(seams.seam("services.cloudwatch._cbor_datapoint"), found))
        return _answer({"Datapoints": found, "Label": sent["MetricName"]}, is_cbor=is_cbor)

    return get_metric_statistics


def _periods(sent: Members) -> dict[int, Any]:
    period = int(sent.get("Period") or PERIOD_DEFAULT)
    return by_period(points_of(_metric(sent), sent.get("Unit")), period, _window(sent))


def _datapoint(sent: Members, begin: int, points: Sequence[Members]) -> Result:
    basic = {name: statistic(points, name) for name in sent.get("Statistics") or ()}
    extended = {name: statistic(points, name) for name in sent.get("ExtendedStatistics") or ()}
    named = {"ExtendedStatistics": extended} if extended else {}
    return {"Timestamp": begin, "Unit": points[0]["Unit"], **basic, **named}


def _answer(members: Members, *, is_cbor: bool) -> Any:
    return seams.seam("services.cloudwatch._cbor_ok" if is_cbor else "services.cloudwatch._json_ok")(members)
