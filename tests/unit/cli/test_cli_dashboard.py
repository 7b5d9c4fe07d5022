"""What a widget asks of CloudWatch, and how numbers and axes are written."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.dashboard import measure
from cli.dashboard.body import Widget, widgets
from cli.dashboard.query import MOST_POINTS, Unreadable, period_of, queries
from cli.dashboard.reading import Line, Range, read, read_all
from cli.dashboard.scale import scale, times
from cli.terminal import UsageError
from tests.unit.cli.dashboard_builder import SPAN, cloudwatch, one_point, own_body, with_gaps
from tests.unit.cli.fake_cloudwatch import NOW_S, FakeCloudWatch

DAY = 86_400


def metric(*rows: list[Any], **properties: Any) -> Widget:
    return Widget(0, 0, 8, 6, "metric", {"metrics": list(rows), "title": "T", **properties})


def asked(*rows: list[Any], **properties: Any) -> list[Any]:
    return [query.asked for query in queries(metric(*rows, **properties), DAY)]


SHORTHAND = {
    "in full": ["AWS/SQS", "Age", "QueueName", "b"],
    "points for what is the same": [".", ".", ".", "b"],
    "another metric": [".", "Age", ".", "b"],
    "an ellipsis for the beginning": ["...", "b"],
}


@pytest.mark.parametrize("row", SHORTHAND.values(), ids=SHORTHAND)
def test_a_row_may_refer_to_the_one_before_it(row: list[str]) -> None:
    _, second = asked(["AWS/SQS", "Age", "QueueName", "a"], row)
    assert second["MetricStat"]["Metric"] == {
        "Namespace": "AWS/SQS",
        "MetricName": "Age",
        "Dimensions": [{"Name": "QueueName", "Value": "b"}],
    }


def test_an_expression_between_two_rows_changes_no_reference() -> None:
    *_, last = asked(["N", "M", "D", "a", {"id": "m1"}], [{"expression": "m1 * 2"}], ["...", "b"])
    assert last["MetricStat"]["Metric"]["Dimensions"] == [{"Name": "D", "Value": "b"}]


OPTIONS = {
    "the row's own statistic": ({"stat": "p99"}, {"stat": "Sum"}, "Stat", "p99"),
    "the widget's": ({}, {"stat": "Sum"}, "Stat", "Sum"),
    "CloudWatch's": ({}, {}, "Stat", "Average"),
    "the row's own period": ({"period": 3600}, {"period": 900}, "Period", 3600),
    "the widget's period": ({}, {"period": 900}, "Period", 900),
    "CloudWatch's period": ({}, {}, "Period", 300),
    "the whole range": ({"period": 60}, {"view": "singleValue", "setPeriodToTimeRange": True}, "Period", DAY),
}


@pytest.mark.parametrize(("own", "properties", "member", "expected"), OPTIONS.values(), ids=OPTIONS)
def test_statistic_and_period_are_the_rows_or_the_widgets(
    own: dict[str, Any], properties: dict[str, Any], member: str, expected: object
) -> None:
    (only,) = asked(["N", "M", own], **properties)
    assert only["MetricStat"][member] == expected


def test_an_expression_is_asked_for_as_it_stands_with_its_id_and_label() -> None:
    _, second = asked(["N", "M", {"id": "m1", "visible": False}], [{"expression": "m1/2", "id": "e1", "label": "half"}])
    assert second == {"Id": "e1", "Expression": "m1/2", "Label": "half", "ReturnData": True}


def test_a_hidden_row_is_asked_for_and_not_returned() -> None:
    (only,) = asked(["N", "M", {"visible": False}])
    assert only["ReturnData"] is False


UNREADABLE = {
    "no list": metric(metrics={}),
    "a row of one": metric(["N"]),
    "a dimension without its value": metric(["N", "M", "D"]),
    "a reference to nothing": metric([".", "M"]),
}


@pytest.mark.parametrize("widget", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_not_as_cloudwatch_wants_it_is_refused(widget: Widget) -> None:
    with pytest.raises(Unreadable):
        queries(widget, DAY)


@given(st.sampled_from([1, 60, 300, 900, 3600]), st.integers(3600, 14 * DAY))
def test_a_period_is_never_shorter_than_asked_and_a_page_can_draw_its_points(period: int, range_seconds: int) -> None:
    found = period_of(period, range_seconds)
    assert found >= period
    assert range_seconds / found <= MOST_POINTS


BODIES = {"no JSON": "{", "no object": "[]", "no widgets": "{}", "widgets that are no list": '{"widgets": 1}'}


@pytest.mark.parametrize("text", BODIES.values(), ids=BODIES)
def test_what_is_no_body_of_a_dashboard_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="dashboard d: "):
        widgets(text, "d")


def test_widgets_come_from_the_top_and_from_the_left_and_stay_within_24_columns() -> None:
    placed = [{"x": 8, "y": 0}, {"x": 0, "y": 0, "width": 40}, {"y": -4, "x": 30, "width": "wide"}, "nothing"]
    found = widgets(json.dumps({"widgets": placed}), "d")
    assert [(each.y, each.x, each.width) for each in found] == [(0, 0, 24), (0, 8, 6), (0, 18, 6), (6, 0, 6)]


def lines(of: FakeCloudWatch, *rows: list[Any], **properties: Any) -> list[Line]:
    return list(read(metric(*rows, **properties), SPAN, lambda _: of).lines)


def test_a_line_has_its_points_the_oldest_first() -> None:
    (line,) = lines(cloudwatch(one_point), ["Trailkeeper", "Requests", {"label": "r"}])
    assert (line.label, line.points) == ("r", [(SPAN.from_s + 12 * 3600, 5.0)])


def test_an_answer_in_many_pages_is_put_together() -> None:
    whole, paged = cloudwatch(), cloudwatch(page_size=1)
    rows = [["Trailkeeper", "RecordsRead", {"label": "a"}], ["Trailkeeper", "Requests", {"label": "b"}]]
    assert lines(paged, *rows) == lines(whole, *rows)


def test_a_search_gives_a_line_for_each_series() -> None:
    found = lines(cloudwatch(), [{"expression": "SEARCH('{N,d} MetricName=\"Requests\"', 'Sum', 300)", "id": "e1"}])
    assert [line.label for line in found] == ["eu-west-1", "us-east-1", "ap-southeast-2"]


def test_of_two_series_of_one_label_each_is_a_line() -> None:
    search = "SEARCH('{N,d} MetricName=\"Requests\"', 'Sum', 300)"
    found = lines(cloudwatch(searched=["same", "same"]), [{"expression": search, "id": "e1"}])
    assert [line.label for line in found] == ["same", "same (2)"]


WHOLE = {"Sum": 2 * 5.0, "Maximum": 5.0, "Minimum": 5.0, "p50": 5.0}


@pytest.mark.parametrize(("statistic", "expected"), WHOLE.items(), ids=WHOLE)
def test_a_range_that_was_cut_in_two_is_one_value(statistic: str, expected: float) -> None:
    class Cut(FakeCloudWatch):
        def _points(self, *_: Any) -> list[tuple[float, float]]:
            return [(SPAN.from_s, 5.0), (SPAN.from_s + 100, 5.0)]

    row = ["N", "M", {"stat": statistic}]
    (line,) = lines(Cut(), row, view="singleValue", setPeriodToTimeRange=True)
    assert [value for _, value in line.points] == [expected]


def test_alarms_are_told_by_name_and_one_that_is_not_there_too() -> None:
    arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:"
    of = cloudwatch(states={"trailkeeper-complete": "OK"})
    widget = Widget(0, 0, 8, 6, "alarm", {"alarms": [f"{arn}trailkeeper-complete", f"{arn}other"]})
    found = read(widget, SPAN, lambda _: of).alarms
    assert [(name, alarm and alarm.state) for name, alarm in found] == [("trailkeeper-complete", "OK"), ("other", None)]


def test_a_widget_that_cannot_be_read_takes_nothing_from_the_others() -> None:
    shown = [metric(["N"]), metric(["Trailkeeper", "Requests"])]
    bad, good = read_all(shown, SPAN, lambda _: cloudwatch())
    assert bad.problems == ["row 1 of its metrics names no metric"]
    assert not good.problems
    assert good.lines


def test_a_denied_call_is_a_problem_of_each_widget_that_needs_it() -> None:
    found = widgets(own_body(), "d")
    readings = read_all(found, SPAN, lambda _: cloudwatch(refused="GetMetricData"))
    assert [bool(each.problems) for each in readings] == [widget.kind == "metric" for widget in found]


WRITTEN = {
    "a count": (measure.count, 1234, "1,234"),
    "many": (measure.count, 36_912, "36.9k"),
    "nothing": (measure.count, 0, "0"),
    "seconds": (measure.seconds, 75, "75 s"),
    "minutes": (measure.seconds, 142, "2.37 min"),
    "a whole hour": (measure.seconds, 3600, "1 h"),
    "days": (measure.seconds, 2 * DAY, "2 d"),
    "bytes": (measure.bytes_, 2_270_000, "2.27 MB"),
    "milliseconds": (measure.milliseconds, 1230, "1.23 s"),
    "money": (measure.money, 1234.5, "1,234.50"),
    "less than a cent": (measure.money, 0.0012, "0.0012"),
    "exactly": (measure.whole, 1_724_544, "1,724,544"),
}


@pytest.mark.parametrize(("written", "value", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_a_number_is_written_as_a_person_reads_it(written: measure.Written, value: float, expected: str) -> None:
    assert written(value) == expected


@given(st.lists(st.floats(0, 1e15), max_size=20), st.sampled_from(["count", "seconds", "bytes", "USD"]))
def test_an_axis_holds_every_value_and_has_few_ticks(values: list[float], unit: str) -> None:
    axis = scale(values, low=0, unit=unit)
    assert axis.low <= min(values, default=0)
    assert axis.high >= max(values, default=0)
    assert 2 <= len(axis.ticks) <= 6
    assert axis.ticks[0] == axis.low < axis.high == axis.ticks[-1]


@given(st.integers(NOW_S - DAY, NOW_S), st.integers(1, 14 * 24))
def test_ticks_of_time_are_round_and_within_the_range(until_s: int, hours: int) -> None:
    found = times(until_s - hours * 3600, until_s)
    assert all(until_s - hours * 3600 <= at <= until_s and at % 300 == 0 for at, _ in found)
    assert 1 <= len(found) <= 8


def test_a_longer_range_has_ticks_with_their_date() -> None:
    assert all(re.fullmatch(r"\d\d-\d\d", told) for _, told in times(NOW_S - 7 * DAY, NOW_S))


def test_gaps_stay_gaps() -> None:
    (line,) = lines(cloudwatch(with_gaps), ["Trailkeeper", "Requests", {"label": "r"}])
    assert len(line.points) == 18 * 12


def test_a_range_is_as_long_as_its_seconds() -> None:
    assert Range(10, 40).seconds == 30
