"""watch's handler as Lambda calls it, its clients answered by moto, and by the test where moto tells too little."""

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from lambdas.aws.verification_table import VerificationTable
from lambdas.core import finding as f
from lambdas.core.chain_state import Head, KnownFinding
from lambdas.core.digest_key import Chain
from lambdas.core.metric import REGION_METRICS, WATCH_METRICS
from lambdas.watch.settings import Settings
from tests import verification_table
from tests.builder import ACCOUNT
from tests.integration.cloudtrail_wire import Raw

EU, US, TABLE, QUARANTINE, ARCHIVE = "eu-west-1", "us-east-1", "verification", "quarantine", "trail-logs"
FOLDER = f"AWSLogs/{ACCOUNT}/"
IN_EU = {"LocationConstraint": EU}
NOW = datetime.now(UTC).replace(microsecond=0)
CHANNEL = f"arn:aws:cloudtrail:{EU}:{ACCOUNT}:channel/1"
STORE = f"arn:aws:cloudtrail:{EU}:{ACCOUNT}:eventdatastore/1"
LINKED = {
    "IsLogging": True,
    "StartLoggingTime": NOW - timedelta(days=9),
    "LatestDeliveryTime": NOW - timedelta(minutes=3),
    "LatestNotificationTime": NOW - timedelta(minutes=3),
    "LatestDigestDeliveryTime": NOW - timedelta(minutes=40),
    "LatestCloudWatchLogsDeliveryTime": NOW - timedelta(minutes=4),
}
FAILED_IMPORT = {"ImportId": "1", "ImportStatus": "FAILED", "CreatedTimestamp": NOW}
SCHEDULED = {"source": "aws.events", "detail-type": "Scheduled Event"}


def told(answer: Mapping[str, Any]) -> Callable[..., tuple[AWSResponse, Mapping[str, Any]]]:
    return lambda **_: (AWSResponse("url", 200, {}, Raw()), answer)  # type: ignore[arg-type]  # what urllib3 would give


@dataclass
class Deployed:
    handler: Callable[[object, object], dict[str, int]]
    capsys: pytest.CaptureFixture[str]

    def look(self) -> dict[tuple[str, ...], dict[str, list[float]]]:
        """Values by metric, by the values of the dimensions trail and region, where a metric has them."""
        self.capsys.readouterr()
        self.handler(SCHEDULED, None)
        seen: dict[tuple[str, ...], dict[str, list[float]]] = {}
        for line in map(json.loads, self.capsys.readouterr().out.splitlines()):
            if "_aws" in line:
                place = (line["trail"], line["region"]) if "trail" in line else ()
                (directive,) = line["_aws"]["CloudWatchMetrics"]
                names = [each["Name"] for each in directive["Metrics"]]
                seen.setdefault(place, {}).update({name: line[name] for name in names})
        return seen


@pytest.fixture
def deploy(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Deployed]]:
    s3, pools = boto3.client("s3"), []
    for bucket in (ARCHIVE, QUARANTINE):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=IN_EU)  # type: ignore[arg-type]
    s3.put_object(Bucket=QUARANTINE, Key="record", Body=b"")
    verification_table.create(boto3.client("dynamodb"), TABLE)
    made = boto3.client("cloudtrail").create_trail(Name="audit", S3BucketName=ARCHIVE, IsMultiRegionTrail=True)
    boto3.client("cloudtrail").start_logging(Name="audit")

    def deployed(answers: Mapping[str, Mapping[str, Any]] | None = None, **settings: Any) -> Deployed:
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
        boto3.setup_default_session()
        assert boto3.DEFAULT_SESSION is not None
        for operation, answer in (answers or {}).items():
            boto3.DEFAULT_SESSION.events.register(f"before-call.{operation}", told(answer))  # type: ignore[arg-type]  # an answer is taken
        wanted = Settings(
            trail_arn=made["TrailARN"],
            home_region=EU,
            quarantine_owner=ACCOUNT,
            **{"regions": (EU, US), "verification_table": TABLE, "quarantine_bucket": QUARANTINE, **settings},
        )
        for name, value in wanted.environment().items():
            monkeypatch.setenv(name, value)
        module: Any = importlib.reload(importlib.import_module("lambdas.watch.handler"))
        pools.append(module.WATCH.world.pool)
        return Deployed(module.handler, capsys)

    yield deployed
    for pool in pools:
        pool.shutdown()


def test_a_trail_that_logs_is_seen_in_both_regions(deploy: Callable[..., Deployed]) -> None:
    seen = deploy().look()
    assert {place for place in seen if place} == {("audit", EU), ("audit", US)}
    assert [seen["audit", region]["TrailLogging"] for region in (EU, US)] == [[1.0], [1.0]]
    assert (seen[()]["RegionsStopped"], seen[()]["WatchRuns"], seen[()]["WatchFailures"]) == ([0.0], [1.0], [0.0])
    assert seen[()]["QuarantineObjects"] == [1.0]


def test_a_trail_that_is_stopped_and_one_that_is_gone_are_told_apart(deploy: Callable[..., Deployed]) -> None:
    deployed, cloudtrail = deploy(), boto3.client("cloudtrail")
    cloudtrail.stop_logging(Name="audit")
    assert deployed.look()[()]["RegionsStopped"] == [2.0]
    cloudtrail.delete_trail(Name="audit")
    seen = deployed.look()
    assert (seen[()]["TrailsMissing"], "RegionsStopped" in seen[()], list(seen)) == ([1.0], False, [()])


def test_a_trail_that_somebody_updated_is_changed(deploy: Callable[..., Deployed]) -> None:
    expected = json.dumps({"S3BucketName": ARCHIVE, "IsMultiRegionTrail": True, "S3KeyPrefix": ""})
    deployed = deploy(expected=expected)
    assert deployed.look()[()]["TrailsChanged"] == [0.0]
    boto3.client("cloudtrail").update_trail(Name="audit", S3KeyPrefix="elsewhere")
    assert deployed.look()[()]["TrailsChanged"] == [1.0]


def test_what_may_not_be_looked_at_takes_nothing_else_with_it(deploy: Callable[..., Deployed]) -> None:
    seen = deploy(verification_table="another", quarantine_bucket="nobodys").look()[()]
    assert (seen["WatchFailures"], seen["WatchRuns"], seen["TrailsMissing"]) == ([2.0], [1.0], [0.0])
    assert not {"StaleAccounts", "QuarantineObjects"} & seen.keys()


def test_every_metric_of_watchs_table_is_emitted_and_no_other(deploy: Callable[..., Deployed]) -> None:
    table = VerificationTable(boto3.client("dynamodb"), TABLE)
    head = Head(end_s=int(NOW.timestamp()) - 600, key="k", bucket=ARCHIVE, sha256="s", signature="s")
    table.put_head(Chain(FOLDER, ACCOUNT, EU, "audit", EU), head)
    table.put_finding(FOLDER, KnownFinding(code=f.DIGEST_MISSING.name, object="k", what="", region=EU))
    answers = {
        "cloudtrail.GetTrailStatus": LINKED,
        "cloudtrail.GetChannel": {"ChannelArn": CHANNEL, "IngestionStatus": {"LatestIngestionErrorCode": "e"}},
        "cloudtrail.ListImports": {"Imports": [FAILED_IMPORT]},
        "account.ListRegions": {"Regions": [{"RegionName": EU}, {"RegionName": US}]},
    }
    seen = deploy(answers, regions=(), channels=(CHANNEL,), event_data_stores=(STORE,)).look()
    of_regions = {metric.name for metric in REGION_METRICS}
    assert seen["audit", EU].keys() == of_regions
    assert seen["audit", US].keys() == of_regions
    assert seen[()].keys() == {metric.name for metric in WATCH_METRICS} - of_regions
    assert (seen[()]["ChannelsFailing"], seen[()]["ImportsFailing"], seen[()]["FindingsSevere"]) == ([1], [1], [1])
    assert seen[()]["VerificationAgeSeconds"][0] >= 600
