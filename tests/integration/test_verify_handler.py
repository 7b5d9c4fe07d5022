"""verify's handler as Lambda calls it, its clients answered by moto; CloudTrail's keys are the archive's own."""

import dataclasses
import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from lambdas.aws.ledger import Ledger
from lambdas.core.metric import VERIFICATION_METRICS
from lambdas.core.receipt import Write
from lambdas.verify.settings import Settings
from lambdas.verify.verify import Verify
from tests import ledger_table, verification_table
from tests.builder import ACCOUNT, BUCKET
from tests.digest_builder import Archive, Chain
from tests.verification import FOLDER, Store, receipt

LEDGER, TABLE, GROUP = "trailkeeper-ledger", "trailkeeper-verification", "/trailkeeper/findings"
IN_EU = {"LocationConstraint": "eu-west-1"}
SCHEDULED = {"source": "aws.events", "detail-type": "Scheduled Event"}
SIX_HOURS_AGO = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6, minutes=10)


class Context:
    aws_request_id = "11111111-2222-3333-4444-555555555555"

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


@dataclass
class Deployed:
    handler: Callable[[Any, object], dict[str, Any]]
    archive: Archive
    chain: Chain
    delivery_url: str
    accounts_url: str

    def messages(self, url: str) -> list[dict[str, Any]]:
        found = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in found.get("Messages", [])]

    def verify(self) -> dict[str, Any]:
        body = json.dumps({"account_folder": FOLDER})
        return self.handler({"Records": [{"eventSource": "aws:sqs", "messageId": "1", "body": body}]}, Context())


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    sqs, s3 = boto3.client("sqs"), boto3.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=IN_EU)  # type: ignore[arg-type]
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    boto3.client("logs").create_log_group(logGroupName=GROUP)
    ledger_table.create(boto3.client("dynamodb"), LEDGER)
    verification_table.create(boto3.client("dynamodb"), TABLE)
    urls = [sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("delivery", "verification")]
    settings = Settings(
        archive_bucket=BUCKET,
        archive_owner=ACCOUNT,
        ledger_table=LEDGER,
        verification_table=TABLE,
        findings_log_group=GROUP,
        alarm_topic_arn=boto3.client("sns").create_topic(Name="alarms")["TopicArn"],
        delivery_queue_url=urls[0],
        verification_queue_url=urls[1],
    )
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    module: Any = importlib.reload(importlib.import_module("lambdas.verify.handler"))
    archive = Archive()
    made = module.VERIFY.world
    world = dataclasses.replace(made, public_keys=Store(archive))
    world.delivery._created_s = int(SIX_HOURS_AGO.timestamp())
    module.VERIFY = Verify(settings, world, module.VERIFY.log)
    yield Deployed(module.handler, archive, archive.add_chain(start=SIX_HOURS_AGO, log_files=(1, 2, 0, 1, 1)), *urls)
    made.pool.shutdown()
    made.regions.shutdown()


def upload(archive: Archive) -> dict[str, str]:
    """The version of each. moto lists on from a marker only where that is a key, so what comes before is there too."""
    s3 = boto3.client("s3")
    for key in archive.objects:
        s3.put_object(Bucket=BUCKET, Key=key.removesuffix("z") + "y", Body=b"")
    kept = {key: archive.metadata.get(key, {}) for key in archive.objects}
    return {
        key: s3.put_object(Bucket=BUCKET, Key=key, Body=body, Metadata=kept[key])["VersionId"]
        for key, body in archive.objects.items()
    }


def deliver(archive: Archive, versions: dict[str, str], keys: list[str]) -> None:
    ledger = Ledger(boto3.client("dynamodb"), LEDGER)
    written = [receipt(key, archive.objects[key], version=versions[key]) for key in keys]
    assert ledger.write([Write(each, None) for each in written]) == {}


def findings() -> list[dict[str, str]]:
    logs = boto3.client("logs")
    events = logs.filter_log_events(logGroupName=GROUP)["events"]
    return [json.loads(event["message"]) for event in events]


def test_the_schedule_puts_a_message_for_each_account_on_the_queue(deployed: Deployed) -> None:
    upload(deployed.archive)
    assert deployed.handler(SCHEDULED, Context()) == {}
    assert deployed.messages(deployed.accounts_url) == [{"account_folder": FOLDER}]


def test_what_is_whole_leaves_no_finding(deployed: Deployed) -> None:
    versions = upload(deployed.archive)
    deliver(deployed.archive, versions, deployed.chain.log_files)
    assert deployed.verify() == {"batchItemFailures": []}
    assert findings() == []
    assert deployed.messages(deployed.delivery_url) == []


def test_a_log_file_without_a_receipt_and_one_that_was_altered_are_found(deployed: Deployed) -> None:
    versions = upload(deployed.archive)
    lost, altered, *others = deployed.chain.log_files
    deliver(deployed.archive, versions, [altered, *others])
    deployed.archive.alter(altered)
    boto3.client("s3").put_object(Bucket=BUCKET, Key=altered, Body=deployed.archive.objects[altered])
    assert deployed.verify() == {"batchItemFailures": []}
    assert {(line["code"], line["object"]) for line in findings()} == {
        ("receipt-requeued", f"{BUCKET}/{lost}"),
        ("log-file-altered", f"{BUCKET}/{altered}"),
    }
    assert deployed.messages(deployed.delivery_url) == [{"s3Bucket": BUCKET, "s3ObjectKey": [lost]}]
    assert deployed.verify() == {"batchItemFailures": []}
    assert len(findings()) == 2


def test_the_metrics_are_those_of_the_table(deployed: Deployed, capsys: pytest.CaptureFixture[str]) -> None:
    upload(deployed.archive)
    deployed.verify()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    (told,) = lines
    units = {each["Name"]: each["Unit"] for each in told["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    table = {metric.name: metric.unit for metric in VERIFICATION_METRICS}
    assert units == table
    assert (told["DigestsVerified"], told["LogFilesRequeued"]) == ([5.0], [5.0])
