"""The pipeline's evaluator of filter patterns and the embedded cloud's, each written from AWS's documents alone."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.core.filter_pattern import parse
from lambdas.core.security_rule import RULES
from local.server.filter_pattern import compiled
from tests import corpus
from tests.unit.filter_pattern_case import MISSING, NUMBERS, STATES, TEXTS, WILDCARDS
from tests.unit.filter_pattern_expression_case import EXPRESSIONS
from tests.unit.filter_pattern_place_case import CASES, HOSTILE

# That these end in time, Python's own regular expressions do not promise.
ENDLESS = "many ways"
ROWS = [
    (row.sentence, row.pattern, [{} if value is MISSING else {"a": value} for value in (*row.matched, *row.missed)])
    for row in (*TEXTS, *WILDCARDS, *NUMBERS, *STATES, *EXPRESSIONS)
    if not row.sentence.startswith(ENDLESS)
]
PLACES = [case for cases in CASES.values() if cases is not HOSTILE for case in cases]


def in_the_cloud(pattern: str, record: Any) -> bool:
    return compiled(pattern)(json.dumps(record))


@pytest.mark.parametrize(("pattern", "records"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_both_evaluators_agree_on_one_property(pattern: str, records: list[Any]) -> None:
    ours = parse(pattern)
    comparable = [record for record in records if _is_json(record)]
    assert [ours.matches(record) for record in comparable] == [in_the_cloud(pattern, each) for each in comparable]


def _is_json(record: Any) -> bool:
    """NaN is not, and neither is a number of more digits than Python reads."""
    try:
        json.loads(json.dumps(record, allow_nan=False))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(("pattern", "record"), [case[1:3] for case in PLACES], ids=[case[0] for case in PLACES])
def test_both_evaluators_agree_on_places(pattern: str, record: Any) -> None:
    assert parse(pattern).matches(record) == in_the_cloud(pattern, record)


def test_there_are_rules_to_agree_on() -> None:
    assert len(RULES) >= 15


def _disagreements(rule: Any) -> list[bytes]:
    ours, theirs = parse(rule.pattern), compiled(rule.pattern)
    return [line for line in corpus.published() if ours.matches(msgspec.json.decode(line)) != theirs(line.decode())]


class TestPublishedRecords:
    pytestmark = corpus.needs_corpus

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
    def test_both_evaluators_agree_on_the_published_records(self, rule: Any) -> None:
        assert _disagreements(rule) == []
