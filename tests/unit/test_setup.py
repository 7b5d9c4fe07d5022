"""setup's custom resources: what comes of each when it is created, updated, rolled back and deleted."""

import pytest

from lambdas.setup.resource import RESOURCES
from tests.cloudformation import (
    ACCOUNT,
    ADMINISTRATOR,
    MADE,
    NOON,
    OTHER_ACCOUNT,
    OTHER_TRAIL,
    OVERLAP,
    RECURSIVE,
    TRAIL,
    CloudTrail,
    Deployment,
    of_trail,
)

HOUR = 3600


@pytest.mark.parametrize("on", [True, False])
@pytest.mark.parametrize(("request_type", "physical_id"), [("Create", ""), ("Update", TRAIL), ("Update", OTHER_TRAIL)])
def test_recursive_logging_is_what_is_configured(request_type: str, physical_id: str, *, on: bool) -> None:
    deployment = Deployment()
    assert deployment.id_of(request_type, RECURSIVE, physical_id, **of_trail(on=on)) == TRAIL
    assert deployment.cloudtrail.recursive == {TRAIL: on, OTHER_TRAIL: True}


def test_of_a_new_trail_that_is_to_be_as_cloudtrail_makes_it_nothing_is_set() -> None:
    deployment = Deployment(CloudTrail(recursive={}))
    assert deployment.id_of("Create", RECURSIVE, **of_trail(on=True)) == TRAIL


def test_when_its_resource_goes_the_trail_is_left_as_it_is() -> None:
    deployment = Deployment()
    made = deployment.id_of("Create", RECURSIVE, **of_trail(on=False))
    assert deployment.id_of("Delete", RECURSIVE, made, **of_trail(on=False)) == made
    assert deployment.cloudtrail.recursive[TRAIL] is False


def test_a_trail_that_is_gone_cannot_be_set() -> None:
    deployment = Deployment(CloudTrail(recursive={}))
    assert deployment.id_of("Delete", RECURSIVE, TRAIL) == TRAIL
    answer = deployment.ask("Create", RECURSIVE, **of_trail(on=False))
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("FAILED", "failed:request-1")
    assert TRAIL in answer["Reason"]


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
