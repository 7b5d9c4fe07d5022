"""A finding without a reason and a reason without a finding are seen, and so is a tool that did not look."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stacks.config import load
from tools.lint.accepted import CFN_LINT, CHECKOV, NIST
from tools.lint.finding import Accepted, Finding, judged, merged
from tools.lint.template import Synthesized, Template, distinct
from tools.lint.tool import NotLooked, cfn_lint_finding, checkov_finding, failed_checks
from tools.setup import SETUPS

TEMPLATE = Template(Path("a.template.json"), "Trailkeeper-Archive", "us-east-1", ("default", "prefix"))
QUEUE = Finding("X1", "Trailkeeper-Delivery/Queue", "is not encrypted", ("default",))


@pytest.mark.parametrize("pattern", ["Trailkeeper-Delivery/Queue", "Trailkeeper-*/Queue"])
def test_a_finding_is_explained_by_a_row_of_its_rule_and_its_resource(pattern: str) -> None:
    verdict = judged([QUEUE], [Accepted("X1", (pattern,), "It is meant.")])
    assert (verdict.unexplained, verdict.stale) == ([], [])


@pytest.mark.parametrize(
    ("rule", "pattern"),
    [
        ("X1", "Trailkeeper-Delivery/queue"),
        ("X1", "Trailkeeper-Delivery/Que"),
        ("X2", "Trailkeeper-Delivery/Queue"),
    ],
)
def test_a_row_of_another_rule_or_resource_explains_nothing_and_is_stale(rule: str, pattern: str) -> None:
    verdict = judged([QUEUE], [Accepted(rule, (pattern,), "It is meant.")])
    assert (verdict.unexplained, verdict.stale) == ([QUEUE], [(rule, pattern)])


def test_what_is_accepted_in_some_setups_is_not_in_another() -> None:
    row = Accepted("X1", ("*",), "It is meant.", frozenset({"default", "prefix"}))
    more = replace(QUEUE, setups=("default", "gov"))
    assert judged([QUEUE], [row]).unexplained == []
    assert judged([more], [row]).unexplained == [more]


def test_each_pattern_of_a_row_has_to_match_something() -> None:
    verdict = judged([QUEUE], [Accepted("X1", ("Trailkeeper-Delivery/Queue", "*/DeadLetters"), "It is meant.")])
    assert (verdict.unexplained, verdict.stale) == ([], [("X1", "*/DeadLetters")])


def test_the_same_finding_of_two_setups_is_one() -> None:
    other = Finding(QUEUE.rule, QUEUE.resource, QUEUE.message, ("adopted",))
    assert merged([QUEUE, other, QUEUE]) == [Finding(QUEUE.rule, QUEUE.resource, QUEUE.message, ("adopted", "default"))]


def test_a_template_that_two_setups_share_is_looked_at_once_for_each_region(tmp_path: Path) -> None:
    setups = [("default", "us-east-1", "{}"), ("prefix", "us-east-1", "{}"), ("cn", "cn-north-1", "{}")]
    for setup, _, content in setups:
        (tmp_path / setup).write_text(content)
    synthesized = [Synthesized(setup, region, {"Archive": tmp_path / setup}) for setup, region, _ in setups]
    assert distinct(synthesized) == [
        Template(tmp_path / "default", "Archive", "us-east-1", ("default", "prefix")),
        Template(tmp_path / "cn", "Archive", "cn-north-1", ("cn",)),
    ]


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        (["Resources", "Bucket83908E77", "Properties", 0], "Trailkeeper-Archive/Bucket"),
        (["Parameters", "BootstrapVersion"], "Trailkeeper-Archive/Parameters/BootstrapVersion"),
        (["Outputs"], "Trailkeeper-Archive/Outputs"),
        (None, "Trailkeeper-Archive"),
    ],
)
def test_cfn_lint_names_the_resource_as_its_construct(path: list[Any] | None, resource: str) -> None:
    found = {"Rule": {"Id": "W1"}, "Location": {"Path": path}, "Message": "what is wrong"}
    assert cfn_lint_finding(TEMPLATE, found) == Finding("W1", resource, "what is wrong", ("default", "prefix"))


def test_checkov_names_the_resource_as_its_construct() -> None:
    found = {"check_id": "CKV_1", "resource": "AWS::S3::Bucket.Bucket83908E77", "check_name": "what is wrong"}
    expected = Finding("CKV_1", "Trailkeeper-Archive/Bucket", "what is wrong", ("default", "prefix"))
    assert checkov_finding(TEMPLATE, found) == expected


@pytest.mark.parametrize(
    "report",
    [
        {"parsing_errors": 0, "resource_count": 0},
        {"summary": {"parsing_errors": 1, "resource_count": 5}, "results": {"failed_checks": []}},
    ],
)
def test_that_checkov_has_read_nothing_or_not_all_is_an_error(report: dict[str, Any]) -> None:
    with pytest.raises(NotLooked, match="checkov"):
        failed_checks(report)


@pytest.mark.parametrize("row", [*CFN_LINT, *CHECKOV, *NIST], ids=lambda row: row.rule)
def test_what_is_accepted_has_a_sentence_for_a_reason(row: Accepted) -> None:
    assert re.fullmatch(r"[A-Z][^\n]*\.", row.reason)
    assert len(row.reason.split()) > 5


@pytest.mark.parametrize("setup", SETUPS)
def test_a_setup_is_a_configuration_of_its_own(setup: str) -> None:
    others = [load(other) for name, other in SETUPS.items() if name != setup]
    assert load(SETUPS[setup]) not in others
