"""What a record can match is seen without decoding it, and nothing that matches is missed."""

import json
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.error import ConfigurationError
from lambdas.core.filter_pattern.syntax import Condition, written
from lambdas.core.oddity import PLAIN_FIELDS
from lambdas.core.ruleset import TEXTS_KEPT, Ruleset, matching
from lambdas.core.security_rule import RULES, Rule
from tests.corpus import needs_corpus, published
from tests.unit import filter_pattern_strategy as any_

BUILT_IN = Ruleset(RULES)


def ruleset(*patterns: str) -> Ruleset:
    return Ruleset([Rule(name=f"r{number}", title="A rule", pattern=each) for number, each in enumerate(patterns)])


def head(rules: Ruleset, raw: bytes | str) -> SimpleNamespace:
    """With any other field too; raises msgspec.DecodeError where a field that is decoded is no text."""
    fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    typed = {name: kind for name, (kind, _) in rules.typed.items()}
    values = {name: msgspec.json.decode(one, type=typed.get(name, msgspec.Raw)) for name, one in fields.items()}
    return SimpleNamespace(
        **(dict.fromkeys(PLAIN_FIELDS) | {name: each[1] for name, each in rules.typed.items()} | values)
    )


def candidates(rules: Ruleset, *raws: bytes | str) -> list[list[str]]:
    """The names of the rules that each can match."""
    found = dict(rules.candidates([head(rules, raw) for raw in raws]))
    return [[rule.name for rule in found.get(index, ())] for index in range(len(raws))]


ISSUED = '{ $.userIdentity.sessionContext.sessionIssuer.userName = "me-*" }'
FURTHER = """{ $.eventName = y && ($.requestParameters.name = "trailkeeper-a*"
    || $.requestParameters.name = "trailkeeper-b*" || $.responseElements.n = "*trailkeeper-a") }"""
LOOKS: list[tuple[str, str, str, bool]] = [
    ("its event name", "{ $.eventName = StopLogging }", '{"eventName": "StopLogging"}', True),
    ("another event name", "{ $.eventName = StopLogging }", '{"eventName": "StartLogging"}', False),
    ("no event name", "{ $.eventName = StopLogging }", "{}", False),
    ("an escaped event name", "{ $.eventName = StopLogging }", r'{"eventName": "\u0053topLogging"}', True),
    ("an event name's beginning", "{ $.eventName = Delete* }", '{"eventName": "DeleteTrail"}', True),
    ("a beginning that is none", "{ $.eventName = Delete* }", '{"eventName": "UndeleteTrail"}', False),
    ("an event name that is null", "{ $.eventName IS NULL }", '{"eventName": null}', True),
    ("an event name that is a number's text", "{ $.eventName = 5 }", '{"eventName": "5"}', True),
    ("an event name that is not null", "{ $.eventName IS NULL }", '{"eventName": "x"}', False),
    ("no text, where null is asked for", "{ $.eventName = y && $.errorCode IS NULL }", '{"eventName": "y"}', True),
    ("a text of the identity", '{ $.userIdentity.type = "Root" }', '{"userIdentity": {"type": "Root"}}', True),
    ("it at another place", '{ $.userIdentity.type = "Root" }', '{"userIdentity": {"userName": "Root"}}', False),
    ("its name, escaped", '{ $.userIdentity.type = "Root" }', r'{"userIdentity": {"t\u0079pe": "Root"}}', True),
    ("an identity that has none", '{ $.userIdentity.type = "Root" }', '{"userIdentity": {}}', False),
    ("no identity", '{ $.userIdentity.type = "Root" }', "{}", False),
    (
        "a text of the issuer",
        ISSUED,
        '{"userIdentity": {"sessionContext": {"sessionIssuer": {"userName": "me-1"}}}}',
        True,
    ),
    ("another issuer", ISSUED, '{"userIdentity": {"sessionContext": {"sessionIssuer": {"userName": "you-1"}}}}', False),
    ("an identity as JSON", '{ $.userIdentity.x = "Root" }', '{"userIdentity": {"y": "Root"}}', True),
    ("a further text", "{ $.eventName = y && $.eventSource = s }", '{"eventName": "y", "eventSource": "s"}', True),
    (
        "another further text",
        "{ $.eventName = y && $.eventSource = s }",
        '{"eventName": "y", "eventSource": "t"}',
        False,
    ),
    ("a further fragment", FURTHER, '{"eventName": "y", "requestParameters": {"name": "trailkeeper-b"}}', True),
    ("a further one, escaped", FURTHER, r'{"eventName": "y", "requestParameters": {"n": "trailkeeper\u002db"}}', True),
    ("no further fragment", FURTHER, '{"eventName": "y", "requestParameters": {"name": "mine"}}', False),
    ("no further field", FURTHER, '{"eventName": "y"}', False),
    (
        "a further fragment of another field",
        FURTHER,
        '{"eventName": "y", "responseElements": {"n": "trailkeeper-a"}}',
        True,
    ),
    ("any event name", "{ $.eventName != x }", '{"eventName": "y"}', True),
    ("a text of a field", '{ $.userIdentity.type = "Root" }', '{"userIdentity": {"type": "Root"}}', True),
    ("a longer text", '{ $.userIdentity.type = "Root" }', '{"userIdentity": {"type": "Roots"}}', False),
    ("a text elsewhere in the field", '{ $.a.b = "Root" }', '{"a": {"c": "Root"}}', True),
    ("a text of another field", '{ $.a.b = "Root" }', '{"c": {"b": "Root"}}', False),
    ("an escaped text", '{ $.a.b = "Root" }', r'{"a": {"b": "\u0052oot"}}', True),
    ("no such field", "{ $.errorCode = AccessDenied* }", '{"eventName": "x"}', False),
    ("another error", "{ $.errorCode = AccessDenied* }", '{"errorCode": "NoSuchKey"}', False),
    ("a field that is null", "{ $.a IS NULL }", '{"a": null}', True),
    ("a field that is not null", "{ $.a IS NULL }", '{"a": 5}', False),
    ("an inner name", "{ $.a.b IS TRUE }", '{"a": {"b": false}}', True),
    ("no inner name", "{ $.a.b IS TRUE }", '{"a": {"c": true}}', False),
    ("a number in another form", "{ $.a = 100* }", '{"a": 1e2}', True),
    ("the side of and that leaves out most", "{ $.a = x && $.eventName = y }", '{"a": "x", "eventName": "z"}', False),
    ("a side of or", "{ $.a = x || $.eventName = y }", '{"a": "q", "eventName": "y"}', True),
    ("no side of or", "{ $.a = x || $.eventName = y }", '{"a": "q", "eventName": "z"}', False),
    ("what does not exist", "{ $.a NOT EXISTS }", '{"a": 5, "eventName": "z"}', True),
    ("any field", "{ $.* = x }", "{}", True),
    ("a text in the place of an object", '{ $.a.b = "Root" }', '{"a": "Root"}', True),
]


@pytest.mark.parametrize(("pattern", "raw", "expected"), [row[1:] for row in LOOKS], ids=[row[0] for row in LOOKS])
def test_a_look_says_whether_a_record_can_match(pattern: str, raw: str, expected: bool) -> None:  # noqa: FBT001  (a column of the table)
    assert bool(candidates(ruleset(pattern), raw)[0]) is expected


def test_a_rule_is_a_candidate_once() -> None:
    rules = ruleset("{ $.a NOT EXISTS }", "{ $.a = xx* || $.a = *xx || $.eventName = y || $.eventName = y* }")
    assert candidates(rules, '{"a": "xx", "eventName": "y"}') == [["r0", "r1"]]
    assert [rule.name for rule in rules.of({"a": "xx", "eventName": "y"})] == ["r1"]


def test_only_the_rules_asked_for_are_matched() -> None:
    rules = ruleset("{ $.a = x }", "{ $.a = * }", "{ $.a = y }").rules
    assert matching(rules, {"a": "x"}) == rules[:2]
    assert matching(rules[1:], {"a": "x"}) == rules[1:2]
    assert matching((), {"a": "x"}) == ()


def test_no_rules_match_nothing() -> None:
    assert Ruleset([]).of({"eventName": "x"}) == ()
    assert candidates(Ruleset([]), '{"eventName": "x"}') == [[]]


def test_a_rule_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ConfigurationError) as refused:
        Ruleset([Rule(name="mine", title="Mine", pattern="{ $.a EXISTS }")])
    assert str(refused.value).startswith("rule mine: offset 6: EXISTS is not in the language")


def test_the_built_in_rules_decode_few_fields() -> None:
    assert set(BUILT_IN.typed) == {"eventName", "errorCode", "userIdentity"}


def test_each_record_is_looked_at_for_itself() -> None:
    rules = ruleset("{ $.eventName = y* && $.a = x }", "{ $.a = x* }", "{ $.eventName != z }")
    raws = ['{"eventName": "y", "a": "x"}', '{"a": "xy"}', '{"eventName": "yy", "a": "q"}', "{}"]
    assert candidates(rules, *raws) == [["r0", "r1", "r2"], ["r1"], ["r2"], []]


def test_texts_that_are_too_many_to_keep_are_looked_at_all_the_same() -> None:
    rules = ruleset('{ $.errorCode = "*x7" }')
    codes = [*(f"{number}x{number % 10}" for number in range(TEXTS_KEPT + 20)), "x" * 300 + "7"]
    found = candidates(rules, *(json.dumps({"errorCode": code}) for code in codes))
    assert [bool(names) for names in found] == [code.endswith("x7") for code in codes]


BOOLEANS: list[tuple[str, bool | None, bool]] = [
    ("{ $.readOnly IS FALSE }", False, True),
    ("{ $.readOnly IS FALSE }", True, False),
    ("{ $.readOnly IS TRUE }", True, True),
    ("{ $.readOnly = x }", None, False),
    ("{ $.eventName = y && $.readOnly IS FALSE }", True, False),
    ("{ $.eventName = y && $.readOnly IS FALSE }", False, True),
    ("{ $.eventName = y && $.readOnly IS FALSE }", None, False),
]


@pytest.mark.parametrize(("pattern", "value", "expected"), BOOLEANS)
def test_a_boolean_is_decoded(pattern: str, value: bool | None, expected: bool) -> None:  # noqa: FBT001  (columns of the table)
    rules = ruleset(pattern)
    one = head(rules, '{"eventName": "y"}')
    one.readOnly = value
    assert bool(rules.candidates([one])) is expected


@settings(max_examples=300, deadline=None)
@given(st.lists(any_.conditions | any_.single_conditions(wildcards=True), max_size=5), any_.records, st.booleans())
def test_whatever_matches_is_a_candidate(conditions: list[Condition], record: dict[str, Any], spelt: bool) -> None:  # noqa: FBT001  (drawn)
    rules = ruleset(*(text for text in map(written, conditions) if text.count("%") <= 4))
    raw = json.dumps(record, ensure_ascii=spelt)
    found = {rule.name for rule in rules.of(record)}
    with suppress(msgspec.DecodeError):
        assert found <= set(candidates(rules, raw)[0])
    assert found == {rule.name for rule in matching(rules.rules, record)}


class TestPublished:
    pytestmark = needs_corpus

    def test_the_look_misses_no_published_record_and_passes_few(self) -> None:
        looked = matched = count = 0
        for raw in published():
            [names] = candidates(BUILT_IN, raw)
            found = [rule.name for rule in BUILT_IN.of(msgspec.json.decode(raw))]
            assert set(found) <= set(names)
            looked, matched, count = looked + bool(names), matched + bool(found), count + 1
        assert matched > 400
        assert looked - matched < count / 50
