"""deliver's handler as Lambda calls it, its clients answered by moto."""

import importlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import msgspec
import pytest

from lambdas.aws.receipts import receipts
from lambdas.core.metric import METRICS
from lambdas.core.security_rule import RULES
from lambdas.deliver.rule_file import NAME
from lambdas.deliver.settings import Settings
from tests import ledger_table, rules_table
from tests.builder import ACCOUNT, BUCKET, key, log_file, notification, record

GROUP, STREAM = "/trailkeeper/records", f"{ACCOUNT}_CloudTrail_eu-west-1"
QUARANTINE, TABLE, NOTICES = "trailkeeper-quarantine", "trailkeeper-ledger", "trailkeeper-rules"
IN_EU = {"LocationConstraint": "eu-west-1"}
Handler = Callable[[dict[str, Any], object], dict[str, Any]]


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Handler:
    """With the built-in rules in a folder of the path of modules, and a queue that hears what the topic is told."""
    (tmp_path / NAME).write_bytes(msgspec.json.encode(RULES))
    monkeypatch.syspath_prepend(tmp_path)
    rules_table.create(boto3.client("dynamodb"), NOTICES)
    topic = boto3.client("sns").create_topic(Name="trailkeeper-alarms")["TopicArn"]
    queue = boto3.client("sqs").create_queue(QueueName="told")["QueueUrl"]
    told = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=told["QueueArn"])
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
        rules_table=NOTICES,
        alarm_topic_arn=topic,
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


def notices() -> list[dict[str, Any]]:
    url = boto3.client("sqs").get_queue_url(QueueName="told")["QueueUrl"]
    messages = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def emitted(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if "_aws" in line]


def test_a_record_that_a_rule_matches_is_told_to_the_alarm_topic_once(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = {"eventName": "StopLogging", "userIdentity": {"arn": "arn:aws:iam::111122223333:user/alice"}}
    for name in ("a", "b"):
        boto3.client("s3").put_object(Bucket=BUCKET, Key=key(name), Body=log_file(now(**stop), now(n=name)))
        assert handler(sqs_event(notification([key(name)])), Context()) == {"batchItemFailures": []}
    (notice,) = notices()
    assert "Who: arn:aws:iam::111122223333:user/alice\n" in notice["Message"]
    by_rule = [(line["rule"], line["RuleMatches"]) for line in emitted(capsys) if "rule" in line]
    assert [values for _, values in by_rule] == [[1.0], [1.0]]
    assert {rule for rule, _ in by_rule} <= {rule.name for rule in RULES}
    (item,) = boto3.client("dynamodb").scan(TableName=NOTICES)["Items"]
    assert int(item["until_s"]["N"]) > datetime.now(UTC).timestamp() + 3000


def test_without_the_table_of_notices_log_files_are_delivered(
    handler: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    boto3.client("dynamodb").delete_table(TableName=NOTICES)
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key(), Body=log_file(now(eventName="StopLogging")))
    assert handler(sqs_event(notification([key()])), Context()) == {"batchItemFailures": []}
    assert len(texts()) == 1
    assert [line["TopicFailures"] for line in emitted(capsys) if "TopicFailures" in line] == [[1.0]]


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
    (line,) = emitted(capsys)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    table = {metric.name: metric.unit for metric in METRICS}
    assert {metric["Name"]: metric["Unit"] for metric in directive["Metrics"]}.items() <= table.items()
    amounts = {name: line[name][0] for name in table if name in line and line[name] != [0.0]}
    assert amounts.pop("BytesDelivered") == float(len(now()) + 26)
    assert 0 < amounts.pop("DeliveryDelaySeconds") < 60
    assert amounts == {
        "LogFilesRead": 1.0,
        "MessagesQuarantined": 1.0,
        "Quarantined": 2.0,
        "RecordsDelivered": 1.0,
        "RecordsQuarantined": 1.0,
        "RecordsRead": 2.0,
        "Requests": 1.0,
    }
