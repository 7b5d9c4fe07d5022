"""What is made of Prowler's findings, without Prowler; docs/prowler.md shows the configuration that is deployed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bench.prowler.__main__ import answer, rows
from bench.prowler.reason import DEPLOYMENTS, REASONS, SILENT
from bench.prowler.run import Scan, read
from stacks.config import load
from tools.lint.finding import Accepted, Finding

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "prowler.md"
UNKNOWN = Finding("a_new_check", "trailkeeper", "says something new", ("default",))
MFA_DELETE = Finding("cloudtrail_bucket_requires_mfa_delete", "trailkeeper", "is off", ("default",))


def finding(check: str, resource: str, status: str) -> dict[str, Any]:
    return {
        "metadata": {"event_code": check, "product": {"version": "5.46.0"}},
        "resources": [{"name": resource}],
        "status_code": status,
        "status_detail": "what it says",
    }


def test_a_check_passes_when_all_of_its_findings_do_and_the_bootstrap_is_left_out() -> None:
    findings = [
        finding("locked", "trailkeeper-archive", "PASS"),
        finding("locked", "trailkeeper-quarantine", "FAIL"),
        finding("versioned", "trailkeeper-archive", "PASS"),
        finding("versioned", "cdk-assets", "FAIL"),
        finding("shared", "cdk-assets", "PASS"),
    ]
    failed = [Finding("locked", "trailkeeper-quarantine", "what it says", ("default",))]
    assert read("default", findings) == Scan("5.46.0", ["versioned"], failed)


def test_a_check_that_asks_for_a_person_does_not_pass() -> None:
    assert read("default", [finding("locked", "trailkeeper-archive", "MANUAL")]).passed == []


def test_a_failure_and_a_silent_check_without_a_reason_are_told() -> None:
    told = answer(["a_new_check", "a_silent_check"], {"default": Scan("5.46.0", [], [UNKNOWN])})
    assert told["unexplained"] == ["default: a_new_check: trailkeeper", "a_silent_check"]


def test_a_reason_that_nothing_needs_is_told() -> None:
    told = answer([MFA_DELETE.rule, *SILENT], {"default": Scan("5.46.0", [], [MFA_DELETE])})
    assert (told["unexplained"], len(told["stale"])) == ([], sum(len(row.resources) for row in REASONS) - 1)


def test_the_table_has_a_line_for_each_check() -> None:
    scans = {"default": Scan("5.46.0", [], [MFA_DELETE]), "more": Scan("5.46.0", ["versioned"], [])}
    lines = rows([MFA_DELETE.rule, "versioned", "s3_bucket_object_public"], scans).splitlines()[2:]
    assert [line.split(" | ")[1:3] for line in lines] == [["fails", "-"], ["-", "passes"], ["-", "-"]]
    assert "`trailkeeper`: Only the account's root user" in lines[0]


def test_the_document_shows_what_is_deployed() -> None:
    shown = re.search(r"```json\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert shown
    assert json.loads(shown[1]) == DEPLOYMENTS["more"]


@pytest.mark.parametrize("deployment", DEPLOYMENTS)
def test_a_deployment_is_a_configuration(deployment: str) -> None:
    load(DEPLOYMENTS[deployment])


@pytest.mark.parametrize("row", REASONS, ids=lambda row: row.rule)
def test_what_fails_has_a_sentence_for_a_reason(row: Accepted) -> None:
    assert re.fullmatch(r"[A-Z][^\n]*\.", row.reason)
    assert len(row.reason.split()) > 5
