"""setup's answers: every request has one, whatever happens."""

import json
import logging
from typing import Any

import pytest

from lambdas.core.error import ConfigurationError, PipelineError, RejectedInput, Unavailable
from tests.cloudformation import (
    ACCOUNT,
    ADMINISTRATOR,
    MADE,
    OVERLAP,
    SETTINGS,
    STACK,
    TRAIL,
    URL,
    CloudTrail,
    Deployment,
    event,
    of_trail,
)


class BugError(Exception):
    """No error of the pipeline's."""


def test_an_answer_has_all_that_cloudformation_asks_for() -> None:
    assert Deployment().ask("Create", SETTINGS, **of_trail(on=False)) == {
        "Status": "SUCCESS",
        "Reason": "",
        "PhysicalResourceId": TRAIL,
        "StackId": STACK,
        "RequestId": "request-1",
        "LogicalResourceId": "Resource",
        "NoEcho": False,
        "Data": {},
    }


@pytest.mark.parametrize(
    ("resource_type", "request_type"),
    [(SETTINGS, "Create"), (SETTINGS, "Update"), *((ADMINISTRATOR, each) for each in ("Create", "Update", "Delete"))],
)
@pytest.mark.parametrize(
    "error", [ConfigurationError("trail t: no"), Unavailable("trail t: no"), RejectedInput("trail t: no")]
)
def test_a_failure_is_answered_with_its_reason_and_changes_no_physical_id(
    request_type: str, error: PipelineError, resource_type: str
) -> None:
    properties, made = MADE[resource_type]
    before = "" if request_type == "Create" else made
    answer = Deployment(CloudTrail(error=error)).ask(request_type, resource_type, before, **properties)
    assert (answer["Status"], answer["Reason"]) == ("FAILED", "trail t: no")
    assert answer["PhysicalResourceId"] == (before or "failed:request-1")


def test_a_bug_is_answered_once_before_it_fails_loudly() -> None:
    deployment = Deployment(CloudTrail(error=BugError()))
    with pytest.raises(BugError):
        deployment.handle(event("Create", SETTINGS, **of_trail(on=False)))
    ((url, answer),) = deployment.answers.sent
    assert (url, answer["Status"], answer["PhysicalResourceId"]) == (URL, "FAILED", "failed:request-1")
    assert "request-1" in answer["Reason"]


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a boolean that is none": (SETTINGS, of_trail() | {"RecursiveLogging": "no"}, "RecursiveLogging"),
    "a link that is none": (SETTINGS, of_trail() | {"NativeLink": "True"}, "NativeLink"),
    "no trail": (SETTINGS, {"RecursiveLogging": "true", "NativeLink": "true"}, "TrailArn"),
    "an account that is none": (ADMINISTRATOR, {"AccountId": "1234"}, "AccountId"),
    "an account with a line": (ADMINISTRATOR, {"AccountId": f"{ACCOUNT}\n"}, "AccountId"),
    "no path": (OVERLAP, {"Paths": []}, "Paths"),
    "a path that is none": (OVERLAP, {"Paths": ["elsewhere"]}, "Paths"),
    "another type": ("Custom::Another", {}, "Custom::Another"),
}


@pytest.mark.parametrize(("resource_type", "properties", "named"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_made_is_answered_with_what_is_wrong(
    resource_type: str, properties: dict[str, Any], named: str
) -> None:
    deployment = Deployment()
    answer = deployment.ask("Create", resource_type, **properties)
    assert answer["Status"] == "FAILED"
    assert named in answer["Reason"]
    assert deployment.cloudtrail.calls == []


def test_a_request_that_cannot_be_understood_is_answered_all_the_same() -> None:
    answer = Deployment().ask("Replace", SETTINGS, TRAIL, **of_trail(on=False))
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", TRAIL)
    assert "RequestType" in answer["Reason"]


@pytest.mark.parametrize("missing", ["ResponseURL", "StackId", "RequestId", "LogicalResourceId"])
def test_a_request_that_nobody_can_be_answered_for_is_refused(missing: str) -> None:
    asked = event("Create", SETTINGS, **of_trail(on=False))
    del asked[missing]
    deployment = Deployment()
    with pytest.raises(RejectedInput, match=missing):
        deployment.handle(asked)
    assert (deployment.answers.sent, deployment.cloudtrail.calls) == ([], [])


@pytest.mark.parametrize("reason", ["x" * 5000, "é" * 5000, '"\n\0' * 5000, "𝄞" * 5000, "x" * 2000 + "é" * 2000])
def test_a_reason_that_is_too_long_is_cut_no_more_than_it_must_be(reason: str) -> None:
    answer = Deployment(CloudTrail(error=Unavailable(reason))).ask("Create", SETTINGS, **of_trail(on=False))
    told = answer["Reason"]
    assert 4096 - 6 <= len(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()) <= 4096
    assert told.endswith("…")
    assert reason.startswith(told[:-1])


def test_each_request_is_one_line_of_the_log_without_its_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    deployment = Deployment()
    deployment.ask("Create", ADMINISTRATOR, AccountId=ACCOUNT)
    deployment.ask("Replace", ADMINISTRATOR)
    good, bad = (vars(line) for line in caplog.records)
    assert (good["levelname"], good["status"], good["resource_type"]) == ("INFO", "SUCCESS", ADMINISTRATOR)
    assert (good["request_type"], good["physical_resource_id"]) == ("Create", f"registered:{ACCOUNT}")
    assert (bad["levelname"], bad["status"], bad["request_id"]) == ("ERROR", "FAILED", "request-1")
    assert "secret" not in f"{good} {bad}"
