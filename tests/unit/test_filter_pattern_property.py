"""What holds of every filter pattern and every record."""

import json
import re
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lambdas.core.filter_pattern import InvalidPattern, parse
from lambdas.core.filter_pattern.automaton import Automaton
from lambdas.core.filter_pattern.evaluate import test_of as evaluated
from lambdas.core.filter_pattern.expression import read_alternatives
from lambdas.core.filter_pattern.need import Need, needs_of
from lambdas.core.filter_pattern.scan import Scan
from lambdas.core.filter_pattern.syntax import (
    Comparison,
    Condition,
    Every,
    Expression,
    Operator,
    Predicate,
    Some,
    State,
    Text,
    written,
)
from lambdas.core.filter_pattern.wildcard import is_like
from tests.unit import filter_pattern_strategy as any_

MANY = settings(max_examples=150, deadline=None)
SINGLE = any_.single_conditions(wildcards=False)


@MANY
@given(any_.conditions | any_.single_conditions(wildcards=True))
def test_what_is_written_is_read_again(condition: Condition) -> None:
    text = written(condition)
    assume(len(text) <= 1024)
    assume(text.count("%") <= 4)
    assert parse(text).condition == condition


@MANY
@given(st.text(max_size=40) | st.text(alphabet='{}()$.a=!<>&|"%*[]0 ISNOTEXULR\\', max_size=40))
@example("{" * 1025)
def test_any_text_is_read_or_refused(text: str) -> None:
    for pattern in (text, f"{{ $.a = {text} }}", f"{{ $.a = %{text}% }}"):
        try:
            parse(pattern).matches({"a": "x"})
        except InvalidPattern as refused:
            assert 0 <= refused.offset <= len(pattern)  # noqa: PT017  (either outcome is right)


@MANY
@given(any_.conditions | any_.single_conditions(wildcards=True), any_.json_values)
def test_any_value_is_evaluated(condition: Condition, value: Any) -> None:
    assert evaluated(condition)({"a": value, "eventName": value}) in {True, False}


@MANY
@given(SINGLE, SINGLE, SINGLE, any_.records)
def test_and_and_or_are_pythons(one: Condition, two: Condition, three: Condition, record: dict[str, Any]) -> None:
    a, b, c = (evaluated(each)(record) for each in (one, two, three))
    assert evaluated(Every((one, Some((two, three)))))(record) is (a and (b or c))
    assert evaluated(Some((one, Every((two, three)))))(record) is (a or (b and c))
    assert evaluated(Some((Every((one, two)), Every((one, three)))))(record) is (a and (b or c))


@MANY
@given(any_.selectors(wildcards=False), any_.values, any_.records)
def test_where_a_value_is_compared_it_is_equal_or_it_differs(steps: Any, value: Any, record: dict[str, Any]) -> None:
    equal, differs, any_text = (
        evaluated(Comparison(steps, operator, of))(record)
        for operator, of in ((Operator.EQUAL, value), (Operator.NOT_EQUAL, value), (Operator.EQUAL, Text("*")))
    )
    assert (equal or differs) is any_text
    assert not (equal and differs)


@MANY
@given(any_.selectors(wildcards=False), any_.values, any_.values, any_.records)
def test_de_morgan_holds_where_a_value_is_compared(steps: Any, one: Any, two: Any, record: dict[str, Any]) -> None:
    def is_(operator: Operator, value: Any) -> Comparison:
        return Comparison(steps, operator, value)

    either = evaluated(Some((is_(Operator.EQUAL, one), is_(Operator.EQUAL, two))))(record)
    neither = evaluated(Every((is_(Operator.NOT_EQUAL, one), is_(Operator.NOT_EQUAL, two))))(record)
    assert (either or neither) is evaluated(is_(Operator.EQUAL, Text("*")))(record)
    assert not (either and neither)


@MANY
@given(any_.selectors(wildcards=True), any_.records)
def test_what_does_not_exist_is_nothing_else(steps: Any, record: dict[str, Any]) -> None:
    if evaluated(State(steps, Predicate.NOT_EXISTS))(record):
        others: list[Condition] = [State(steps, each) for each in Predicate if each is not Predicate.NOT_EXISTS]
        others.append(Comparison(steps, Operator.EQUAL, Text("*")))
        assert not any(evaluated(each)(record) for each in others)


@settings(max_examples=600, deadline=None)
@given(any_.conditions | any_.single_conditions(wildcards=True), any_.records, st.booleans())
@example(Comparison(("a",), Operator.EQUAL, Text("100*")), {"a": 1e5}, False)  # noqa: FBT003  (a column of the property)
def test_whatever_matches_fulfils_a_need(condition: Condition, record: dict[str, Any], ascii_only: bool) -> None:  # noqa: FBT001  (as above)
    if evaluated(condition)(record):
        for clause in needs_of(condition):
            assert any(is_fulfilled(need, record, ascii_only=ascii_only) for need in clause)


def is_fulfilled(need: Need, record: dict[str, Any], *, ascii_only: bool) -> bool:
    if need.is_exact:
        return bool(record.get(need.field) == need.fragment)
    raw = json.dumps(record[need.field], ensure_ascii=ascii_only) if need.field in record else None
    return raw is not None and (need.fragment in raw or "\\" in raw)


@MANY
@given(st.text(alphabet="ab*", max_size=8), st.text(alphabet="ab*\n", max_size=10))
def test_wildcards_are_an_expressions_any_text(pattern: str, text: str) -> None:
    expression = ".*".join(map(re.escape, pattern.split("*")))
    assert is_like(pattern)(text) is bool(re.fullmatch(expression, text, re.DOTALL))


ATOMS = ["a", "b", ".", "[ab]", "[^a]", r"\w", r"\W", r"\s", r"\D", "-", r"\.", r"\x41"]
COUNTS = ["", "", "*", "+", "?", "{2}", "{1,2}", "{,2}", "{2,}"]
alternatives = st.builds(
    lambda start, atoms, end: start + "".join(atoms) + end,
    st.sampled_from(["", "^"]),
    st.lists(st.builds(str.__add__, st.sampled_from(ATOMS), st.sampled_from(COUNTS)), min_size=1, max_size=4),
    st.sampled_from(["", "$"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(alternatives, min_size=1, max_size=3).map("|".join), st.text(alphabet="ab-.A \n\u00e9", max_size=8))
def test_expressions_find_what_pythons_find(expression: str, text: str) -> None:
    pythons = expression.replace("$", r"\Z").replace("{,2}", "{0,2}")
    expected = re.search(pythons, text, re.DOTALL | re.ASCII) is not None
    assert Automaton(read_alternatives(Scan(f"{expression}%"))).is_in(text) is expected
    assert evaluated(Comparison(("a",), Operator.EQUAL, Expression(expression)))({"a": text}) is expected
