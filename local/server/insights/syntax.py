"""A query as it was written: commands, and the expressions in them."""

import re
from dataclasses import dataclass

from local.server.insights.value import Value


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Duration:
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Name:
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple["Expression", ...]
    """None for count(*)."""


@dataclass(frozen=True, slots=True)
class Operation:
    operator: str
    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Like:
    operand: "Expression"
    regex: re.Pattern[str]


Expression = Literal | Duration | Name | Call | Operation | Like


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    """After `as`, or the expression as it is written."""
    expression: Expression


@dataclass(frozen=True, slots=True)
class Fields:
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Display:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    condition: Expression


@dataclass(frozen=True, slots=True)
class Stats:
    columns: tuple[Column, ...]
    by: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Sort:
    keys: tuple[tuple[Expression, bool], ...]
    """Each with whether it descends."""


@dataclass(frozen=True, slots=True)
class Limit:
    count: int


@dataclass(frozen=True, slots=True)
class Dedup:
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parse:
    operand: Expression
    regex: re.Pattern[str]
    names: tuple[str, ...]
    """Of the regular expression's groups."""


Command = Fields | Display | Filter | Stats | Sort | Limit | Dedup | Parse
Query = tuple[Command, ...]
