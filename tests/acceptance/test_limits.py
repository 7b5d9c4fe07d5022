"""Limits and behaviour of AWS that the embedded cloud adds to the emulator."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code, eventually

HOUR_MS = 60 * 60 * 1000

MakeFunction = Callable[..., str]


def test_log_events_outside_the_accepted_time_are_told_and_not_stored(cloud: EmbeddedCloud) -> None:
    logs, now_ms = cloud.client("logs"), int(time.time() * 1000)
    logs.create_log_group(logGroupName="times")
    logs.put_retention_policy(logGroupName="times", retentionInDays=7)
    logs.create_log_stream(logGroupName="times", logStreamName="one")
    hours = (-15 * 24, -8 * 24, -1, 0, 3)
    answer = logs.put_log_events(
        logGroupName="times",
        logStreamName="one",
        logEvents=[{"timestamp": now_ms + hour * HOUR_MS, "message": str(hour)} for hour in hours],
    )
    assert answer["rejectedLogEventsInfo"] == {
        "tooOldLogEventEndIndex": 1,
        "expiredLogEventEndIndex": 2,
        "tooNewLogEventStartIndex": 4,
    }
    stored = logs.get_log_events(logGroupName="times", logStreamName="one", startFromHead=True)["events"]
    assert [log_event["message"] for log_event in stored] == ["-1", "0"]


def test_a_request_above_the_size_of_a_batch_fails_as_a_whole(cloud: EmbeddedCloud) -> None:
    logs, now_ms = cloud.client("logs"), int(time.time() * 1000)
    logs.create_log_group(logGroupName="sizes")
    logs.create_log_stream(logGroupName="sizes", logStreamName="one")
    of_the_limit = [{"timestamp": now_ms, "message": "x" * (524_288 - 26)}] * 2
    above = [*of_the_limit, {"timestamp": now_ms, "message": "x"}]
    put = {"logGroupName": "sizes", "logStreamName": "one"}
    assert "rejectedLogEventsInfo" not in logs.put_log_events(**put, logEvents=of_the_limit)
    assert error_code(logs.put_log_events, **put, logEvents=above) == "InvalidParameterException"
    assert len(logs.get_log_events(**put)["events"]) == 2


COUNTING = """
def handler(event, context):
    print("messages", len(event["Records"]))
"""


def grant(cloud: EmbeddedCloud, role: str, *actions: str) -> None:
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    cloud.client("iam").put_role_policy(RoleName=role, PolicyName="granted", PolicyDocument=document)


def test_a_mapping_with_a_window_hands_the_function_whole_batches(
    cloud: EmbeddedCloud, make_function: MakeFunction
) -> None:
    name = make_function(cloud, "counting", COUNTING)
    grant(cloud, name, "logs:*", "sqs:*")
    sqs, logs = cloud.client("sqs"), cloud.client("logs")
    queue = sqs.create_queue(QueueName="counted")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    for number in range(25):
        entries = [{"Id": str(place), "MessageBody": f"{number}-{place}"} for place in range(10)]
        sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=name, EventSourceArn=arn, BatchSize=200, MaximumBatchingWindowInSeconds=1
    )

    def batches() -> list[int]:
        answer = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}", filterPattern="messages")
        return [int(found[1]) for event in answer["events"] if (found := re.match(r"messages (\d+)", event["message"]))]

    assert eventually(lambda: name in str(logs.describe_log_groups()) and sum(batches()) == 250)
    assert batches() == [200, 50]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        pytest.param({"BatchSize": 11}, "InvalidParameterValueException", id="more than ten without a window"),
        pytest.param({"BatchSize": 20_000}, "ValidationException", id="more than ten thousand"),
        pytest.param({}, "ResourceConflictException", id="the same mapping again"),
    ],
)
def test_a_mapping_that_lambda_would_refuse_is_refused(
    cloud: EmbeddedCloud, settings: dict[str, int], code: str, refused: dict[str, str]
) -> None:
    assert error_code(cloud.client("lambda").create_event_source_mapping, **refused, **settings) == code


@pytest.fixture(scope="module")
def refused(cloud: EmbeddedCloud, make_function: MakeFunction) -> dict[str, str]:
    """The names of a mapping that is there already."""
    name = make_function(cloud, "mapped", COUNTING)
    cloud.client("sqs").create_queue(QueueName="mapped")
    mapping = {"FunctionName": name, "EventSourceArn": "arn:aws:sqs:us-east-1:000000000000:mapped"}
    cloud.client("lambda").create_event_source_mapping(**mapping)
    return mapping


MEASURING = """
import json, time

def handler(event, context):
    metric = {"Name": "Records", "Unit": "Count"}
    directive = {"Namespace": "Measured", "Dimensions": [["service"]], "Metrics": [metric]}
    metadata = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    print(json.dumps({"_aws": metadata, "service": "deliver", "Records": event["records"]}))
"""


def test_what_a_function_prints_in_the_embedded_metric_format_becomes_a_metric(
    cloud: EmbeddedCloud, make_function: MakeFunction
) -> None:
    name = make_function(cloud, "measuring", MEASURING)
    grant(cloud, name, "logs:*")
    for records in (2, 40):
        cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"records": records}).encode())
    now = datetime.now(UTC)
    [datapoint] = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="Measured",
        MetricName="Records",
        Dimensions=[{"Name": "service", "Value": "deliver"}],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=86_400,
        Statistics=["Sum"],
    )["Datapoints"]
    assert datapoint["Sum"] == 42


def test_an_alarm_sees_the_messages_of_its_own_queue_only(cloud: EmbeddedCloud) -> None:
    sqs, cloudwatch = cloud.client("sqs"), cloud.client("cloudwatch")
    for name in ("watched-full", "watched-empty"):
        queue = sqs.create_queue(QueueName=name)["QueueUrl"]
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[{"Name": "QueueName", "Value": name}],
            Statistic="Maximum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
        )
        if name == "watched-full":
            sqs.send_message(QueueUrl=queue, MessageBody="left behind")

    def states() -> dict[str, str]:
        alarms = cloudwatch.describe_alarms(AlarmNamePrefix="watched-")["MetricAlarms"]
        return {alarm["AlarmName"]: alarm["StateValue"] for alarm in alarms}

    expected = {"watched-full": "ALARM", "watched-empty": "OK"}
    assert eventually(states, expected.__eq__) == expected
