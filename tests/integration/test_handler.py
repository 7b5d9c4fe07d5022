"""deliver's handler as Lambda calls it, its clients answered by moto."""

import importlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from lambdas.core.metric import METRICS
from lambdas.deliver.settings import Settings
from tests.builder import ACCOUNT, BUCKET, key, log_file, notification, record

GROUP, STREAM = "/trailkeeper/records", f"{ACCOUNT}_CloudTrail_eu-west-1"
Handler = Callable[[dict[str, Any], object], dict[str, Any]]


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Handler:
    settings = Settings(archive_bucket=BUCKET, archive_owner=ACCOUNT, log_group=GROUP, home_region="eu-west-1")
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    boto3.client("logs").create_log_group(logGroupName=GROUP)
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    module = importlib.import_module("lambdas.deliver.handler")
    found: Handler = importlib.reload(module).handler
    return found


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 60_000


def sqs_event(*bodies: str) -> dict[str, Any]:
    return {"Records": [{"messageId": str(place), "body": body} for place, body in enumerate(bodies)]}


def now(**fields: object) -> bytes:
    return record(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), **fields)


def test_a_log_file_reaches_cloudwatch_logs_and_only_the_bad_message_stays_on_the_queue(
    handler: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    wanted = [now(n=1, userAgent="é\u2028"), now(n=2)]
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key(), Body=log_file(*wanted))
    answer = handler(sqs_event(notification([key()]), "garbage", "CloudTrail validation message."), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    events = boto3.client("logs").get_log_events(logGroupName=GROUP, logStreamName=STREAM)["events"]
    assert [event["message"].encode() for event in events] == wanted
    assert [line.message for line in caplog.records if line.levelname == "ERROR"] == ["message failed"]


def test_what_happened_is_emitted_as_metrics_of_the_table(handler: Handler, capsys: pytest.CaptureFixture[str]) -> None:
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key(), Body=log_file(now(), b"null"))
    handler(sqs_event(notification([key()]), "garbage"), Context())
    (emitted,) = [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if "_aws" in line]
    (directive,) = emitted["_aws"]["CloudWatchMetrics"]
    table = {metric.name: metric.unit for metric in METRICS}
    assert {metric["Name"]: metric["Unit"] for metric in directive["Metrics"]}.items() <= table.items()
    amounts = {name: emitted[name] for name in table if name in emitted}
    assert amounts.pop("BytesDelivered") == [float(len(now()) + 26)]
    assert amounts == {
        "LogFilesRead": [1.0],
        "LogFilesRejected": [1.0],
        "MessagesFailed": [1.0],
        "RecordsDelivered": [1.0],
        "RecordsRead": [2.0],
        "RecordsRejected": [1.0],
        "Requests": [1.0],
        "TrailingBytes": [0.0],
    }
