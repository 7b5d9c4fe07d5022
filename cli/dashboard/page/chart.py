"""Lines over time as a picture, which takes the width that it is given while its texts keep their size.

Within it one picture is stretched, that of the lines; all else is placed by shares of the width.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

from cli.dashboard.body import Widget
from cli.dashboard.measure import of_axis
from cli.dashboard.query import period_of
from cli.dashboard.reading import Line, Point, Range
from cli.dashboard.scale import Scale, scale, times
from cli.evidence.page.element import tag

COLOURS, DASHES = 8, 3
_SIZE = 1000
"""Of the picture that is stretched, in its own measure."""
_ROOM = 1.5
"""How many periods may lie between two points that are joined."""


@dataclass(frozen=True)
class Limit:
    label: str
    value: float


@dataclass(frozen=True)
class Axes:
    left: Scale
    right: Scale | None
    left_unit: str
    right_unit: str

    def of(self, line: Line) -> Scale:
        return self.right if line.is_right and self.right else self.left


@dataclass(frozen=True)
class Frame:
    span: Range
    gap: float
    """What two points that are joined may lie apart, in seconds."""
    is_area: bool

    def share(self, at: float) -> float:
        """From 0 at the range's begin to 1 at its end."""
        return (at - self.span.from_s) / self.span.seconds


def chart(widget: Widget, lines: Sequence[Line], span: Range) -> ET.Element:
    """lines: with at least one point."""
    is_stacked = bool(widget.properties.get("stacked"))
    drawn = stacked(lines) if is_stacked else list(lines)
    limits = list(_limits(widget))
    axes = _axes(widget, drawn, limits)
    gap = _ROOM * period_of(int(widget.properties.get("period") or 300), span.seconds)
    frame = Frame(span, gap, is_area=is_stacked or len(drawn) == 1)
    told = f"{', '.join(line.label for line in lines)}; their numbers stand below"
    looks = "chart two" if axes.right else "chart"
    picture = tag("svg", tag("title", widget.title), tag("desc", told), role="img", class_=looks)
    picture.extend(_grid(axes, span))
    shapes = tag("svg", viewBox=f"0 0 {_SIZE} {_SIZE}", preserveAspectRatio="none", width="100%", height="100%")
    picture.append(shapes)
    for place, line in reversed(list(enumerate(drawn))):
        shapes.extend(_shapes(line, place, axes.of(line), frame))
        picture.extend(_dots(line, place, axes.of(line), frame))
    picture.extend(_limit_lines(limits, axes.left))
    return tag("div", _units(axes), picture, class_="drawn")


def stacked(lines: Sequence[Line]) -> list[Line]:
    """Each upon those before it; a point that a line lacks is 0 there."""
    ats = sorted({at for line in lines for at, _ in line.points})
    below = dict.fromkeys(ats, 0.0)
    found = []
    for line in lines:
        own = dict(line.points)
        below = {at: below[at] + own.get(at, 0) for at in ats}
        found.append(Line(line.label, list(below.items()), line.is_right))
    return found


def segments(points: Sequence[Point], gap: float) -> list[list[Point]]:
    """What is joined: no two points between which a period is missing."""
    found = [[points[0]]]
    for before, after in pairwise(points):
        if after[0] - before[0] > gap:
            found.append([])
        found[-1].append(after)
    return found


def _axes(widget: Widget, lines: Sequence[Line], limits: Sequence[Limit]) -> Axes:
    told = widget.properties.get("yAxis") or {}
    units = {side: str((told.get(side) or {}).get("label", "")) for side in ("left", "right")}

    def one(*, is_right: bool) -> Scale:
        side = "right" if is_right else "left"
        asked: dict[str, Any] = told.get(side) or {}
        values = [value for line in lines if line.is_right is is_right for _, value in line.points]
        drawn = [] if is_right else [limit.value for limit in limits]
        return scale([*values, *drawn], low=asked.get("min"), high=asked.get("max"), unit=units[side])

    right = one(is_right=True) if any(line.is_right for line in lines) else None
    return Axes(one(is_right=False), right, units["left"], units["right"])


def _limits(widget: Widget) -> Iterator[Limit]:
    """Horizontal lines at one value, on the left axis."""
    for each in (widget.properties.get("annotations") or {}).get("horizontal") or ():
        if isinstance(each, dict) and isinstance(each.get("value"), int | float):
            yield Limit(str(each.get("label", "")), float(each["value"]))


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"


def _grid(axes: Axes, span: Range) -> Iterator[ET.Element]:
    written, right = of_axis(axes.left_unit), of_axis(axes.right_unit)
    for tick in axes.left.ticks:
        y = _percent(1 - axes.left.share(tick))
        yield tag("line", x1=0, x2="100%", y1=y, y2=y, class_="grid")
        yield tag("text", written(tick), x=-8, y=y, dy="0.32em", class_="left")
    for tick in axes.right.ticks if axes.right else ():
        y = _percent(1 - axes.right.share(tick)) if axes.right else ""
        yield tag("text", right(tick), x="100%", dx=8, y=y, dy="0.32em", class_="right")
    for at, told in times(span.from_s, span.until_s):
        x = _percent((at - span.from_s) / span.seconds)
        yield tag("line", x1=x, x2=x, y1=0, y2="100%", class_="grid")
        yield tag("text", told, x=x, y="100%", dy=17, class_="time")


def _units(axes: Axes) -> ET.Element:
    """What the axes count, above them."""
    right = [tag("span", axes.right_unit)] if axes.right else []
    return tag("p", tag("span", axes.left_unit), *right, class_="units")


def _shapes(line: Line, place: int, on: Scale, frame: Frame) -> Iterator[ET.Element]:
    for joined in segments(line.points, frame.gap):
        if len(joined) == 1:
            continue
        spots = [(_SIZE * frame.share(at), _SIZE * (1 - on.share(value))) for at, value in joined]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
        if frame.is_area:
            closed = f"{path}L{spots[-1][0]:.1f} {_SIZE}L{spots[0][0]:.1f} {_SIZE}Z"
            yield tag("path", d=closed, class_=f"area of{place % COLOURS}")
        looks = f"line of{place % COLOURS} dash{place % DASHES}"
        yield tag("path", d=path, class_=looks, vector_effect="non-scaling-stroke")


def _dots(line: Line, place: int, on: Scale, frame: Frame) -> Iterator[ET.Element]:
    for (at, value), *more in segments(line.points, frame.gap):
        if not more:
            x, y = _percent(frame.share(at)), _percent(1 - on.share(value))
            yield tag("circle", cx=x, cy=y, r=2.5, class_=f"dot of{place % COLOURS}")


def _limit_lines(limits: Sequence[Limit], on: Scale) -> Iterator[ET.Element]:
    for limit in limits:
        y = _percent(1 - on.share(limit.value))
        yield tag("line", x1=0, x2="100%", y1=y, y2=y, class_="limit")
        yield tag("text", f"alarm {limit.label}", x="100%", y=y, dy=-5, class_="limit")
