"""What the lines of a chart are, and the same in numbers, for whoever cannot see it or wants to know exactly."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median
from xml.etree import ElementTree as ET

from cli.dashboard.body import Widget
from cli.dashboard.measure import Written, of_axis, of_label
from cli.dashboard.page.chart import COLOURS, DASHES
from cli.dashboard.reading import Line
from cli.evidence.page.element import tag
from cli.evidence.page.table import table

MOST_NAMED = 9
MOST_TIMES = 24
"""The newest; of few lines only, as each is a column."""
MOST_COLUMNS = 8


def legend(widget: Widget, lines: Sequence[Line]) -> ET.Element:
    """lines: with at least one point each. Of very many lines those whose last value is farthest from the others'."""
    named = list(enumerate(lines))
    if len(lines) > MOST_NAMED:
        usual = median(line.points[-1][1] for line in lines)
        named = sorted(named, key=lambda each: -abs(each[1].points[-1][1] - usual))[:MOST_NAMED]
    entries = [tag("li", _sample(place), *_told(widget, line)) for place, line in named]
    if len(lines) > MOST_NAMED:
        entries.append(tag("li", f"and {len(lines) - MOST_NAMED:,} more, in the numbers", class_="more"))
    return tag("ul", *entries, class_="legend")


def numbers(widget: Widget, lines: Sequence[Line]) -> ET.Element:
    rows = ([_name(line)[0], *_summed(line, _written(widget, line))] for line in lines)
    parts = [table(("", "points", "lowest", "highest", "last"), rows, class_="numbers")]
    if len(lines) <= MOST_COLUMNS:
        parts.append(_newest(widget, lines))
    return tag("details", tag("summary", "Numbers"), tag("div", *parts, class_="scrolled"))


def _sample(place: int) -> ET.Element:
    drawn = tag("line", x1=0, x2=22, y1=5, y2=5, class_=f"line of{place % COLOURS} dash{place % DASHES}")
    return tag("svg", drawn, width=22, height=10, aria_hidden="true")


def _told(widget: Widget, line: Line) -> Iterator[ET.Element]:
    yield tag("span", _name(line)[0])
    yield tag("b", _written(widget, line)(line.points[-1][1]))


def _name(line: Line) -> tuple[str, Written]:
    return of_label(line.label)


def _written(widget: Widget, line: Line) -> Written:
    axis = (widget.properties.get("yAxis") or {}).get("right" if line.is_right else "left") or {}
    return of_axis(str(axis.get("label", "")))


def _summed(line: Line, written: Written) -> list[str]:
    values = [value for _, value in line.points]
    if not values:
        return ["0", "", "", ""]
    return [f"{len(values):,}", *map(written, (min(values), max(values), values[-1]))]


def _newest(widget: Widget, lines: Sequence[Line]) -> ET.Element:
    times = sorted({at for line in lines for at, _ in line.points}, reverse=True)
    held = [(dict(line.points), _written(widget, line)) for line in lines]
    rows = (
        [f"{datetime.fromtimestamp(at, UTC):%m-%d %H:%M}", *(_cell(points.get(at), how) for points, how in held)]
        for at in times[:MOST_TIMES]
    )
    told = f"The newest {MOST_TIMES} of {len(times):,} times, UTC" if len(times) > MOST_TIMES else "Each time, UTC"
    return tag("div", tag("p", told), table(("time", *(_name(line)[0] for line in lines)), rows, class_="numbers"))


def _cell(value: float | None, written: Written) -> str:
    return "" if value is None else written(value)
