"""A table whose rows become blocks where the page is narrow, each cell under the name of its column."""

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from cli.evidence.page.element import Child, tag

Cells = Sequence[Child]


def table(names: Sequence[str], rows: Iterable[Cells], **attributes: object) -> ET.Element:
    """names: of the columns, plain text of the project's own."""
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    body = tag("tbody", *(_row(names, row) for row in rows))
    return tag("table", head, body, **attributes)


def numbers(names: Sequence[str], rows: Iterable[tuple[str, Sequence[int]]]) -> ET.Element:
    """Of one name and its counts a row."""
    cells = ([tag("strong", name), *_written(counts)] for name, counts in rows)
    return table(("", *names), cells, class_="numbers")


def _written(counts: Sequence[int]) -> list[Child]:
    return [f"{count:,}" for count in counts]


def fields(rows: Iterable[tuple[str, Child]]) -> ET.Element:
    """A name and what it is, a line each."""
    made = tag("dl")
    for name, value in rows:
        made.append(tag("div", tag("dt", name), tag("dd", value)))
    return made


def _row(names: Sequence[str], cells: Cells) -> ET.Element:
    return tag("tr", *(tag("td", cell, data_label=name) for name, cell in zip(names, cells, strict=True)))
