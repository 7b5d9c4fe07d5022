"""deliver's handler as Lambda calls it, its clients answered by moto."""

import importlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from lambdas.aws.receipts import receipts
from lambdas.core.metric import METRICS
from lambdas.deliver.settings import Settings
from tests import ledger_table
from tests.builder import ACCOUNT, BUCKET, key, log_file, notification, record

GROUP, STREAM = "/trailkeeper/records", f"{ACCOUNT}_CloudTrail_eu-west-1"
QUARANTINE, TABLE = "trailkeeper-quarantine", "trailkeeper-ledger"
IN_EU = {"LocationConstraint": "eu-west-1"}
Handler = Callable[[dict[str, Any], object], dict[str, Any]]


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Handler:
    boto3.client("logs").create_log_group(logGroupName=GROUP)
    for bucket in (BUCKET, QUARANTINE):
        boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=IN_EU)  # type: ignore[arg-type]
    ledger_table.create(boto3.client("dynamodb"), TABLE)
    settings = Settings(
        archive_bucket=BUCKET,
        archive_owner=ACCOUNT,
        log_group=GROUP,
        home_region="eu-west-1",
        ledger_table=TABLE,
        quarantine_bucket=QUARANTINE,
        dead_letters_url=boto3.client("sqs").create_queue(QueueName="dead-letters")["QueueUrl"],
    )
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    module = importlib.import_module("lambdas.deliver.handler")
    found: Handler = importlib.reload(module).handler
    return found


class Context:
    aws_request_id = "11111111-2222-3333-4444-555555555555"

    def get_remaining_time_in_millis(self) -> int:
        return 3_000


def sqs_event(*bodies: str, receive_count: int = 1) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": str(place),
                "eventSource": "aws:sqs",
                "body": body,
                "attributes": {"ApproximateReceiveCount": str(receive_count)},
            }
            for place, body in enumerate(bodies)
        ]
    }


def now(**fields: object) -> bytes:
    return record(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), eventID="e", **fields)


def texts() -> list[bytes]:
    events = boto3.client("logs").get_log_events(logGroupName=GROUP, logStreamName=STREAM)["events"]
    return [event["message"].encode() for event in events]


def quarantined() -> list[str]:
    return [found["Key"] for found in boto3.client("s3").list_objects_v2(Bucket=QUARANTINE).get("Contents", [])]


def test_a_log_file_reaches_cloudwatch_logs_and_what_is_bad_the_quarantine(handler: Handler) -> None:
    wanted = [now(n=1, userAgent="é\u2028"), now(n=2)]
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key(), Body=log_file(*wanted, b"null"))
    answer = handler(sqs_event(notification([key()]), "garbage", "CloudTrail validation message."), Context())
    assert answer == {"batchItemFailures": []}
    assert texts() == wanted
    assert [name.partition("/")[0] for name in quarantined()] == ["messages", "records"]
    (receipt,) = receipts(boto3.client("dynamodb"), TABLE)
    assert (receipt.read, receipt.delivered, receipt.quarantined) == (3, 2, {"not-an-object": 1})


def test_only_the_message_that_failed_stays_on_the_queue(handler: Handler) -> None:
    boto3.client("logs").delete_log_group(logGroupName=GROUP)
    boto3.client("logs").create_log_group(logGroupName=GROUP)
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key(), Body=log_file(now()))
    boto3.client("dynamodb").put_item(
        TableName=TABLE,
        Item={
            **ledger_table.key_of(f"{BUCKET}/{key('busy')}"),
            "version": {"S": ""},
            "state": {"S": "in-flight"},
            "owner": {"S": "somebody"},
            "revision": {"N": "1"},
            "lease_until_ms": {"N": str(2**60)},
        },
    )
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key("busy"), Body=log_file(now()))
    answer = handler(sqs_event(notification([key("busy")]), notification([key()])), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "0"}]}
    assert len(texts()) == 1


def test_sns_and_others_are_taken_as_they_come(handler: Handler) -> None:
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key(), Body=log_file(now()))
    event = {"Records": [{"EventSource": "aws:sns", "Sns": {"MessageId": "m", "Message": notification([key()])}}]}
    assert handler(event, Context()) == {"batchItemFailures": []}
    assert handler({"s3Bucket": BUCKET, "s3ObjectKey": [key()]}, Context()) == {"batchItemFailures": []}
    assert len(texts()) == 1


def test_what_happened_is_emitted_as_metrics_of_the_table(handler: Handler, capsys: pytest.CaptureFixture[str]) -> None:
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key(), Body=log_file(now(), b"null"))
    handler(sqs_event(notification([key()]), "garbage"), Context())
    (emitted,) = [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if "_aws" in line]
    (directive,) = emitted["_aws"]["CloudWatchMetrics"]
    table = {metric.name: metric.unit for metric in METRICS}
    assert {metric["Name"]: metric["Unit"] for metric in directive["Metrics"]}.items() <= table.items()
    amounts = {name: emitted[name][0] for name in table if name in emitted and emitted[name] != [0.0]}
    assert amounts.pop("BytesDelivered") == float(len(now()) + 26)
    assert amounts == {
        "LogFilesRead": 1.0,
        "MessagesQuarantined": 1.0,
        "RecordsDelivered": 1.0,
        "RecordsQuarantined": 1.0,
        "RecordsRead": 2.0,
        "Requests": 1.0,
    }
