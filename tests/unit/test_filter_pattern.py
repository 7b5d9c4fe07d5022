"""What filter patterns match, and which are refused."""

from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.core.filter_pattern import InvalidPattern, parse
from tests.unit import filter_pattern_case as case
from tests.unit.filter_pattern_expression_case import EXPRESSIONS
from tests.unit.filter_pattern_place_case import CASES
from tests.unit.refused_filter_pattern_case import LONG, REFUSED

ROWS = [*case.TEXTS, *case.WILDCARDS, *case.NUMBERS, *case.STATES, *EXPRESSIONS]


def one_property() -> Iterator[Any]:
    for row in ROWS:
        for values, expected in ((row.matched, True), (row.missed, False)):
            for value in values:
                record = {} if value is case.MISSING else {"a": value}
                told = "nothing" if value is case.MISSING else ascii(value)[:30] if is_short(value) else "much"
                word = "matches" if expected else "misses"
                yield pytest.param(row.pattern, record, expected, id=f"{row.sentence}: {word} {told}")


def is_short(value: Any) -> bool:
    return not isinstance(value, int) or abs(value) < 10**20


def more_properties() -> Iterator[Any]:
    for group, cases in CASES.items():
        for sentence, pattern, record, expected in cases:
            yield pytest.param(pattern, record, expected, id=f"{group}: {sentence}")


@pytest.mark.parametrize(("pattern", "record", "expected"), [*one_property(), *more_properties()])
def test_a_pattern_matches_what_its_sentence_says(pattern: str, record: Any, expected: bool) -> None:  # noqa: FBT001  (a column of the table)
    assert parse(pattern).matches(record) is expected


@pytest.mark.parametrize(("pattern", "reason"), REFUSED, ids=lambda text: ascii(text)[:60])
def test_what_is_not_understood_is_refused_with_its_place(pattern: str, reason: str) -> None:
    with pytest.raises(InvalidPattern) as refused:
        parse(pattern)
    assert str(refused.value) == reason


def test_a_pattern_may_have_1024_characters_and_50_parentheses_within_one_another() -> None:
    assert len(LONG) == 1024
    assert parse(LONG).matches({"a": "x" * 1012})
    assert parse("{" + "(" * 50 + "$.a=x" + ")" * 50 + "}").matches({"a": "x"})


@pytest.mark.parametrize("depth", [10_000])
def test_a_record_of_any_depth_is_evaluated(depth: int) -> None:
    record: dict[str, Any] = {}
    for _ in range(depth):
        record = {"a": record, "l": [record]}
    assert not parse("{ $.* = x || $.a.l[*].a = x || $.a.a.a NOT EXISTS }").matches(record)
