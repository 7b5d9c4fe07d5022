"""The dashboard's own JSON, as far as a page can show it.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html (2026-04-13)
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.terminal import UsageError

COLUMNS = 24
_WIDTH, _HEIGHT = 6, 6
"""CloudWatch's own, where a widget names none."""


@dataclass(frozen=True)
class Widget:
    x: int
    y: int
    width: int
    height: int
    kind: str
    """metric, alarm, text, or another one that a page does not show."""
    properties: Mapping[str, Any]

    @property
    def title(self) -> str:
        return str(self.properties.get("title", ""))

    @property
    def region(self) -> str:
        return str(self.properties.get("region", ""))


def widgets(text: str, name: str) -> list[Widget]:
    """From the top down, and from the left. Raises UsageError for what is no body of a dashboard."""
    try:
        body = json.loads(text)
    except ValueError as error:
        raise UsageError(f"dashboard {name}: its body is no JSON; deploy it once more") from error
    found = body.get("widgets") if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise UsageError(f"dashboard {name}: its body has no widgets; deploy it once more")
    return sorted(_placed(found), key=lambda widget: (widget.y, widget.x))


def _placed(found: Sequence[Any]) -> Iterator[Widget]:
    below = 0
    for each in found:
        read = each if isinstance(each, dict) else {}
        width = min(_number(read.get("width"), _WIDTH, 1), COLUMNS)
        x = min(_number(read.get("x"), 0, 0), COLUMNS - width)
        y = _number(read.get("y"), below, 0)
        height = _number(read.get("height"), _HEIGHT, 1)
        below = max(below, y + height)
        properties = read.get("properties")
        yield Widget(x, y, width, height, str(read.get("type")), properties if isinstance(properties, dict) else {})


def _number(value: object, otherwise: int, least: int) -> int:
    return max(int(value), least) if isinstance(value, int | float) else otherwise
