"""The page of the dashboard: what stands in it, and that text from elsewhere stays text."""

import json
import re
from typing import Any

import pytest

from cli.dashboard.body import Widget, widgets
from cli.dashboard.page.chart import chart, segments, stacked
from cli.dashboard.page.document import POLICY, Shown, page
from cli.dashboard.page.legend import MOST_NAMED, legend
from cli.dashboard.page.style import CSS
from cli.dashboard.page.text import text
from cli.dashboard.reading import Line, Reading
from cli.status.alarm import Alarm
from tests.unit.cli.dashboard_builder import SPAN, WORLDS, alarm_states, cloudwatch, nothing, own_body, shown
from tests.unit.cli.test_cli_evidence_page import HOSTILE, Read

WIDGETS = widgets(own_body(), "trailkeeper")


def read(of: Shown) -> Read:
    return Read(page(of))


def one(widget: Widget, reading: Reading) -> Shown:
    return Shown("d", [widget], [reading], SPAN, "Account 111122223333.")


def graph(**properties: Any) -> Widget:
    return Widget(0, 0, 8, 6, "metric", {"title": "T", "metrics": [], **properties})


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS)
def test_every_widget_stands_on_the_page_with_its_title(world: Any) -> None:
    told = read(shown(world))
    sections = [attributes for tag, attributes in told.tags if tag == "section"]
    assert [each["style"] for each in sections] == [
        f"grid-column: {each.x + 1} / span {each.width}; grid-row: {each.y + 1} / span {each.height}"
        for each in WIDGETS
    ]
    assert all(widget.title in told.text for widget in WIDGETS)


SAID = {
    "nothing yet": ("no data yet", "NOT THERE"),
    "one point": ("Numbers",),
    "a day": ("OK", "Numbers"),
    "alarms": ("ALARM", "The trail does not log, or", "First: aws cloudtrail start-logging"),
    "many Regions": ("and 25 more, in the numbers",),
    "nothing can be read": ("Could not be read: GetMetricData: AccessDenied", "widgets could not be read in full"),
}


@pytest.mark.parametrize(("which", "said"), SAID.items(), ids=SAID)
def test_the_page_says(which: str, said: tuple[str, ...]) -> None:
    told = read(shown(WORLDS[which])).text
    assert [each for each in said if each not in told] == []


def test_a_widget_without_data_has_no_chart() -> None:
    assert "chart" not in read(shown(cloudwatch(nothing))).classes()


def hostile(told: str) -> Shown:
    """With the text wherever text comes from elsewhere."""
    points = [(SPAN.from_s, 1.0), (SPAN.from_s + 300, 2.0)]
    axis = {"left": {"label": told}}
    limits = {"horizontal": [{"label": told, "value": 1}]}
    alarms = [(told, Alarm(name=told, state="ALARM", since_s=1, description=told)), (told, None)]
    alarms.append((told, Alarm(name=told, state="ALARM", since_s=1, description=told)))
    shown_widgets = [
        graph(title=told, yAxis=axis, annotations=limits),
        graph(title=told, view="singleValue"),
        Widget(0, 0, 8, 6, "alarm", {"title": told}),
        Widget(0, 0, 8, 6, "text", {"markdown": " ".join(told.split("`"))}),
        Widget(0, 0, 8, 6, told, {"title": told}),
    ]
    readings = [
        Reading(lines=[Line(told, points)], problems=[told]),
        Reading(lines=[Line(told, points)]),
        Reading(alarms=alarms),
        Reading(),
        Reading(),
    ]
    return Shown(told, shown_widgets, readings, SPAN, told)


@pytest.mark.parametrize("told", HOSTILE.values(), ids=HOSTILE)
def test_text_from_elsewhere_makes_no_element_and_no_attribute(told: str) -> None:
    found, plain = read(hostile(told)), read(hostile("plain"))
    assert [tag for tag, _ in found.tags] == [tag for tag, _ in plain.tags]
    assert [list(attributes) for _, attributes in found.tags] == [list(attributes) for _, attributes in plain.tags]


@pytest.mark.parametrize("told", HOSTILE.values(), ids=HOSTILE)
def test_text_from_elsewhere_holds_nothing_that_cannot_be_seen(told: str) -> None:
    written = page(hostile(told))
    assert [each for each in set(written) if not each.isprintable() and each != "\n"] == []
    written.encode()


def test_the_page_refers_to_nothing_outside_of_it() -> None:
    told = read(shown(WORLDS["alarms"]))
    names = {name for _, attributes in told.tags for name in attributes}
    assert names.isdisjoint({"href", "src", "srcset", "action", "data", "xlink:href"})
    assert {tag for tag, _ in told.tags}.isdisjoint({"script", "link", "iframe", "object", "embed", "img", "base"})
    assert re.search(r"url\(|@import|https?:", CSS) is None


def test_the_page_lets_a_browser_load_nothing() -> None:
    policies = [attributes for tag, attributes in read(shown(WORLDS["a day"])).tags if "http-equiv" in attributes]
    assert policies == [{"http-equiv": "Content-Security-Policy", "content": POLICY}]


def test_each_chart_has_a_name_and_says_what_it_draws() -> None:
    told = read(shown(WORLDS["a day"]))
    charts = [attributes for tag, attributes in told.tags if (attributes.get("class") or "").startswith("chart")]
    assert charts
    assert [attributes for attributes in charts if attributes["role"] != "img"] == []
    assert len(charts) == sum(tag == "desc" for tag, _ in told.tags) == sum(tag == "details" for tag, _ in told.tags)


def test_the_state_of_an_alarm_is_told_by_word_and_mark() -> None:
    told = read(shown(cloudwatch(states=alarm_states(watch_silent="INSUFFICIENT_DATA"))))
    assert "watch-silent NO DATA YET" in told.text
    marks = sum(attributes.get("class") == "mark" for _, attributes in told.tags)
    assert marks == sum(len(each["properties"]["alarms"]) for each in json.loads(own_body())["widgets"][:3])


def test_alarms_that_are_on_come_first() -> None:
    told = read(shown(WORLDS["alarms"])).text
    assert told.index("trail-stopped ALARM") < told.index("trail-missing OK")


POINTS = {
    "joined": ([0, 300, 600], [3]),
    "a gap": ([0, 300, 1200, 1500], [2, 2]),
    "one alone": ([0, 900, 1200], [1, 2]),
}


@pytest.mark.parametrize(("times", "lengths"), POINTS.values(), ids=POINTS)
def test_points_with_a_period_between_them_are_not_joined(times: list[int], lengths: list[int]) -> None:
    assert [len(each) for each in segments([(float(at), 1.0) for at in times], 450)] == lengths


def test_a_point_alone_is_a_dot() -> None:
    drawn = chart(graph(), [Line("a", [(SPAN.from_s + 300, 1.0)])], SPAN)
    assert len(list(drawn.iter("circle"))) == 1
    assert list(drawn.iter("path")) == []


def test_a_stacked_line_stands_upon_those_before_it() -> None:
    found = stacked([Line("a", [(0, 1.0), (1, 2.0)]), Line("b", [(1, 3.0)])])
    assert [line.points for line in found] == [[(0, 1.0), (1, 2.0)], [(0, 1.0), (1, 5.0)]]


def test_a_line_on_the_right_has_an_axis_of_its_own() -> None:
    lines = [Line("a", [(SPAN.from_s, 1.0)]), Line("b", [(SPAN.from_s, 90_000.0)], is_right=True)]
    drawn = chart(graph(yAxis={"right": {"label": "bytes", "min": 0}, "left": {"min": 0}}), lines, SPAN)
    told = {side: [each.text for each in drawn.iter("text") if each.get("class") == side] for side in ("left", "right")}
    assert told == {"left": ["0", "1"], "right": ["0 B", "50 kB", "100 kB"]}


def test_of_many_lines_those_are_named_that_are_unlike_the_others() -> None:
    lines = [Line(f"region-{number}", [(0, 1.0)]) for number in range(34)]
    lines[20] = Line("stopped", [(0, 0.0)])
    told = "".join(legend(graph(), lines).itertext())
    assert "stopped0" in told
    assert f"and {34 - MOST_NAMED} more" in told


MARKDOWN = {
    "a heading": ("## Cost", [("h3", "Cost")]),
    "a paragraph": ("one\ntwo", [("p", "one two")]),
    "a list": ("- one\n- two\n  more", [("ul", "onetwo more")]),
    "code": ("say `it`", [("p", "say it")]),
    "a link": ("see [the runbook](docs/runbook.md)", [("p", "see the runbook (docs/runbook.md)")]),
    "HTML": ("<b>x</b>", [("p", "<b>x</b>")]),
    "nothing": ("", [("p", "")]),
}


@pytest.mark.parametrize(("markdown", "expected"), MARKDOWN.values(), ids=MARKDOWN)
def test_text_is_shown_as_plain_paragraphs(markdown: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.tag, "".join(each.itertext())) for each in text(markdown)] == expected


def test_a_kind_of_widget_that_the_page_does_not_know_is_said_to_be_so() -> None:
    assert "A widget of the kind log" in read(one(Widget(0, 0, 8, 6, "log", {}), Reading())).text
