"""watch's adapters of CloudTrail and of the account, as those answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

import boto3
import pytest

from lambdas.aws.client import client
from lambdas.aws.lake import Lake
from lambdas.aws.regional import Regional
from lambdas.aws.regions import KEPT_SECONDS, Regions
from lambdas.aws.trails import Trails
from lambdas.core.error import ConfigurationError, PipelineError, Unavailable
from lambdas.core.lake import Import, Ingestion
from lambdas.core.trail_status import TrailStatus
from tests.integration.watch_wire import Answer, Wire, refused

TRAIL = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"
CHANNEL = "arn:aws:cloudtrail:eu-west-1:111122223333:channel/1"
STORE = "arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/1"
EU = "eu-west-1"


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without moto, which lacks some of the operations and would be asked beside what answers here."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", EU)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def trails() -> Trails:
    return Trails(Regional(partial(client, "cloudtrail")))


STATUS: dict[str, Any] = {
    "IsLogging": True,
    "StartLoggingTime": 100.5,
    "LatestDeliveryTime": 200,
    "LatestDeliveryError": "NoSuchBucket",
    "LatestNotificationTime": 300,
    "LatestNotificationError": "",
    "LatestDigestDeliveryTime": 400,
    "LatestDigestDeliveryError": "AccessDenied",
    "LatestCloudWatchLogsDeliveryTime": 500,
    "LatestCloudWatchLogsDeliveryError": "Throttled",
    "LatestDeliveryAttemptSucceeded": "",
}
READ = TrailStatus(
    is_logging=True,
    started_s=100.5,
    delivered_s=200,
    delivery_error="NoSuchBucket",
    notified_s=300,
    signed_s=400,
    digest_error="AccessDenied",
    linked_s=500,
    link_error="Throttled",
)


def test_a_status_is_read_as_cloudtrail_tells_it() -> None:
    wire = Wire({"cloudtrail.GetTrailStatus": [(200, STATUS)]})
    assert trails().status(EU, TRAIL) == READ
    assert wire.sent["cloudtrail.GetTrailStatus"] == [{"Name": TRAIL}]


def test_a_trail_that_was_never_started_has_a_status_too() -> None:
    Wire({"cloudtrail.GetTrailStatus": [(200, {"IsLogging": False})]})
    assert trails().status(EU, TRAIL) == TrailStatus(is_logging=False)


BASIC, ADVANCED = {"ReadWriteType": "All"}, {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
CALLS: dict[str, tuple[Callable[[Trails], object], Answer, object]] = {
    "GetTrail": (
        lambda each: each.settings(EU, TRAIL),
        (200, {"Trail": {"S3BucketName": "b", "IsMultiRegionTrail": True}}),
        {"S3BucketName": "b", "IsMultiRegionTrail": True},
    ),
    "GetTrailStatus": (lambda each: each.status(EU, TRAIL), (200, STATUS), READ),
    "GetEventSelectors": (
        lambda each: each.selectors(EU, TRAIL),
        (200, {"TrailARN": TRAIL, "AdvancedEventSelectors": [ADVANCED]}),
        [ADVANCED],
    ),
}


@pytest.mark.parametrize(("operation", "case"), CALLS.items(), ids=CALLS)
def test_each_call_gives_what_cloudtrail_answers(operation: str, case: tuple[Any, Answer, object]) -> None:
    call, answer, expected = case
    Wire({f"cloudtrail.{operation}": [answer]})
    assert call(trails()) == expected


def test_basic_selectors_are_selectors_too() -> None:
    Wire({"cloudtrail.GetEventSelectors": [(200, {"EventSelectors": [BASIC]})]})
    assert trails().selectors(EU, TRAIL) == [BASIC]


@pytest.mark.parametrize("operation", CALLS)
def test_a_trail_that_is_not_there_is_none(operation: str) -> None:
    Wire({f"cloudtrail.{operation}": [refused("TrailNotFoundException")]})
    assert CALLS[operation][0](trails()) is None


REFUSALS = {
    "AccessDeniedException": ConfigurationError,
    "UnrecognizedClientException": ConfigurationError,
    "OperationNotPermittedException": Unavailable,
}


@pytest.mark.parametrize(("code", "kind"), REFUSALS.items())
def test_what_cloudtrail_refuses_names_the_trail_and_the_region(code: str, kind: type[PipelineError]) -> None:
    Wire({"cloudtrail.GetTrailStatus": [refused(code)]})
    with pytest.raises(kind, match=rf"{TRAIL} in {EU}.*{code}"):
        trails().status(EU, TRAIL)


def test_each_region_is_asked_by_a_client_of_its_own_which_is_made_once() -> None:
    made: list[str] = []
    regional = Regional(lambda region: made.append(region) or region)  # type: ignore[func-returns-value]  # then the other
    assert [regional(region) for region in (EU, "us-east-1", EU)] == [EU, "us-east-1", EU]
    assert made == [EU, "us-east-1"]


def regions_of(names: list[str], token: str = "") -> Answer:
    listed = [{"RegionName": name, "RegionOptStatus": "ENABLED"} for name in names]
    return 200, {"Regions": listed, **({"NextToken": token} if token else {})}


def test_every_page_of_the_accounts_enabled_regions_is_listed() -> None:
    wire = Wire({"account.ListRegions": [regions_of(["eu-west-1"], "next"), regions_of(["us-east-1"])]})
    assert Regions(partial(client, "account")).enabled() == ["eu-west-1", "us-east-1"]
    asked = {"RegionOptStatusContains": ["ENABLED", "ENABLED_BY_DEFAULT"]}
    assert wire.sent["account.ListRegions"] == [asked, {**asked, "NextToken": "next"}]


def test_the_accounts_regions_are_asked_for_once_an_hour() -> None:
    wire = Wire({"account.ListRegions": [regions_of(["eu-west-1"]), regions_of(["eu-west-1", "il-central-1"])]})
    times = iter([10.0, 10.0 + KEPT_SECONDS - 1, 10.0 + KEPT_SECONDS, 10.0 + KEPT_SECONDS])
    regions = Regions(partial(client, "account"), lambda: next(times))
    assert [len(regions.enabled()) for _ in range(3)] == [1, 1, 2]
    assert len(wire.sent["account.ListRegions"]) == 2


def test_an_account_that_may_not_be_asked_is_told() -> None:
    Wire({"account.ListRegions": [refused("AccessDeniedException")]})
    with pytest.raises(ConfigurationError, match="the account's Regions"):
        Regions(partial(client, "account")).enabled()


def test_a_channel_tells_of_its_ingestion() -> None:
    told = {
        "LatestIngestionErrorCode": "AccessDenied",
        "LatestIngestionAttemptTime": 20,
        "LatestIngestionSuccessTime": 10,
    }
    wire = Wire({"cloudtrail.GetChannel": [(200, {"ChannelArn": CHANNEL, "IngestionStatus": told})]})
    found = Lake(Regional(partial(client, "cloudtrail"))).ingestion(CHANNEL)
    assert found == Ingestion(error="AccessDenied", attempted_s=20, succeeded_s=10)
    assert wire.sent["cloudtrail.GetChannel"] == [{"Channel": CHANNEL}]


def test_a_channel_into_which_nothing_was_put_is_no_failure() -> None:
    Wire({"cloudtrail.GetChannel": [(200, {"ChannelArn": CHANNEL})]})
    assert not Lake(Regional(partial(client, "cloudtrail"))).ingestion(CHANNEL).is_failing


def test_every_page_of_the_imports_into_an_event_data_store_is_listed() -> None:
    pages = [
        (200, {"Imports": [{"ImportId": str(n), "ImportStatus": "FAILED", "CreatedTimestamp": n}], **more})
        for n, more in ((1, {"NextToken": "next"}), (2, {}))
    ]
    wire = Wire({"cloudtrail.ListImports": pages})
    found = list(Lake(Regional(partial(client, "cloudtrail"))).imports(STORE))
    assert found == [Import("1", "FAILED", 1), Import("2", "FAILED", 2)]
    assert [sent["Destination"] for sent in wire.sent["cloudtrail.ListImports"]] == [STORE, STORE]


@pytest.mark.parametrize("call", [lambda lake: lake.ingestion(CHANNEL), lambda lake: list(lake.imports(STORE))])
def test_what_lake_refuses_names_the_resource(call: Callable[[Lake], object]) -> None:
    refusal = [refused("UnsupportedOperationException")]
    Wire({"cloudtrail.GetChannel": refusal, "cloudtrail.ListImports": refusal})
    with pytest.raises(Unavailable, match="arn:aws:cloudtrail"):
        call(Lake(Regional(partial(client, "cloudtrail"))))
