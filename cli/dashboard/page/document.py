"""The page as a whole, each widget in its place. Its policy lets a browser load nothing at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from cli.dashboard.body import Widget
from cli.dashboard.page.chart import chart
from cli.dashboard.page.legend import legend, numbers
from cli.dashboard.page.style import CSS
from cli.dashboard.page.text import text
from cli.dashboard.page.tile import tiles
from cli.dashboard.page.value import values
from cli.dashboard.reading import Range, Reading
from cli.evidence.moment import utc
from cli.evidence.page.element import html, stylesheet, tag
from cli.terminal import counted

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class Shown:
    """A dashboard, and all that could be read for it."""

    name: str
    widgets: Sequence[Widget]
    readings: Sequence[Reading]
    """One for each widget."""
    span: Range
    place: str
    """Whose it is, in words."""


def page(shown: Shown) -> str:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"Dashboard {shown.name}, {utc(shown.span.until_s)}"),
        stylesheet(CSS),
    )
    placed = (
        _placed(widget, reading, shown.span) for widget, reading in zip(shown.widgets, shown.readings, strict=True)
    )
    body = tag("body", tag("main", _header(shown), tag("div", *placed, class_="board")))
    return html(tag("html", head, body, lang="en"))


def _header(shown: Shown) -> ET.Element:
    lacking = sum(bool(reading.problems) for reading in shown.readings)
    told = [f"{counted(lacking, 'widget')} could not be read in full; each says why."] if lacking else []
    return tag(
        "header",
        tag("h1", shown.name),
        tag("p", f"{utc(shown.span.from_s)} to {utc(shown.span.until_s)}"),
        tag("p", f"{shown.place} Times are UTC; beside the name of a line stands its last value."),
        *(tag("p", each, class_="problem") for each in told),
    )


def _placed(widget: Widget, reading: Reading, span: Range) -> ET.Element:
    made = tag("section", class_=f"widget {widget.kind if widget.kind in _KINDS else 'other'}")
    where = f"grid-column: {widget.x + 1} / span {widget.width}; grid-row: {widget.y + 1} / span {widget.height}"
    made.set("style", where)
    if widget.title:
        made.append(tag("h2", widget.title))
    made.extend(_KINDS.get(widget.kind, _other)(widget, reading, span))
    made.extend(tag("p", f"Could not be read: {problem}", class_="problem") for problem in reading.problems)
    return made


def _metric(widget: Widget, reading: Reading, span: Range) -> Iterator[ET.Element]:
    with_points = [line for line in reading.lines if line.points]
    if widget.properties.get("view") == "singleValue" and reading.lines:
        yield values(reading.lines)
    elif with_points:
        yield chart(widget, with_points, span)
        yield legend(widget, with_points)
        yield numbers(widget, reading.lines)
    elif not reading.problems:
        yield tag("p", "no data yet", class_="empty")


def _alarms(_widget: Widget, reading: Reading, _span: Range) -> Iterator[ET.Element]:
    if reading.alarms:
        yield tiles(reading)


def _text(widget: Widget, _reading: Reading, _span: Range) -> Iterator[ET.Element]:
    yield text(str(widget.properties.get("markdown", "")))


def _other(widget: Widget, _reading: Reading, _span: Range) -> Iterator[ET.Element]:
    yield tag("p", f"A widget of the kind {widget.kind}, which this page does not show.", class_="empty")


_KINDS = {"metric": _metric, "alarm": _alarms, "text": _text}
