"""What an expression is of a log event, or of a group of them."""

import math
from collections.abc import Callable, Mapping, Sequence

from local.server.insights.aggregate import AGGREGATES, Sample
from local.server.insights.function import FUNCTIONS
from local.server.insights.syntax import Call, Duration, Expression, Like, Literal, Name, Operation
from local.server.insights.value import Value, is_equal, is_less, number, text

Row = Mapping[str, Value]
"""Fields by name; what is missing has no key, or None."""


def evaluate(expression: Expression, row: Row, group: Sequence[Row] = ()) -> Value:
    match expression:
        case Literal(value=value):
            return value
        case Duration(milliseconds=milliseconds):
            return milliseconds
        case Name(name=name):
            return row.get(name)
        case Like(operand=operand, regex=regex):
            value = evaluate(operand, row, group)
            return value is not None and regex.search(text(value)) is not None
        case Call():
            return _called(expression, row, group)
        case Operation(operator=operator, operands=operands):
            return OPERATORS[operator](*(evaluate(each, row, group) for each in operands))


def is_true(value: Value) -> bool:
    return bool(number(value)) if isinstance(value, str) else bool(value)


def _called(call: Call, row: Row, group: Sequence[Row]) -> Value:
    if call.function in AGGREGATES:
        return AGGREGATES[call.function].compute(_sample(call.arguments, group))
    return FUNCTIONS[call.function].compute(*(evaluate(each, row, group) for each in call.arguments))


def _sample(arguments: Sequence[Expression], group: Sequence[Row]) -> Sample:
    values = [evaluate(arguments[0], row) if arguments else 1 for row in group]
    parameter = evaluate(arguments[1], {}) if arguments[1:] else None
    return Sample(values, [row.get("@timestamp") for row in group], parameter)


def _arithmetic(compute: Callable[[float | int, float | int], float | int]) -> Callable[[Value, Value], Value]:
    """Missing where one of them is no number, or there is no answer."""

    def computed(left: Value, right: Value) -> Value:
        first, second = number(left), number(right)
        if first is None or second is None:
            return None
        try:
            return compute(first, second)
        except (ArithmeticError, ValueError):
            return None

    return computed


OPERATORS: dict[str, Callable[..., Value]] = {
    "or": lambda left, right: is_true(left) or is_true(right),
    "and": lambda left, right: is_true(left) and is_true(right),
    "not": lambda value: not is_true(value),
    "in": lambda value, *listed: any(is_equal(value, each) for each in listed),
    "=": is_equal,
    "!=": lambda left, right: not is_equal(left, right),
    "<": is_less,
    ">": lambda left, right: is_less(right, left),
    "<=": lambda left, right: is_less(left, right) or is_equal(left, right),
    ">=": lambda left, right: is_less(right, left) or is_equal(left, right),
    "+": _arithmetic(lambda left, right: left + right),
    "-": _arithmetic(lambda left, right: left - right),
    "*": _arithmetic(lambda left, right: left * right),
    "/": _arithmetic(lambda left, right: left / right),
    "%": _arithmetic(math.fmod),
    "^": _arithmetic(math.pow),
}
