"""Metric math: the expressions of GetMetricData over other queries' series, as far as a dashboard needs them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (2026-04-13)
"""

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from local.server.metric_series import ExpressionError, Series, Window

Value = float | str | Series | list[Series]
Calculate = Callable[[float, float], float]

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|'(?P<single>[^']*)'|"(?P<double>[^"]*)"
    |(?P<sign>==|!=|>=|<=|[-+*/^<>(),\[\]]))""",
    re.VERBOSE,
)


def _divided(left: float, right: float) -> float:
    return left / right if right else math.nan


# From the weakest to the strongest; a comparison is 1 or 0, and a value that is no number is left out.
LEVELS: Sequence[Mapping[str, Calculate]] = (
    {
        ">": operator.gt,
        "<": operator.lt,
        ">=": operator.ge,
        "<=": operator.le,
        "==": operator.eq,
        "!=": operator.ne,
    },
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": _divided},
    {"^": operator.pow},
)
OVER_ALL: Mapping[str, Callable[[list[float]], float]] = {
    "SUM": sum,
    "MIN": min,
    "MAX": max,
    "AVG": lambda values: sum(values) / len(values),
}
OF_EACH: Mapping[str, Callable[[float], float]] = {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor}


@dataclass(frozen=True, slots=True)
class Scope:
    window: Window
    resolve: Callable[[str], Value]
    """Another query's value, by its id."""
    search: Callable[[str, str, int], list[Series]]
    metrics: Callable[[], list[Series]]
    """Of all queries that name a metric."""


def evaluated(text: str, scope: Scope) -> Value:
    """Raises ExpressionError for what is no expression, or not one that is known here."""
    return _Expression(text, scope).whole()


class _Expression:
    def __init__(self, text: str, scope: Scope) -> None:
        self._text, self._scope, self._place = text.strip(), scope, 0
        self._functions: Mapping[str, Callable[[list[Value]], Value]] = {
            "FILL": self._fill,
            "IF": self._if,
            "SEARCH": self._search,
            "METRICS": lambda _: scope.metrics(),
            "TIME_SERIES": lambda given: self._constant(_scalar(given[0])),
            **{name: _each(each) for name, each in OF_EACH.items()},
            **{name: _over_all(total) for name, total in OVER_ALL.items()},
        }

    def whole(self) -> Value:
        value = self._level(0)
        if self._place < len(self._text):
            raise self._unexpected()
        return value

    def _unexpected(self) -> ExpressionError:
        return ExpressionError(f"unexpected at {self._place}: {self._text[self._place :]!r}")

    def _peek(self) -> re.Match[str] | None:
        return TOKEN.match(self._text, self._place)

    def _took(self, *signs: str) -> str | None:
        token = self._peek()
        if token is None or token["sign"] not in signs:
            return None
        self._place = token.end()
        return str(token["sign"])

    def _level(self, level: int) -> Value:
        if level == len(LEVELS):
            return self._one()
        value = self._level(level + 1)
        while sign := self._took(*LEVELS[level]):
            value = _calculated(LEVELS[level][sign], value, self._level(level + 1))
        return value

    def _one(self) -> Value:
        if self._took("-"):
            return _calculated(operator.mul, -1.0, self._one())
        if self._took("("):
            value = self._level(0)
            if not self._took(")"):
                raise self._unexpected()
            return value
        if self._took("["):
            return [each for value in self._listed("]") for each in _many(value)]
        token = self._peek()
        if token is None or token["sign"]:
            raise self._unexpected()
        self._place = token.end()
        if token["number"]:
            return float(token["number"])
        if token["name"] is None:
            return str(token["single"] if token["single"] is not None else token["double"])
        return self._named(token["name"])

    def _named(self, name: str) -> Value:
        if not self._took("("):
            return name if name == "REPEAT" else self._scope.resolve(name)
        if name not in self._functions:
            raise ExpressionError(f"the embedded cloud does not know {name}")
        return self._functions[name](self._listed(")"))

    def _listed(self, end: str) -> list[Value]:
        found: list[Value] = []
        while not self._took(end):
            found.append(self._level(0))
            if not self._took(",") and not self._text[self._place :].lstrip().startswith(end):
                raise self._unexpected()
        return found

    def _fill(self, given: list[Value]) -> Value:
        held, filling = given
        found = [self._filled(each, filling) for each in _many(held)]
        return found if isinstance(held, list) else found[0]

    def _filled(self, held: Series, filling: Value) -> Series:
        values: dict[int, float] = {}
        last: float | None = None
        for time in self._scope.window.times(held.period):
            other = last if filling == "REPEAT" else _scalar(filling)
            last = held.values.get(time, other)
            if last is not None:
                values[time] = last
        return replace(held, values=values)

    def _if(self, given: list[Value]) -> Value:
        condition, yes, no = given
        chosen = _calculated(lambda test, value: value if test else math.nan, condition, yes)
        other = _calculated(lambda test, value: math.nan if test else value, condition, no)
        if not (isinstance(chosen, Series) and isinstance(other, Series)):
            raise ExpressionError("the condition of IF is of a series")
        return replace(chosen, values=dict(sorted({**chosen.values, **other.values}.items())))

    def _search(self, given: list[Value]) -> Value:
        text, stat, *period = given
        return self._scope.search(str(text), str(stat), int(_scalar(period[0])) if period else 300)

    def _constant(self, value: float) -> Series:
        period = max((each.period for each in self._scope.metrics()), default=60)
        return Series(period, dict.fromkeys(self._scope.window.times(period), value))


def _many(value: Value) -> list[Series]:
    if isinstance(value, list):
        return value
    if isinstance(value, Series):
        return [value]
    raise ExpressionError(f"a series is needed, not {value!r}")


def _scalar(value: Value) -> float:
    if isinstance(value, (int, float)):
        return value
    raise ExpressionError(f"a number is needed, not {value!r}")


def _each(calculate: Callable[[float], float]) -> Callable[[list[Value]], Value]:
    return lambda given: _calculated(lambda value, _: calculate(value), given[0], 0.0)


def _over_all(total: Callable[[list[float]], float]) -> Callable[[list[Value]], Value]:
    """A number of one series; a series of several, where they have values."""

    def calculate(given: list[Value]) -> Value:
        [held] = given
        if isinstance(held, Series):
            return total(list(held.values.values())) if held.values else math.nan
        many = _many(held)
        times = sorted({time for each in many for time in each.values})
        values = {time: total([each.values[time] for each in many if time in each.values]) for time in times}
        return Series(max((each.period for each in many), default=60), values)

    return calculate


def _calculated(calculate: Calculate, left: Value, right: Value) -> Value:
    if isinstance(left, list):
        return [cast("Series", _calculated(calculate, each, right)) for each in left]
    if isinstance(right, list):
        return [cast("Series", _calculated(calculate, left, each)) for each in right]
    if isinstance(left, Series):
        other = right if isinstance(right, Series) else Series(left.period, dict.fromkeys(left.values, _scalar(right)))
        return _joined(calculate, left, other, left)
    if isinstance(right, Series):
        return _joined(calculate, Series(right.period, dict.fromkeys(right.values, _scalar(left))), right, right)
    return calculate(_scalar(left), _scalar(right))


def _joined(calculate: Calculate, left: Series, right: Series, named: Series) -> Series:
    """Where both have values."""
    times = [time for time in left.values if time in right.values]
    values = {time: float(calculate(left.values[time], right.values[time])) for time in times}
    return replace(named, values={time: value for time, value in values.items() if not math.isnan(value)})
