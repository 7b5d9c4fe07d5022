"""What the alarm topic is told of a match."""

from typing import Any

import msgspec
import pytest

from lambdas.core.insights_link import LogGroup, link
from lambdas.core.match import Match, matched
from lambdas.core.notice import message, message_of_further, subject, subject_of_further
from lambdas.core.security_rule import Rule
from tests.security_rule import STOPPED
from tests.unit.test_match import ASSUMED, FIELDS, HOSTILE, KEY, ROOT_USER, SESSION

GROUP = LogGroup("/trailkeeper/records", "eu-west-1")
RECORD: dict[str, Any] = {
    "userIdentity": ASSUMED,
    "eventSource": "cloudtrail.amazonaws.com",
    "eventName": "StopLogging",
    "requestParameters": {"name": "audit"},
    "sourceIPAddress": "192.0.2.7",
    "recipientAccountId": "111122223333",
    "awsRegion": "eu-west-1",
    "eventTime": "2026-11-23T12:00:00Z",
    "eventID": "e-1",
}
NAMES = (
    *("Rule", "What", "Who", "Did what", "To what", "From where", "Account", "Region", "When", "Event id"),
    *("Records", "What to do"),
)


def match(rule: Rule = STOPPED, **record: Any) -> Match:
    (found,) = matched(record, [rule], 0)
    return found


def told(found: Match) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (line.partition(": ") for line in message(found, GROUP).split("\n"))]


def test_a_notice_names_rule_actor_action_target_address_account_region_and_time() -> None:
    found = match(**RECORD)
    assert subject(found) == "Trailkeeper: A trail was changed: 111122223333 eu-west-1"
    assert told(found) == [
        ("Rule", "trail-changed"),
        ("What", "A trail was changed"),
        ("Who", SESSION),
        ("Did what", "cloudtrail.amazonaws.com StopLogging"),
        ("To what", "audit"),
        ("From where", "192.0.2.7"),
        ("Account", "111122223333"),
        ("Region", "eu-west-1"),
        ("When", "2026-11-23T12:00:00Z"),
        ("Event id", "e-1"),
        ("Records", link(found, GROUP)),
        ("What to do", "docs/rules.md#trail-changed"),
    ]


def test_what_was_refused_is_told_so_by_its_code_alone() -> None:
    text = message(match(**RECORD, errorCode="AccessDenied", errorMessage="a secret"), GROUP)
    assert "Did what: cloudtrail.amazonaws.com StopLogging, refused: AccessDenied\n" in text
    assert "a secret" not in text


def test_root_is_told_by_the_account() -> None:
    assert ("Who", "root of 111122223333") in told(match(userIdentity=ROOT_USER))


def test_what_the_record_does_not_have_is_told_to_be_unknown() -> None:
    assert {value for name, value in told(match()) if name not in {"Rule", "What", "Records", "What to do"}} == {
        "unknown"
    }


@pytest.mark.parametrize("value", [given for given, _ in HOSTILE.values()], ids=HOSTILE)
def test_hostile_text_makes_no_line_of_its_own(value: object) -> None:
    record: dict[str, Any] = dict.fromkeys(FIELDS, value)
    found = match(**record | {"userIdentity": {"arn": value, "accountId": value}})
    assert [name for name, _ in told(found)] == list(NAMES)
    text = message(found, GROUP)
    assert text.isascii()
    assert KEY not in text
    assert len(text) < 10_000
    assert subject(found).isascii()
    assert subject(found).isprintable()
    assert len(subject(found)) <= 100


@pytest.mark.parametrize("title", ["x" * 200, "é" * 200, "two\nlines", "ends with blanks  "], ids=ascii)
def test_a_subject_is_what_sns_takes(title: str) -> None:
    found = subject(match(msgspec.structs.replace(STOPPED, title=title)))
    assert found.isprintable()
    assert found.isascii()
    assert len(found) <= 100
    assert found == found.rstrip()


def test_further_matches_are_told_in_counts_the_largest_first() -> None:
    counts = {"root-use": 30, "trail-changed": 7}
    assert subject_of_further(counts) == "Trailkeeper: 37 further matches of 2 rules"
    lines = message_of_further(counts, GROUP).split("\n")
    assert lines[0].startswith("37 further matches of 2 rules")
    assert lines[1:3] == ["root-use: 30", "trail-changed: 7"]


def test_one_further_match_is_told_as_one() -> None:
    assert subject_of_further({"root-use": 1}) == "Trailkeeper: 1 further match of 1 rule"


def test_of_many_rules_some_are_named() -> None:
    lines = message_of_further({f"rule-{number:03}": 1 for number in range(200)}, GROUP).split("\n")
    assert len(lines) < 30
    assert "and 180 rules more" in lines
