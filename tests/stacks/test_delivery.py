from pathlib import Path
from typing import Any

import pytest

from lambdas.core.quarantine import LOG_FILES, MESSAGES, RECORDS
from lambdas.core.window import OutOfRange
from lambdas.deliver.settings import Settings
from tests.stacks.synthesis import (
    BUCKET_ARN,
    LEDGER_ARN,
    QUARANTINE_ARN,
    ROLE_ARN,
    Resources,
    Synthesis,
    synthesize,
)

WRITE_STREAMS = ["logs:CreateLogStream", "logs:PutLogEvents"]
LOG_GROUPS = "arn:aws:logs:eu-central-1:111122223333:log-group"
RECORDS_ARN, LOG_FILES_ARN, MESSAGES_ARN = (f"{QUARANTINE_ARN}/{folder}*" for folder in (RECORDS, LOG_FILES, MESSAGES))
MIB = 1024 * 1024


def test_deliver_may_do_exactly_this(delivery: Resources) -> None:
    properties = delivery["DeliverRole"]["Properties"]
    assert "ManagedPolicyArns" not in properties
    (policy,) = properties["Policies"]
    log_files = f"{BUCKET_ARN}/AWSLogs/*"
    take = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    encrypt = allow("EncryptQuarantine", ["kms:Decrypt", "kms:GenerateDataKey"], "QuarantineKey.Arn")
    assert policy["PolicyDocument"]["Statement"] == [
        allow("ReadLogFiles", ["s3:GetObject", "s3:GetObjectVersion"], log_files),
        allow("DecryptLogFiles", "kms:Decrypt", "Key.Arn") | through_s3(BUCKET_ARN, log_files),
        allow("DeliverRecords", WRITE_STREAMS, f"{LOG_GROUPS}:/trailkeeper/records:log-stream:*"),
        allow("TakeNotifications", take, "Queue.Arn"),
        allow("WriteOwnLog", WRITE_STREAMS, f"{LOG_GROUPS}:DeliverLog:log-stream:*"),
        allow("KeepLedger", "dynamodb:PutItem", LEDGER_ARN),
        allow("Quarantine", "s3:PutObject", [LOG_FILES_ARN, MESSAGES_ARN, RECORDS_ARN]),
        allow("Redrive", ["s3:DeleteObject", "s3:GetObject"], [LOG_FILES_ARN, RECORDS_ARN]),
        allow("FindQuarantined", "s3:ListBucket", QUARANTINE_ARN),
        encrypt | through_s3(QUARANTINE_ARN, f"{QUARANTINE_ARN}/*"),
        allow("GiveUp", "sqs:SendMessage", "DeadLetters.Arn"),
    ]


def allow(sid: str, action: str | list[str], resource: str | list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


def through_s3(*contexts: str) -> dict[str, Any]:
    via = {"kms:ViaService": "s3.eu-central-1.amazonaws.com"}
    return {
        "Condition": {"StringEquals": via, "StringLike": {"kms:EncryptionContext:aws:s3:arn": list(contexts)}},
    }


def test_the_role_has_the_name_that_the_ledger_and_the_quarantine_know_it_by(delivery: Resources) -> None:
    assert f":role/{delivery['DeliverRole']['Properties']['RoleName']}" in ROLE_ARN
    assert delivery["Deliver"]["Properties"]["Role"] == "DeliverRole.Arn"
    assert len(f"trailkeeper-deliver-{'r' * 32}") <= 64


def test_no_policy_is_attached_to_a_role_from_elsewhere(synthesis: Synthesis) -> None:
    assert set(synthesis.of_type("AWS::IAM::Role")) == {"DeliverRole"}
    assert not synthesis.of_type("AWS::IAM::Policy")


def test_the_environment_is_the_one_that_deliver_reads(delivery: Resources) -> None:
    written = delivery["Deliver"]["Properties"]["Environment"]["Variables"]
    assert Settings.from_environment(written) == Settings(
        archive_bucket="trailkeeper-archive-111122223333-eu-central-1",
        archive_owner="111122223333",
        key_prefix="",
        archive_key_arn="Key.Arn",
        log_group="/trailkeeper/records",
        retention_days=365,
        out_of_range=OutOfRange.RESTAMP,
        home_region="eu-central-1",
        partition="aws",
        role_arn=ROLE_ARN,
        ledger_table="trailkeeper-ledger",
        ledger_days=400,
        quarantine_bucket="trailkeeper-quarantine-111122223333-eu-central-1",
        dead_letters_url="DeadLetters",
        max_receive_count=5,
        fetch_concurrency=32,
        fetched_limit_bytes=32 * MIB,
        waiting_limit_bytes=32 * MIB,
    )
    assert set(written) == set(Settings.from_environment(written).environment())


def test_the_environment_follows_the_configuration(tmp_path: Path) -> None:
    configuration = {
        "destination": {"retention_days": 30},
        "delivery": {
            "out_of_range": "quarantine",
            "max_receive_count": 7,
            "fetch_concurrency": 4,
            "fetched_limit_mib": 1,
            "waiting_limit_mib": 2,
        },
        "quarantine": {"bucket_name": "example-quarantine"},
        "ledger": {"retention_days": 35},
    }
    (function,) = synthesize(configuration, tmp_path).of_type("AWS::Lambda::Function").values()
    settings = Settings.from_environment(function["Environment"]["Variables"])
    assert (settings.retention_days, settings.out_of_range) == (30, OutOfRange.QUARANTINE)
    assert (settings.max_receive_count, settings.fetch_concurrency) == (7, 4)
    assert (settings.fetched_limit_bytes, settings.waiting_limit_bytes) == (MIB, 2 * MIB)
    assert (settings.quarantine_bucket, settings.ledger_days) == ("example-quarantine", 35)


def test_the_operators_command_is_told_the_names_it_needs(synthesis: Synthesis) -> None:
    assert synthesis.outputs("Trailkeeper-Delivery") == {
        "QueueUrl": "Queue",
        "DeadLettersUrl": "DeadLetters",
        "ArchiveBucket": "trailkeeper-archive-111122223333-eu-central-1",
        "QuarantineBucket": "trailkeeper-quarantine-111122223333-eu-central-1",
        "LedgerTable": "trailkeeper-ledger",
        "LogGroup": "/trailkeeper/records",
    }


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


def test_every_queue_is_one_of_these_two(synthesis: Synthesis) -> None:
    assert set(synthesis.of_type("AWS::SQS::Queue")) == {"Queue", "DeadLetters"}


def test_an_event_that_does_not_come_through_the_queue_is_not_lost_either(delivery: Resources) -> None:
    assert delivery["Deliver"]["Properties"]["DeadLetterConfig"] == {"TargetArn": "DeadLetters.Arn"}


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
