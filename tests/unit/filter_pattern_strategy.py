"""Any condition, any JSON value, and records of the few names and values that make them meet."""

import re
from typing import Any

from hypothesis import strategies as st

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

NAMES = ["a", "b", "c-d", "e.f", "eventName", "errorCode"]
WORDS = ["", "x", "xy", "yx", "5", "1e3", "null", 'q"\\', "Gruß", "x*y"]
EXPRESSIONS = ["x", "^x?y$", r"\d+", "[^x]", "x|y$", r"^\x35", "x{1,2}.*"]

texts = st.sampled_from(WORDS) | st.sampled_from(["*", "x*", "*y", "*x*", "x*x", "*\u00df", "1*"]) | st.text(max_size=4)
numbers = st.from_regex(re.compile(r"[+-]?[0-9]{1,4}(\.[0-9]{1,3})?(e[+-]?[0-9]{1,2})?", re.ASCII), fullmatch=True)
expressions = st.sampled_from(EXPRESSIONS).map(Expression)
values: st.SearchStrategy[Value] = (
    texts.filter(lambda text: text.isprintable()).map(Text) | numbers.map(Number) | expressions
)
plain_steps: st.SearchStrategy[Step] = st.sampled_from(NAMES) | st.integers(0, 2)


def selectors(*, wildcards: bool) -> st.SearchStrategy[tuple[Step, ...]]:
    names: st.SearchStrategy[Step] = st.sampled_from(NAMES)
    plain = st.builds(lambda first, steps: (first, *steps), names, st.lists(plain_steps, max_size=2))
    if not wildcards:
        return plain
    wildcard: st.SearchStrategy[Step] = st.sampled_from(Wildcard)
    ends = st.builds(lambda steps, last: (*steps, last), plain, wildcard)
    middles = st.builds(lambda first, any_of, last: (first, any_of, last), names, wildcard, plain_steps)
    firsts = st.lists(plain_steps, max_size=2).map(lambda steps: (Wildcard.FIELD, *steps))
    return st.one_of(plain, ends, middles, firsts)


def single_conditions(*, wildcards: bool) -> st.SearchStrategy[Condition]:
    places = selectors(wildcards=wildcards)
    equality = st.sampled_from([Operator.EQUAL, Operator.NOT_EQUAL])
    return st.one_of(
        st.builds(State, places, st.sampled_from(Predicate)),
        st.builds(Comparison, places, equality, values),
        st.builds(Comparison, places, st.sampled_from(Operator), numbers.map(Number)),
    )


def _joined(terms: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(terms, min_size=2, max_size=3).map(tuple)
    return st.builds(Every, several) | st.builds(Some, several)


conditions = st.recursive(single_conditions(wildcards=False), _joined, max_leaves=6)
leaves: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.sampled_from(WORDS)
    | st.text(max_size=3)
    | st.sampled_from([5, 5.0, 1000, -1, 0.5])
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
)
json_values = st.recursive(
    leaves,
    lambda within: st.lists(within, max_size=3) | st.dictionaries(st.sampled_from(NAMES), within, max_size=3),
    max_leaves=10,
)
records = st.dictionaries(st.sampled_from(NAMES), json_values, max_size=4)
