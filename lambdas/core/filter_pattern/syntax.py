"""What a filter pattern consists of, and how it is written down."""

from enum import Enum, StrEnum

import msgspec


class Wildcard(Enum):
    """`.*` and `[*]`: all values of an object, all elements of an array."""

    FIELD = ".*"
    ELEMENT = "[*]"


Step = str | int | Wildcard
"""The name of an object's field, the place in an array from 0, or all of them."""


class Operator(StrEnum):
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


class Predicate(StrEnum):
    IS_NULL = "IS NULL"
    IS_TRUE = "IS TRUE"
    IS_FALSE = "IS FALSE"
    NOT_EXISTS = "NOT EXISTS"


class Text(msgspec.Struct, frozen=True):
    value: str
    """Without quotes and escapes; each * stands for any text, the empty one too."""


class Number(msgspec.Struct, frozen=True):
    written: str

    @property
    def value(self) -> int | float:
        return float(self.written) if set(self.written) & {".", "e"} else int(self.written)


class Expression(msgspec.Struct, frozen=True):
    """A regular expression."""

    written: str
    """Without the % around it."""


Value = Text | Number | Expression


class Comparison(msgspec.Struct, frozen=True):
    steps: tuple[Step, ...]
    operator: Operator
    value: Value


class State(msgspec.Struct, frozen=True):
    steps: tuple[Step, ...]
    predicate: Predicate


class Every(msgspec.Struct, frozen=True):
    """All of two terms or more."""

    terms: tuple["Condition", ...]


class Some(msgspec.Struct, frozen=True):
    """At least one of two terms or more."""

    terms: tuple["Condition", ...]


Condition = Comparison | State | Every | Some


def written(condition: Condition) -> str:
    """The pattern; read again, it is the same condition."""
    return f"{{ {_written(condition)} }}"


def _written(condition: Condition) -> str:
    match condition:
        case Comparison(steps, operator, value):
            return f"{selector(steps)} {operator} {_value(value)}"
        case State(steps, predicate):
            return f"{selector(steps)} {predicate}"
        case Every(terms):
            return " && ".join(map(_term, terms))
        case Some(terms):
            return " || ".join(map(_term, terms))


def _term(condition: Condition) -> str:
    text = _written(condition)
    return f"({text})" if isinstance(condition, Every | Some) else text


def _value(value: Value) -> str:
    match value:
        case Text(text):
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case Number(text):
            return text
        case Expression(text):
            return f"%{text}%"


def selector(steps: tuple[Step, ...]) -> str:
    return "$" + "".join(map(_step, steps))


def _step(step: Step) -> str:
    if isinstance(step, Wildcard):
        return step.value
    if isinstance(step, int):
        return f"[{step}]"
    plain = step.isascii() and step.replace("_", "a").replace("-", "a").isalnum()
    return f".{step}" if plain else f".['{step}']"
