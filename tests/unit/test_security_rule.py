"""The security rules are those of the documents, and match what a second way of counting finds."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lambdas.core.filter_pattern import PATTERN_LIMIT_CHARACTERS, parse
from lambdas.core.ruleset import Ruleset
from lambdas.core.security_rule import RULES, Rule
from stacks.config import load
from tests.corpus import needs_corpus, published
from tests.sample import MANAGEMENT
from tests.unit.documented_rule import PATTERNS
from tests.unit.rule_count import QUESTIONS, rules_of

RULESET = Ruleset(RULES)
DOCUMENT = Path("docs/rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```json\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def record(event_name: str, **fields: Any) -> dict[str, Any]:
    return {**MANAGEMENT, "eventName": event_name, **fields}


ROOT = {"type": "Root", "arn": "arn:aws:iam::111122223333:root", "accountId": "111122223333"}
USER = {"type": "IAMUser", "userName": "Mary"}
SUCCESS = {"ConsoleLogin": "Success"}
NO_MFA, MFA = {"MFAUsed": "No"}, {"MFAUsed": "Yes"}
ORGANIZATIONS = "organizations.amazonaws.com"
RECORDS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("a call as usual", MANAGEMENT, set()),
    ("root", record("ListUsers", userIdentity=ROOT), {"root-use"}),
    ("root for a service", record("ListUsers", userIdentity={**ROOT, "invokedBy": "x.amazonaws.com"}), set()),
    ("a service for root", record("ListUsers", userIdentity=ROOT, eventType="AwsServiceEvent"), set()),
    ("denied by EC2", record("RunInstances", errorCode="Client.UnauthorizedOperation"), {"unauthorized-call"}),
    ("denied", record("GetObject", errorCode="AccessDenied"), {"unauthorized-call"}),
    ("denied with an exception", record("Decrypt", errorCode="AccessDeniedException"), {"unauthorized-call"}),
    ("another error", record("GetObject", errorCode="NoSuchKey"), set()),
    (
        "a sign-in without MFA",
        record("ConsoleLogin", userIdentity=USER, responseElements=SUCCESS, additionalEventData=NO_MFA),
        {"sign-in-without-mfa"},
    ),
    (
        "a sign-in with MFA",
        record("ConsoleLogin", userIdentity=USER, responseElements=SUCCESS, additionalEventData=MFA),
        set(),
    ),
    (
        "a sign-in that does not tell of MFA",
        record("ConsoleLogin", userIdentity=USER, responseElements=SUCCESS, additionalEventData={}),
        set(),
    ),
    (
        "a sign-in that failed",
        record("ConsoleLogin", userIdentity=USER, errorMessage="Failed authentication", additionalEventData=NO_MFA),
        {"console-sign-in-failure"},
    ),
    ("a policy of IAM", record("CreatePolicy", eventSource="iam.amazonaws.com"), {"iam-policy-change"}),
    ("a policy of the organization", record("CreatePolicy", eventSource=ORGANIZATIONS), {"organization-change"}),
    ("a policy of nobody", record("CreatePolicy", eventSource="iot.amazonaws.com"), set()),
    ("a trail", record("StopLogging"), {"trail-change"}),
    (
        "two rules at once",
        record("DeleteTrail", errorCode="AccessDenied", userIdentity=ROOT),
        {"trail-change", "unauthorized-call", "root-use"},
    ),
    ("a name that is a list", record("", eventName=["StopLogging"]), set()),
    ("an identity that is a text", record("x", userIdentity="Root", errorCode=5), set()),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rules_pattern_is_the_documented_one(rule: Rule) -> None:
    assert rule.pattern == PATTERNS[rule.control]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_one_that_cloudwatch_takes_and_a_person_understands(rule: Rule) -> None:
    assert len(rule.pattern) <= PATTERN_LIMIT_CHARACTERS
    assert parse(rule.pattern).needs
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule.name)
    assert re.fullmatch(r"[A-Z][^\n.]{10,199}", rule.title)
    assert rule.cis


def test_there_is_a_rule_for_each_control_and_a_name_for_each_rule() -> None:
    assert [rule.control for rule in RULES] == [*(f"CloudWatch.{number}" for number in range(1, 15)), ""]
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {rule.name for rule in RULES} == set(QUESTIONS)


def test_a_rule_stays_the_same_through_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(RULES), type=tuple[Rule, ...]) == RULES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_heading_that_says_what_to_do(rule: Rule) -> None:
    assert f"\n### {rule.name}\n" in DOCUMENT


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_a_configuration_whose_patterns_are_read(example: str) -> None:
    config = load(json.loads(f"{{{example}}}")["trailkeeper"])
    assert Ruleset([Rule(name=own.name, title=own.title, pattern=own.pattern) for own in config.rules.own])


@pytest.mark.parametrize(("record", "rules"), [row[1:] for row in RECORDS], ids=[row[0] for row in RECORDS])
def test_a_record_matches_the_rules_that_it_should(record: dict[str, Any], rules: set[str]) -> None:
    assert {rule.name for rule in RULESET.of(record)} == rules == rules_of(record)


class TestPublished:
    pytestmark = needs_corpus

    def test_both_ways_find_the_same_rules_in_each_record(self) -> None:
        counts: Counter[str] = Counter()
        for raw in published():
            found = {rule.name for rule in RULESET.of(msgspec.json.decode(raw))}
            assert found == rules_of(msgspec.json.decode(raw)), raw[:200]
            counts.update(found)
        assert set(counts) == set(QUESTIONS)
        assert counts.total() >= 500
