r"""What a condition says of a record. Nothing that JSON can hold makes it raise.

Comparisons are of strings and numbers. What else a selector leads to, an object, an array, true, false or null, is not
compared, and what is not compared matches neither = nor !=: "If a property selector points to an array or object, the
filter pattern won't match" (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html,
2026-04-13). Of a property that is missing the documents say nothing; users have seen CloudWatch match neither there
(https://github.com/DataBiosphere/azul/issues/5884, 2024-01-24), and so does this: where != has to match a record
without the property too, the pattern says ($.a NOT EXISTS) || ($.a != b).

Where the documents are silent, and the choice is made so that a rule rather matches:
- A text is compared with a number's text, shortest form: "4*" is like 404. A number is compared with a number by value,
  and with a string by what is written: 123456789012 is the account "123456789012". Less and greater are of numbers.
- A * is a wildcard wherever it stands in a text, quoted or not. There is no escape for it: %^a\*b$% asks for one.
- A selector with a wildcard matches where one of the values does; NOT EXISTS where there is none.
Letters match in their own case only.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lambdas.core.filter_pattern.automaton import Automaton
from lambdas.core.filter_pattern.expression import read_alternatives
from lambdas.core.filter_pattern.scan import Scan
from lambdas.core.filter_pattern.syntax import (
    Comparison,
    Condition,
    Every,
    Expression,
    Number,
    Operator,
    Predicate,
    Some,
    State,
    Step,
    Text,
    Value,
    Wildcard,
)
from lambdas.core.filter_pattern.wildcard import is_like

Record = Mapping[str, Any]
Test = Callable[[Record], bool]
ValueTest = Callable[[Any], bool]
INTEGER_LIMIT_BITS = 4096
"""Longer ones have no text: Python writes none of more than 4,300 digits."""


def test_of(condition: Condition) -> Test:
    match condition:
        case Every(terms):
            return _every([test_of(term) for term in terms])
        case Some(terms):
            return _some([test_of(term) for term in terms])
        case State(steps, predicate):
            return _state(steps, predicate)
        case Comparison(steps):
            return _any_value(steps, _comparison(condition))


def _every(tests: Sequence[Test]) -> Test:
    return lambda record: all(test(record) for test in tests)


def _some(tests: Sequence[Test]) -> Test:
    return lambda record: any(test(record) for test in tests)


def _any_value(steps: Sequence[Step], test: ValueTest) -> Test:
    return lambda record: any(map(test, _values(record, steps)))


def _values(record: Record, steps: Sequence[Step]) -> Iterable[Any]:
    """What a selector leads to: none, one, or with a wildcard any number of values."""
    values: Sequence[Any] = (record,)
    for step in steps:
        values = [within for value in values for within in _within(value, step)]
        if not values:
            break
    return values


def _within(value: Any, step: Step) -> Iterable[Any]:
    if isinstance(value, dict | Mapping):
        if step is Wildcard.FIELD:
            return value.values()
        return (value[step],) if isinstance(step, str) and step in value else ()
    if isinstance(value, list):
        if step is Wildcard.ELEMENT:
            return value
        return (value[step],) if isinstance(step, int) and step < len(value) else ()
    return ()


_PREDICATES: dict[Predicate, ValueTest] = {
    Predicate.IS_NULL: lambda value: value is None,
    Predicate.IS_TRUE: lambda value: value is True,
    Predicate.IS_FALSE: lambda value: value is False,
}
_ORDERS: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}


def _state(steps: Sequence[Step], predicate: Predicate) -> Test:
    if predicate is Predicate.NOT_EXISTS:
        return lambda record: not _values(record, steps)
    return _any_value(steps, _PREDICATES[predicate])


def _comparison(comparison: Comparison) -> ValueTest:
    value = comparison.value
    order = _ORDERS.get(comparison.operator)
    if order and isinstance(value, Number):
        number = value.value
        return lambda found: _is_number(found) and order(found, number)
    is_equal = _equality(value)
    if comparison.operator is Operator.EQUAL:
        return lambda found: _is_comparable(found) and is_equal(found)
    return lambda found: _is_comparable(found) and not is_equal(found)


def _equality(value: Value) -> ValueTest:
    match value:
        case Number(written):
            number = value.value
            return lambda found: found == (written if isinstance(found, str) else number)
        case Text(written):
            is_it = is_like(written)
        case Expression(written):
            is_it = Automaton(read_alternatives(Scan(f"{written}%"))).is_in
    return lambda found: is_it(_text(found))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_comparable(value: Any) -> bool:
    return isinstance(value, str) or _is_number(value)


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and value.bit_length() > INTEGER_LIMIT_BITS:
        return ""
    return str(value)
