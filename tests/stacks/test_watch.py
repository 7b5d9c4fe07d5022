"""watch: what it may do, what calls it, and what it is told that the trail has to be."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambdas.core.trail_selectors import fingerprint
from lambdas.watch.settings import Settings
from stacks.config import InvalidConfig
from tests.stacks.refused_config_case import BUCKET, KEY, ORGANIZATION, PLACE, TRAIL
from tests.stacks.synthesis import QUARANTINE_ARN, Resources, Synthesis, synthesize
from tests.stacks.test_role import ANY_REGION, WRITE_STREAMS, allow, through
from tests.stacks.test_verification import LOG_GROUPS, TABLE_ARN

STATUS = ["cloudtrail:GetTrail", "cloudtrail:GetTrailStatus"]
WITH_SELECTORS = ["cloudtrail:GetEventSelectors", *STATUS]
ORGANIZATION_TRAIL = "arn:aws:cloudtrail:*:444455556666:trail/trailkeeper"
CHANNEL = "arn:aws:cloudtrail:eu-central-1:111122223333:channel/01234567-89ab-cdef-0123-456789abcdef"
EVENT_DATA_STORE = "arn:aws:cloudtrail:eu-central-1:111122223333:eventdatastore/01234567-89ab-cdef-0123-456789abcdef"
LAKE = {"channels": [CHANNEL], "event_data_stores": [EVENT_DATA_STORE]}
ADOPTED = {"trail": {"arn": TRAIL}, "archive": {"bucket_arn": BUCKET}}
ONE_REGION = {"multi_region": False, "global_service_events": False}
Configuration = dict[str, Any]


def made(folder: Path, configuration: Configuration) -> Resources:
    return synthesize(PLACE | configuration, folder, assets=False).resources("Trailkeeper-Watch")


def statements(watch: Resources) -> list[dict[str, Any]]:
    (policy,) = watch["WatchRole"]["Properties"]["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def settings(watch: Resources) -> Settings:
    return Settings.from_environment(watch["Watch"]["Properties"]["Environment"]["Variables"])


def test_watch_may_do_exactly_this(watch: Resources) -> None:
    assert statements(watch) == [
        allow("SeeTrail", WITH_SELECTORS, ANY_REGION),
        allow("FindRegions", "account:ListRegions", "*"),
        allow("ReadAccounts", "dynamodb:Scan", TABLE_ARN),
        allow("DecryptAccounts", ["kms:Decrypt", "kms:DescribeKey"], "VerificationKey.Arn", through("dynamodb")),
        allow("CountQuarantined", "s3:ListBucket", QUARANTINE_ARN),
        allow("WriteOwnLog", WRITE_STREAMS, f"{LOG_GROUPS}:WatchLog:log-stream:*"),
    ]


ASKED: dict[str, tuple[Configuration, list[dict[str, Any]]]] = {
    "an organization's trail, whose selectors members do not see": (
        {"organization": ORGANIZATION},
        [allow("SeeTrail", STATUS, ORGANIZATION_TRAIL), allow("FindRegions", "account:ListRegions", "*")],
    ),
    "an adopted trail, which may be of all Regions": (
        ADOPTED,
        [
            allow("SeeTrail", STATUS, TRAIL.replace("eu-central-1", "*")),
            allow("FindRegions", "account:ListRegions", "*"),
        ],
    ),
    "Regions that are named": (
        {"watch": {"regions": ["eu-central-1"]}},
        [allow("SeeTrail", WITH_SELECTORS, ANY_REGION)],
    ),
    "a trail of one Region": ({"trail": ONE_REGION}, [allow("SeeTrail", WITH_SELECTORS, ANY_REGION)]),
    "Lake": (
        {"watch": LAKE | {"regions": ["eu-central-1"]}},
        [
            allow("SeeTrail", WITH_SELECTORS, ANY_REGION),
            allow("SeeChannels", "cloudtrail:GetChannel", CHANNEL),
            allow("SeeImports", "cloudtrail:ListImports", "*"),
        ],
    ),
}


@pytest.mark.parametrize(("configuration", "asked"), ASKED.values(), ids=ASKED)
def test_watch_may_ask_for_what_the_configuration_has_and_no_more(
    tmp_path: Path, configuration: Configuration, asked: list[dict[str, Any]]
) -> None:
    assert statements(made(tmp_path, configuration))[:-4] == asked


def test_watch_is_called_every_five_minutes_and_by_nothing_else(watch: Resources) -> None:
    rule = watch["EveryFiveMinutes"]["Properties"]
    assert (rule["ScheduleExpression"], rule["Targets"]) == ("rate(5 minutes)", [{"Id": "Watch", "Arn": "Watch.Arn"}])
    assert watch["EveryFiveMinutesInvokes"]["Properties"] == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": "Watch.Arn",
        "Principal": "events.amazonaws.com",
        "SourceArn": "EveryFiveMinutes.Arn",
    }


def test_a_look_ends_before_the_next_one_and_is_not_tried_again(watch: Resources) -> None:
    assert watch["Watch"]["Properties"]["Timeout"] < 5 * 60
    assert watch["WatchEventInvokeConfig"]["Properties"]["MaximumRetryAttempts"] == 0


def test_the_environment_is_the_one_that_watch_reads(watch: Resources) -> None:
    written = watch["Watch"]["Properties"]["Environment"]["Variables"]
    found = settings(watch)
    assert (found.trail_arn, found.home_region) == (ANY_REGION.replace("*", "eu-central-1"), "eu-central-1")
    assert (found.regions, found.closed_accounts, found.channels, found.event_data_stores) == ((), (), (), ())
    assert found.verification_table == "trailkeeper-verification"
    assert found.quarantine_bucket == "trailkeeper-quarantine-111122223333-eu-central-1"
    assert found.quarantine_owner == "111122223333"
    assert set(written) == set(found.environment())


def test_the_environment_follows_the_configuration(tmp_path: Path) -> None:
    configuration = {"watch": LAKE | {"regions": ["eu-central-1", "us-east-1"], "closed_accounts": ["222233334444"]}}
    found = settings(made(tmp_path, configuration))
    assert (found.regions, found.closed_accounts) == (("eu-central-1", "us-east-1"), ("222233334444",))
    assert (found.channels, found.event_data_stores) == ((CHANNEL,), (EVENT_DATA_STORE,))


def test_lists_that_do_not_fit_into_the_environment_of_a_function_are_refused(tmp_path: Path) -> None:
    watch = {
        "regions": [f"ap-{chr(97 + number // 10) * 20}-{number % 10}" for number in range(60)],
        "closed_accounts": [f"{account}/ap-southeast-2" for account in range(111122223300, 111122223350)],
        "channels": [f"{CHANNEL[:-1]}{number}" for number in range(5)],
        "event_data_stores": [f"{EVENT_DATA_STORE[:-1]}{number}" for number in range(5)],
    }
    with pytest.raises(InvalidConfig, match=r"trailkeeper\.watch: expected fewer of .*at most 4096 bytes, got \d+"):
        made(tmp_path, {"watch": watch})


def test_of_a_trail_of_one_region_watch_looks_at_its_home(tmp_path: Path) -> None:
    assert settings(made(tmp_path, {"trail": ONE_REGION})).regions == ("eu-central-1",)


@pytest.mark.parametrize("setup", ["one-account", "organization", "adopted-key", "prefix"])
def test_what_the_trail_has_to_be_is_what_its_stack_makes_it(
    synthesized: Callable[[str], Synthesis], setup: str
) -> None:
    synthesis = synthesized(setup)
    trail = synthesis.resources("Trailkeeper-Trail")["Trail"]["Properties"]
    key = trail["KMSKeyId"]
    wanted = json.loads(settings(synthesis.resources("Trailkeeper-Watch")).expected)
    assert wanted == {
        "S3BucketName": trail["S3BucketName"],
        "S3KeyPrefix": trail.get("S3KeyPrefix", ""),
        "SnsTopicARN": trail["SnsTopicName"],
        "IncludeGlobalServiceEvents": trail["IncludeGlobalServiceEvents"],
        "IsMultiRegionTrail": trail["IsMultiRegionTrail"],
        "LogFileValidationEnabled": trail["EnableLogFileValidation"],
        "IsOrganizationTrail": trail.get("IsOrganizationTrail", False),
        **({"KmsKeyId": key} if ":alias/" not in key else {}),
    }


def test_of_an_adopted_trail_only_what_the_pipeline_needs_is_compared(tmp_path: Path) -> None:
    found = settings(made(tmp_path, ADOPTED | {"archive": {"bucket_arn": BUCKET, "key_arn": KEY}}))
    assert json.loads(found.expected) == {
        "S3BucketName": "central-archive",
        "S3KeyPrefix": "",
        "SnsTopicARN": "arn:aws:sns:eu-central-1:111122223333:trailkeeper-notifications",
    }
    assert found.expected_selectors_sha256 == ""


@pytest.mark.parametrize(
    ("setup", "member"), [("selectors", "AdvancedEventSelectors"), ("basic-selectors", "EventSelectors")]
)
def test_the_selectors_are_compared_with_those_that_the_trails_stack_makes(
    synthesized: Callable[[str], Synthesis], setup: str, member: str
) -> None:
    synthesis = synthesized(setup)
    selectors = synthesis.resources("Trailkeeper-Trail")["Trail"]["Properties"][member]
    found = settings(synthesis.resources("Trailkeeper-Watch"))
    assert found.expected_selectors_sha256 == fingerprint(selectors)


def test_selectors_that_name_an_account_which_only_the_deployment_knows_are_not_compared(tmp_path: Path) -> None:
    synthesis = synthesize({"trail": {"selectors": {"presets": ["s3-data"]}}}, tmp_path, assets=False)
    assert settings(synthesis.resources("Trailkeeper-Watch")).expected_selectors_sha256 == ""


@pytest.mark.parametrize("ingestion", ["native", "direct"])
def test_without_the_pipeline_nothing_watches(tmp_path: Path, ingestion: str) -> None:
    templates = synthesize({"ingestion": ingestion}, tmp_path, assets=False).templates
    assert {"Trailkeeper-Watch", "Trailkeeper-Health", "Trailkeeper-Rules"}.isdisjoint(templates)
