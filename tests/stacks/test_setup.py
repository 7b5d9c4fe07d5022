"""What CloudFormation lacks: the function behind the custom resources, what it may do, and the resources themselves."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from lambdas.core.custom_resource import Request, properties
from lambdas.setup import resource
from lambdas.setup.resource import RESOURCES
from stacks.config import Config, load
from stacks.setup import about_trail
from tests.stacks.synthesis import synthesize

ACCOUNT, PIPELINE = "111122223333", "444455556666"
ORGANIZATION = {"id": "o-exampleorgid", "management_account": ACCOUNT}
ADMINISTRATORS = ["222233334444", "333344445555"]
KINDS: dict[str, type[msgspec.Struct]] = {
    "Custom::TrailSettings": resource.TrailSettings,
    "Custom::DelegatedAdministrator": resource.DelegatedAdministrator,
    "Custom::IngestionOverlap": resource.IngestionOverlap,
}
Templates = dict[str, dict[str, Any]]


def templates(folder: Path, **configuration: Any) -> Templates:
    """The resources of the stack Setup and of the trail's, by stack."""
    made = synthesize({"account": PIPELINE, "region": "eu-central-1", **configuration}, folder).templates
    return {stack: made[stack]["Resources"] for stack in ("Trailkeeper-Setup", "Trailkeeper-Trail")}


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return templates(tmp_path_factory.mktemp("single"), account=ACCOUNT)


@pytest.fixture(scope="module")
def organization(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    delegated = {**ORGANIZATION, "delegated_administrators": ADMINISTRATORS}
    return templates(
        tmp_path_factory.mktemp("organization"), organization=delegated, trail={"recursive_logging": False}
    )


def of_type(found: Templates, kind: str) -> list[dict[str, Any]]:
    return [each for stack in found.values() for each in stack.values() if each["Type"] == kind]


def statements(found: Templates) -> list[dict[str, Any]]:
    (role,) = of_type(found, "AWS::IAM::Role")
    written: list[dict[str, Any]] = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    return written


def test_of_one_account_the_function_may_read_and_update_the_trail_and_write_its_log(single: Templates) -> None:
    assert [(each["Sid"], each["Action"]) for each in statements(single)] == [
        ("WriteOwnLog", ["logs:CreateLogStream", "logs:PutLogEvents"]),
        ("ReadTrail", "cloudtrail:GetTrail"),
        ("ChangeTrail", "cloudtrail:UpdateTrail"),
    ]


def test_of_an_organization_it_may_also_what_cloudtrail_documents(organization: Templates) -> None:
    by_sid = {each["Sid"]: each for each in statements(organization)}
    assert by_sid["FindTrustedAccess"]["Action"] == "organizations:ListAWSServiceAccessForOrganization"
    assert by_sid["MakeServiceLinkedRole"]["Condition"] == {
        "StringEquals": {"iam:AWSServiceName": ["cloudtrail.amazonaws.com", "context.cloudtrail.amazonaws.com"]}
    }
    assert by_sid["DelegateToAdministrator"]["Condition"] == {
        "StringEquals": {"organizations:ServicePrincipal": "cloudtrail.amazonaws.com"}
    }
    assert {sid for sid, each in by_sid.items() if each["Resource"] == "*"} == {
        "FindTrustedAccess",
        "AssignAdministrator",
        "DelegateToAdministrator",
    }


def test_a_failed_request_is_not_tried_again_by_lambda(single: Templates) -> None:
    (invocation,) = of_type(single, "AWS::Lambda::EventInvokeConfig")
    assert invocation["Properties"]["MaximumRetryAttempts"] == 0


def test_cloudformation_waits_longer_than_the_function_runs(single: Templates, organization: Templates) -> None:
    (function,) = of_type(single, "AWS::Lambda::Function")
    waits = [int(each["Properties"]["ServiceTimeout"]) for kind in RESOURCES for each in of_type(organization, kind)]
    assert len(waits) == 4
    assert all(wait > function["Properties"]["Timeout"] for wait in waits)


def test_the_overlap_comes_before_the_trail_and_its_settings_after_it(organization: Templates) -> None:
    made = organization["Trailkeeper-Trail"]
    (trail,) = (each for each in made.values() if each["Type"] == "AWS::CloudTrail::Trail")
    (settings,) = (each for each in made.values() if each["Type"] == "Custom::TrailSettings")
    assert [made[each]["Type"] for each in trail["DependsOn"]] == ["Custom::IngestionOverlap"]
    assert [made[each]["Type"] for each in settings["DependsOn"]] == ["AWS::CloudTrail::Trail"]


def test_what_is_about_the_trail_is_in_its_stack_and_rolls_back_with_it(organization: Templates) -> None:
    kinds = {
        stack: sorted(each["Type"] for each in found.values() if each["Type"].startswith("Custom::"))
        for stack, found in organization.items()
    }
    assert kinds == {
        "Trailkeeper-Setup": ["Custom::DelegatedAdministrator"] * 2,
        "Trailkeeper-Trail": ["Custom::IngestionOverlap", "Custom::TrailSettings"],
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_function_takes_what_the_stacks_give_it(organization: Templates, kind: str) -> None:
    for made in of_type(organization, kind):
        # A reference becomes text before the function sees it.
        given = {name: "text" if isinstance(value, dict) else value for name, value in made["Properties"].items()}
        asked = Request(
            response_url="https://x",
            stack_id="s",
            request_id="r",
            logical_resource_id="l",
            request_type=next(iter(RESOURCES[kind])),
            resource_type=kind,
            resource_properties=given,
        )
        assert properties(asked, KINDS[kind])
    assert KINDS.keys() == RESOURCES.keys()


def configured(**groups: Any) -> Config:
    return load({"account": ACCOUNT, "region": "eu-central-1", **groups})


TRAILS: dict[str, dict[str, Any]] = {
    "the trail": {"trail": {"log_file_validation": False}},
    "its paths": {"ingestion_beside": ["native"]},
    "its organization": {"organization": ORGANIZATION},
    "its bucket": {"archive": {"bucket_name": "another-archive"}},
    "its topic": {"notification": {"topic_arn": f"arn:aws:sns:eu-central-1:{ACCOUNT}:files"}},
}


@pytest.mark.parametrize("groups", TRAILS.values(), ids=TRAILS)
def test_the_trails_settings_are_looked_at_again_when_it_changes(groups: dict[str, Any]) -> None:
    assert about_trail(configured(**groups)) != about_trail(configured())


@pytest.mark.parametrize("groups", [{"tags": {"team": "security"}}, {"alarm": {"emails": ["a@example.com"]}}])
def test_the_trails_settings_are_not_looked_at_again_when_something_else_changes(groups: dict[str, Any]) -> None:
    assert about_trail(configured(**groups)) == about_trail(configured())


@pytest.mark.parametrize(("beside", "link"), [([], "false"), (["native"], "true")])
def test_the_trail_may_be_linked_where_native_is_a_path(tmp_path: Path, beside: list[str], link: str) -> None:
    found = templates(tmp_path, account=ACCOUNT, ingestion_beside=beside)
    (settings,) = of_type(found, "Custom::TrailSettings")
    written = settings["Properties"]
    assert (written["NativeLink"], written["RecursiveLogging"], len(written["Trail"])) == (link, "true", 64)


def test_administrators_are_registered_one_after_the_other(organization: Templates) -> None:
    first, second = of_type(organization, "Custom::DelegatedAdministrator")
    assert [first["Properties"]["AccountId"], second["Properties"]["AccountId"]] == ADMINISTRATORS
    (before,) = second["DependsOn"]
    assert organization["Trailkeeper-Setup"][before]["Properties"]["AccountId"] == ADMINISTRATORS[0]


def test_an_adopted_trail_has_its_overlap_beside_the_function_and_is_not_updated(tmp_path: Path) -> None:
    adopted = {
        "trail": {"arn": f"arn:aws:cloudtrail:eu-central-1:{PIPELINE}:trail/central"},
        "archive": {"bucket_arn": "arn:aws:s3:::central-archive"},
    }
    made = synthesize({"account": PIPELINE, "region": "eu-central-1", **adopted}, tmp_path).templates
    assert "Trailkeeper-Trail" not in made
    setup = made["Trailkeeper-Setup"]["Resources"]
    kinds = [each["Type"] for each in setup.values() if each["Type"].startswith("Custom::")]
    assert kinds == ["Custom::IngestionOverlap"]
    assert [each["Sid"] for each in statements({"Setup": setup})] == ["WriteOwnLog"]
