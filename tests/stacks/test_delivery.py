from pathlib import Path
from typing import Any

import pytest

from lambdas.deliver.settings import Settings
from tests.stacks.synthesis import BUCKET_ARN, Resources, Synthesis, synthesize

WRITE_STREAMS = ["logs:CreateLogStream", "logs:PutLogEvents"]
LOG_GROUPS = "arn:aws:logs:eu-central-1:111122223333:log-group"


def test_deliver_may_do_exactly_this(delivery: Resources) -> None:
    properties = delivery["DeliverRole"]["Properties"]
    assert "ManagedPolicyArns" not in properties
    (policy,) = properties["Policies"]
    through_s3 = {
        "StringEquals": {"kms:ViaService": "s3.eu-central-1.amazonaws.com"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": [BUCKET_ARN, f"{BUCKET_ARN}/AWSLogs/*"]},
    }
    take = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    assert policy["PolicyDocument"]["Statement"] == [
        allow("ReadLogFiles", "s3:GetObject", f"{BUCKET_ARN}/AWSLogs/*"),
        allow("DecryptLogFiles", "kms:Decrypt", "Key.Arn") | {"Condition": through_s3},
        allow("DeliverRecords", WRITE_STREAMS, f"{LOG_GROUPS}:/trailkeeper/records:log-stream:*"),
        allow("TakeNotifications", take, "Queue.Arn"),
        allow("WriteOwnLog", WRITE_STREAMS, f"{LOG_GROUPS}:DeliverLog:log-stream:*"),
    ]


def allow(sid: str, action: str | list[str], resource: str) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


def test_no_policy_is_attached_to_a_role_from_elsewhere(synthesis: Synthesis) -> None:
    assert set(synthesis.of_type("AWS::IAM::Role")) == {"DeliverRole"}
    assert not synthesis.of_type("AWS::IAM::Policy")


def test_the_environment_is_the_one_that_deliver_reads(delivery: Resources) -> None:
    written = delivery["Deliver"]["Properties"]["Environment"]["Variables"]
    assert Settings.from_environment(written) == Settings(
        archive_bucket="trailkeeper-archive-111122223333-eu-central-1",
        archive_owner="111122223333",
        key_prefix="",
        log_group="/trailkeeper/records",
        home_region="eu-central-1",
    )
    assert set(written) == set(Settings.from_environment(written).environment())


def test_the_function_runs_the_projects_handler_with_its_layer(delivery: Resources) -> None:
    properties = delivery["Deliver"]["Properties"]
    assert properties["Handler"] == "lambdas.deliver.handler.handler"
    assert (properties["Runtime"], properties["Architectures"]) == ("python3.13", ["arm64"])
    assert properties["Layers"] == ["Libraries"]


def test_every_function_has_its_own_log_group_a_timeout_and_a_memory_size(synthesis: Synthesis) -> None:
    groups = synthesis.of_type("AWS::Logs::LogGroup")
    functions = synthesis.of_type("AWS::Lambda::Function")
    assert set(functions) == {"Deliver"}
    for properties in functions.values():
        assert properties["LoggingConfig"]["LogFormat"] == "JSON"
        assert groups[properties["LoggingConfig"]["LogGroup"]]["RetentionInDays"] == 90
        assert (properties["Timeout"], properties["MemorySize"]) == (120, 1024)


def test_only_failed_messages_stay_on_the_queue(delivery: Resources) -> None:
    assert delivery["Poll"]["Properties"] == {
        "FunctionName": "Deliver",
        "EventSourceArn": "Queue.Arn",
        "BatchSize": 100,
        "MaximumBatchingWindowInSeconds": 2,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    }


@pytest.mark.parametrize("timeout", [30, 900])
def test_a_message_stays_hidden_for_six_timeouts_and_the_window(tmp_path: Path, timeout: int) -> None:
    configuration = {"delivery": {"timeout_seconds": timeout, "batching_window_seconds": 300}}
    queue = synthesize(configuration, tmp_path).of_type("AWS::SQS::Queue")["Queue"]
    assert queue["VisibilityTimeout"] == 6 * timeout + 300


def test_a_message_that_fails_five_times_is_kept_for_fourteen_days(delivery: Resources) -> None:
    redrive = {"deadLetterTargetArn": "DeadLetters.Arn", "maxReceiveCount": 5}
    assert delivery["Queue"]["Properties"]["RedrivePolicy"] == redrive
    assert delivery["DeadLetters"]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


@pytest.mark.parametrize("queue", ["Queue", "DeadLetters"])
def test_only_the_trails_topic_may_send_and_nobody_without_tls(delivery: Resources, queue: str) -> None:
    assert delivery[queue]["Properties"]["SqsManagedSseEnabled"] is True
    deny, send = delivery[f"{queue}Policy"]["Properties"]["PolicyDocument"]["Statement"]
    assert deny == {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sqs:*",
        "Resource": f"{queue}.Arn",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    assert {key: value for key, value in send.items() if key != "Sid"} == {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": f"{queue}.Arn",
        "Condition": {"ArnEquals": {"aws:SourceArn": "Topic"}},
    }


def test_the_queue_gets_the_notification_itself(delivery: Resources) -> None:
    assert delivery["Subscription"]["Properties"] == {
        "TopicArn": "Topic",
        "Protocol": "sqs",
        "Endpoint": "Queue.Arn",
        "RawMessageDelivery": True,
        "RedrivePolicy": {"deadLetterTargetArn": "DeadLetters.Arn"},
    }


def test_the_destination_outlives_the_stack(delivery: Resources) -> None:
    assert delivery["Records"]["Properties"] == {"LogGroupName": "/trailkeeper/records", "RetentionInDays": 365}
    assert delivery["Records"]["DeletionPolicy"] == "Retain"
