"""What doctor says of a deployment, of which one thing at a time is not as it should be."""

import pytest

from cli.doctor.checks import CHECKS
from cli.doctor.report import verdict
from lambdas.core.error import ConfigurationError
from stacks.config import Config
from tests.unit.cli.doctor_case import BARE, Said, agree, config
from tests.unit.cli.doctor_configured_case import CONFIGURED
from tests.unit.cli.doctor_cost_case import COSTS
from tests.unit.cli.doctor_delivery_case import DELIVERIES
from tests.unit.cli.doctor_ingestion_case import INGESTIONS
from tests.unit.cli.doctor_resource_case import RESOURCES
from tests.unit.cli.doctor_trail_case import TRAILS
from tests.unit.cli.fake_account import MANAGEMENT, Answers, asked, results, sound

SINGLE = {**COSTS, **DELIVERIES, **RESOURCES, **TRAILS}


@pytest.mark.parametrize(("check", "answers", "said"), SINGLE.values(), ids=SINGLE)
def test_what_is_wrong_is_told_by_its_check(check: str, answers: Answers, said: list[Said]) -> None:
    found = results(asked(config(), answers), check)
    assert agree(found, said), found
    assert all(each.todo for each in found if each.status not in ("ok", "skipped"))


@pytest.mark.parametrize(("configured", "answers", "check", "said"), CONFIGURED.values(), ids=CONFIGURED)
def test_what_is_configured_decides_what_is_wrong(
    configured: Config, answers: Answers, check: str, said: list[Said]
) -> None:
    found = results(asked(configured, answers), check)
    assert agree(found, said), found


@pytest.mark.parametrize(("configured", "answers", "said"), INGESTIONS.values(), ids=INGESTIONS)
def test_cloudtrails_own_ways_are_as_configured_on_or_off(
    configured: Config, answers: Answers, said: list[Said]
) -> None:
    found = results(asked(configured, answers), "ingestion")
    assert agree(found, said), found
    assert all(each.todo for each in found if each.status not in ("ok", "skipped"))


def test_before_the_first_deployment_what_is_not_there_is_skipped() -> None:
    found = results(asked(config(), BARE))
    assert {each.status.value for each in found} == {"ok", "skipped"}
    assert verdict(found) == "ok"


def test_a_deployment_as_it_is_made_is_sound() -> None:
    found = results(asked(config(), {}))
    assert [each for each in found if each.status not in ("ok", "skipped")] == []
    assert {each.check for each in found} == {each.id for each in CHECKS}


def test_an_account_that_answers_nothing_leaves_every_check_undecided() -> None:
    denied = dict.fromkeys(sound(config()), ConfigurationError("AccessDenied"))
    found = results(asked(config(), denied))
    assert {each.status.value for each in found} == {"undecided"}
    assert {each.check for each in found} == {each.id for each in CHECKS}
    assert verdict(found) == "undecided"


TRAIL = f"arn:aws:cloudtrail:eu-west-1:{MANAGEMENT}:trail/trailkeeper"
ORGANIZATION = config(organization={"id": "o-exampleorgid", "management_account": MANAGEMENT})
OF_TRAIL = {
    "second-copy",
    "trail-limit",
    "lake",
    "own-activity",
    "notification",
    "logging",
    "validation",
    "drift",
    "recursion",
    "ingestion",
}


def test_an_organization_is_looked_at_in_both_accounts() -> None:
    both = asked(ORGANIZATION, {}, (MANAGEMENT, {}))
    assert [each for each in results(both) if each.status not in ("ok", "skipped")] == []
    assert len({each.object for each in results(both, "trail-limit")}) == 2


def test_without_the_management_accounts_credentials_what_is_there_is_undecided() -> None:
    found = [each for each in results(asked(ORGANIZATION, {})) if each.status == "undecided"]
    assert {each.check for each in found} == OF_TRAIL
    assert all("name a profile with --trail-profile" in each.found for each in found)


def test_a_trail_that_both_accounts_see_is_told_once() -> None:
    theirs = {"TrailARN": f"arn:aws:cloudtrail:eu-west-1:{MANAGEMENT}:trail/landing-zone", "HomeRegion": "eu-west-1"}
    seen = {"describe_trails": {"trailList": [theirs]}, "list_trails": {}}
    found = results(asked(ORGANIZATION, seen, (MANAGEMENT, seen)), "second-copy")
    assert [each.status.value for each in found] == ["warn", "ok"]
