"""Values of fields: how they compare, and how a result shows them.

What is missing is None. JSON's true and false are shown as 1 and 0, of which AWS's documents say nothing: no query
should be about a field that is one.
"""

import re
from datetime import UTC, datetime


class Moment(int):
    """Milliseconds since 1970, shown as a time."""

    __slots__ = ()


Value = str | int | float | None
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def number(value: Value) -> float | int | None:
    """None where it is no number."""
    if isinstance(value, str):
        return float(value) if NUMBER.fullmatch(value) else None
    return value


def text(value: Value) -> str:
    """As a result shows it."""
    if isinstance(value, Moment):
        moment = datetime.fromtimestamp(value / 1000, UTC)
        return f"{moment:%Y-%m-%d %H:%M:%S}.{value % 1000:03d}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(round(value, 4))
    return "" if value is None else str(int(value) if isinstance(value, bool) else value)


def is_equal(left: Value, right: Value) -> bool:
    """As numbers where one of them is one; what is missing equals nothing."""
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return number(left) is not None and number(left) == number(right)


def is_less(left: Value, right: Value) -> bool:
    if left is None or right is None:
        return False
    as_numbers = number(left), number(right)
    if as_numbers[0] is not None and as_numbers[1] is not None:
        return as_numbers[0] < as_numbers[1]
    return text(left) < text(right)


def order(value: Value) -> tuple[int, float, str]:
    """The key to sort by: what is missing, then texts, then numbers.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html (2026-04-13)
    """
    as_number = number(value)
    if as_number is not None:
        return 2, as_number, ""
    return (0, 0, "") if value is None else (1, 0, str(value))
