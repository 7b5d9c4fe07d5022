"""setup's custom resources: what comes of each when it is created, updated, rolled back and deleted."""

import logging
from dataclasses import dataclass
from typing import Any

import pytest

from lambdas.core.trail import Trail
from lambdas.setup.resource import RESOURCES
from tests.cloudformation import (
    ACCOUNT,
    ADMINISTRATOR,
    AS_MADE,
    LINKED,
    MADE,
    NOON,
    OTHER_ACCOUNT,
    OTHER_TRAIL,
    OVERLAP,
    SETTINGS,
    TRAIL,
    UNTOLD,
    CloudTrail,
    Deployment,
    of_trail,
)

HOUR = 3600
QUIET = Trail(has_link=False, recursive_logging=False)


@dataclass(frozen=True, slots=True)
class Case:
    found: Trail
    wanted: dict[str, Any]
    asked: tuple[bool, bool | None] | None
    """Of UpdateTrail: whether to unlink, and the RecursiveLogging; None where it is not called."""
    before: str = "true"
    """The RecursiveLogging of the properties before."""


CASES = {
    "as CloudTrail makes it": Case(AS_MADE, of_trail(), None),
    "linked, as it may be": Case(LINKED, of_trail(link=True), None),
    "not to record its own deliveries": Case(AS_MADE, of_trail(on=False), (False, False)),
    "not to record them, and does not": Case(QUIET, of_trail(on=False), None),
    "to record them again": Case(QUIET, of_trail(), (False, True), before="false"),
    "to be linked no longer": Case(LINKED, of_trail(), (True, None)),
    "both at once": Case(LINKED, of_trail(on=False), (True, False)),
    "untold, and to be the default": Case(UNTOLD, of_trail(), None),
    "untold, and not to be the default": Case(UNTOLD, of_trail(on=False), (False, False), before="false"),
    "untold, and to be the default again": Case(UNTOLD, of_trail(), (False, True), before="false"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_of_a_trail_what_differs_is_changed_and_nothing_else(case: Case) -> None:
    deployment = Deployment(CloudTrail(trails={TRAIL: case.found, OTHER_TRAIL: LINKED}))
    old = {"TrailArn": TRAIL, "RecursiveLogging": case.before}
    assert deployment.id_of("Update", SETTINGS, TRAIL, old, **case.wanted) == TRAIL
    assert deployment.cloudtrail.calls == ([] if case.asked is None else [("UpdateTrail", TRAIL, *case.asked)])
    assert deployment.cloudtrail.trails[OTHER_TRAIL] == LINKED


@pytest.mark.parametrize(("request_type", "physical_id"), [("Create", ""), ("Update", TRAIL), ("Update", OTHER_TRAIL)])
def test_a_trail_is_set_whether_it_is_new_or_was_another(request_type: str, physical_id: str) -> None:
    deployment = Deployment()
    assert deployment.id_of(request_type, SETTINGS, physical_id, **of_trail(on=False)) == TRAIL
    assert deployment.cloudtrail.trails == {TRAIL: QUIET, OTHER_TRAIL: AS_MADE}


def test_where_cloudtrail_takes_no_recursive_logging_the_update_fails_and_can_be_rolled_back() -> None:
    deployment = Deployment(CloudTrail(heeds=False))
    answer = deployment.ask("Update", SETTINGS, TRAIL, of_trail(), **of_trail(on=False))
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", TRAIL)
    assert f"trail {TRAIL}: RecursiveLogging is still true" in answer["Reason"]
    assert "Region" in answer["Reason"]
    assert deployment.id_of("Update", SETTINGS, TRAIL, of_trail(on=False), **of_trail()) == TRAIL


def test_what_cloudtrail_does_not_confirm_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    Deployment(CloudTrail(trails={TRAIL: UNTOLD})).id_of("Create", SETTINGS, **of_trail(on=False))
    line, _ = (vars(line) for line in caplog.records)
    assert "does not confirm" in line["msg"]
    assert line["trail"] == TRAIL


def test_when_its_resource_goes_the_trail_is_left_as_it_is() -> None:
    deployment = Deployment()
    made = deployment.id_of("Create", SETTINGS, **of_trail(on=False))
    assert deployment.id_of("Delete", SETTINGS, made, **of_trail(on=False)) == made
    assert deployment.cloudtrail.trails[TRAIL] == QUIET


def test_a_trail_that_is_gone_cannot_be_set_when_the_resource_is_made() -> None:
    answer = Deployment(CloudTrail(trails={})).ask("Create", SETTINGS, **of_trail())
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", "failed:request-1")
    assert TRAIL in answer["Reason"]


@pytest.mark.parametrize("request_type", ["Update", "Delete"])
def test_a_trail_that_is_gone_holds_no_rollback_up(request_type: str, caplog: pytest.LogCaptureFixture) -> None:
    deployment = Deployment(CloudTrail(trails={}))
    assert deployment.id_of(request_type, SETTINGS, TRAIL, **of_trail(on=False)) == TRAIL
    told = [vars(line)["trail"] for line in caplog.records if line.levelname == "ERROR"]
    assert told == ([TRAIL] if request_type == "Update" else [])


def test_an_account_becomes_a_delegated_administrator_and_is_none_any_more() -> None:
    deployment = Deployment()
    made = deployment.id_of("Create", ADMINISTRATOR, AccountId=ACCOUNT)
    assert (made, deployment.cloudtrail.administrators) == (f"registered:{ACCOUNT}", {ACCOUNT})
    assert deployment.id_of("Update", ADMINISTRATOR, made, AccountId=ACCOUNT) == made
    assert deployment.id_of("Delete", ADMINISTRATOR, made, AccountId=ACCOUNT) == made
    assert deployment.cloudtrail.administrators == set()


def test_an_administrator_that_was_one_before_stays_one() -> None:
    deployment = Deployment(CloudTrail(administrators={ACCOUNT}))
    made = deployment.id_of("Create", ADMINISTRATOR, AccountId=ACCOUNT)
    assert made == f"found:{ACCOUNT}"
    assert deployment.id_of("Update", ADMINISTRATOR, made, AccountId=ACCOUNT) == made
    deployment.id_of("Delete", ADMINISTRATOR, made, AccountId=ACCOUNT)
    assert deployment.cloudtrail.administrators == {ACCOUNT}


def test_another_account_is_another_resource_and_the_old_one_is_deleted_in_the_end() -> None:
    deployment = Deployment()
    old = deployment.id_of("Create", ADMINISTRATOR, AccountId=ACCOUNT)
    new = deployment.id_of("Update", ADMINISTRATOR, old, AccountId=OTHER_ACCOUNT)
    assert (new, deployment.cloudtrail.administrators) == (f"registered:{OTHER_ACCOUNT}", {ACCOUNT, OTHER_ACCOUNT})
    deployment.id_of("Delete", ADMINISTRATOR, old, AccountId=ACCOUNT)
    assert deployment.cloudtrail.administrators == {OTHER_ACCOUNT}


def test_an_update_of_administrators_that_is_rolled_back_leaves_the_old_one() -> None:
    deployment = Deployment()
    old = deployment.id_of("Create", ADMINISTRATOR, AccountId=ACCOUNT)
    new = deployment.id_of("Update", ADMINISTRATOR, old, AccountId=OTHER_ACCOUNT)
    deployment.id_of("Update", ADMINISTRATOR, new, AccountId=ACCOUNT)
    deployment.id_of("Delete", ADMINISTRATOR, new, AccountId=OTHER_ACCOUNT)
    assert deployment.cloudtrail.administrators == {ACCOUNT}


def test_the_paths_of_ingestion_and_their_times_are_in_the_physical_id() -> None:
    deployment = Deployment()
    made = deployment.id_of("Create", OVERLAP, Paths=["pipeline"])
    deployment.now += 60
    both = deployment.id_of("Update", OVERLAP, made, Paths=["native", "pipeline"])
    assert (made, both) == (f"ingestion:pipeline@{NOON}", f"ingestion:native@{NOON + 60},pipeline@{NOON}")
    deployment.now += HOUR
    assert deployment.id_of("Update", OVERLAP, both, Paths=["native"]) == f"ingestion:native@{NOON + 60}"


def test_a_path_that_goes_too_early_fails_the_update_which_then_can_be_rolled_back() -> None:
    deployment = Deployment()
    made = deployment.id_of("Create", OVERLAP, Paths=["pipeline"])
    both = deployment.id_of("Update", OVERLAP, made, Paths=["native", "pipeline"])
    deployment.now += HOUR - 1
    swapped = deployment.ask("Update", OVERLAP, made, Paths=["native"])
    assert (swapped["Status"], swapped["PhysicalResourceId"]) == ("FAILED", made)
    assert "Deploy with both first" in swapped["Reason"]
    assert deployment.id_of("Update", OVERLAP, made, Paths=["pipeline"]) == made
    assert deployment.id_of("Update", OVERLAP, both, Paths=["pipeline"]) == made


@pytest.mark.parametrize("physical_id", ["ingestion:native@1,pipeline@1", "failed:1", "Trailkeeper-Overlap-1ABC"])
def test_an_overlap_is_deleted_without_a_question(physical_id: str) -> None:
    assert Deployment().id_of("Delete", OVERLAP, physical_id) == physical_id


@pytest.mark.parametrize("resource_type", RESOURCES)
@pytest.mark.parametrize("physical_id", ["failed:request-0", "Trailkeeper-Resource-1ABC"])
def test_what_was_never_made_is_deleted_without_a_call(resource_type: str, physical_id: str) -> None:
    """The second id is CloudFormation's own, where the creation was never answered."""
    deployment = Deployment()
    assert deployment.id_of("Delete", resource_type, physical_id) == physical_id
    assert deployment.cloudtrail.calls == []


@pytest.mark.parametrize("resource_type", RESOURCES)
def test_an_update_makes_what_was_never_made(resource_type: str) -> None:
    properties, made = MADE[resource_type]
    assert Deployment().id_of("Update", resource_type, "failed:request-0", **properties) == made
