"""Single numbers: of each line its last."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from cli.dashboard.measure import of_label
from cli.dashboard.reading import Line
from cli.evidence.page.element import tag


def values(lines: Sequence[Line]) -> ET.Element:
    return tag("dl", *map(_value, lines), class_="values")


def _value(line: Line) -> ET.Element:
    label, written = of_label(line.label)
    told, looks = (written(line.points[-1][1]), "") if line.points else ("no data yet", "none")
    return tag("div", tag("dt", label), tag("dd", told, class_=looks))
