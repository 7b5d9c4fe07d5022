"""What the demo makes of what `trailkeeper verify` prints."""

import json
from typing import Any

import pytest

from local.proof import Proof

ALTERED = "archive/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/24/a.json.gz"
OTHER = "archive/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/24/b.json.gz"


def finding(code: str, name: str, effect: str = "invalid") -> dict[str, str]:
    return {"code": code, "severity": "low", "effect": effect, "object": name, "what": "so it is", "todo": "look"}


def said(verdict: str, *findings: dict[str, str]) -> Proof:
    counts: dict[str, Any] = {"digests": {"valid": 2, "missing": 0}, "log_files": {"valid": 4, "invalid": 1}}
    return Proof.from_json(json.dumps({"verdict": verdict, "findings": findings} | counts))


STARTED = finding("chain-started", "archive/AWSLogs/", "none")


def test_counts_are_of_what_is_valid() -> None:
    assert (said("invalid").digests, said("invalid").log_files) == ("2 of 2", "4 of 5")


@pytest.mark.parametrize(
    ("proof", "is_valid"),
    [
        pytest.param(said("valid"), True, id="valid"),
        pytest.param(said("valid", STARTED), True, id="where a chain starts"),
        pytest.param(said("valid", finding("digest-late", ALTERED, "undecided")), False, id="something to look at"),
        pytest.param(said("undecided"), False, id="undecided"),
    ],
)
def test_only_a_proof_without_findings_that_matter_is_valid(proof: Proof, *, is_valid: bool) -> None:
    assert proof.is_valid is is_valid


@pytest.mark.parametrize(
    ("proof", "found"),
    [
        pytest.param(said("invalid", finding("log-file-altered", ALTERED), STARTED), True, id="this one"),
        pytest.param(said("invalid", finding("log-file-altered", OTHER)), False, id="another log file"),
        pytest.param(said("invalid", finding("log-file-missing", ALTERED)), False, id="another fault"),
        pytest.param(said("valid"), False, id="nothing"),
        pytest.param(
            said("invalid", *(finding("log-file-altered", name) for name in (ALTERED, OTHER))), False, id="more than it"
        ),
    ],
)
def test_the_altered_log_file_has_to_be_found_and_nothing_else(proof: Proof, *, found: bool) -> None:
    assert proof.finds_only(ALTERED) is found
