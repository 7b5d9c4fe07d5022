from collections.abc import Callable
from pathlib import Path

import pytest

from lambdas.core.window import OutOfRange
from lambdas.deliver.settings import Settings
from tests.stacks.synthesis import (
    ROLE_ARN,
    TLS_ONLY,
    Resources,
    Synthesis,
    synthesize,
)

MIB = 1024 * 1024


def test_the_environment_is_the_one_that_deliver_reads(delivery: Resources) -> None:
    written = delivery["Deliver"]["Properties"]["Environment"]["Variables"]
    assert Settings.from_environment(written) == Settings(
        account="111122223333",
        archive_bucket="trailkeeper-archive-111122223333-eu-central-1",
        archive_owner="111122223333",
        key_prefixes=("",),
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
        rules_table="trailkeeper-rules",
        alarm_topic_arn="arn:aws:sns:eu-central-1:111122223333:trailkeeper-alarms",
        quiet_minutes=60,
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
    function = synthesize(configuration, tmp_path, assets=False).of_type("AWS::Lambda::Function")["Deliver"]
    settings = Settings.from_environment(function["Environment"]["Variables"])
    assert (settings.retention_days, settings.out_of_range) == (30, OutOfRange.QUARANTINE)
    assert (settings.max_receive_count, settings.fetch_concurrency) == (7, 4)
    assert (settings.fetched_limit_bytes, settings.waiting_limit_bytes) == (MIB, 2 * MIB)
    assert (settings.quarantine_bucket, settings.ledger_days) == ("example-quarantine", 35)


def test_deliver_reads_the_bucket_that_is_adopted_from_its_owner(synthesized: Callable[[str], Synthesis]) -> None:
    function = synthesized("adopted-trail").of_type("AWS::Lambda::Function")["Deliver"]
    settings = Settings.from_environment(function["Environment"]["Variables"])
    assert (settings.archive_bucket, settings.archive_owner) == ("central-archive", "222233334444")
    assert settings.archive_key_arn == "arn:aws:kms:eu-central-1:222233334444:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    assert (settings.account, settings.key_prefixes) == ("111122223333", ("o-exampleorgid",))


def test_the_queue_listens_to_the_topic_that_is_adopted(synthesized: Callable[[str], Synthesis]) -> None:
    delivery = synthesized("adopted-trail").resources("Trailkeeper-Delivery")
    topic = "arn:aws:sns:eu-central-1:222233334444:control-tower-trail"
    assert delivery["Subscription"]["Properties"]["TopicArn"] == topic
    _, send = delivery["QueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert send["Condition"] == {"ArnEquals": {"aws:SourceArn": topic}}


def test_the_operators_command_is_told_the_names_it_needs(synthesis: Synthesis) -> None:
    assert synthesis.outputs("Trailkeeper-Delivery") == {
        "QueueUrl": "Queue",
        "DeadLettersUrl": "DeadLetters",
        "ArchiveBucket": "trailkeeper-archive-111122223333-eu-central-1",
        "QuarantineBucket": "trailkeeper-quarantine-111122223333-eu-central-1",
        "LedgerTable": "trailkeeper-ledger",
        "LogGroup": "/trailkeeper/records",
    }


def test_the_function_runs_the_projects_handler_with_its_layers(delivery: Resources) -> None:
    properties = delivery["Deliver"]["Properties"]
    assert properties["Handler"] == "lambdas.deliver.handler.handler"
    assert (properties["Runtime"], properties["Architectures"]) == ("python3.13", ["arm64"])
    assert properties["Layers"] == ["Libraries", "SecurityRules"]


def test_every_function_has_its_own_log_group_a_timeout_and_a_memory_size(synthesis: Synthesis) -> None:
    groups = synthesis.of_type("AWS::Logs::LogGroup")
    functions = synthesis.of_type("AWS::Lambda::Function")
    told = {
        name: (
            properties["Timeout"],
            properties["MemorySize"],
            groups[properties["LoggingConfig"]["LogGroup"]]["RetentionInDays"],
        )
        for name, properties in functions.items()
    }
    assert told == {
        "Deliver": (120, 1024, 365),
        "Verify": (900, 1024, 365),
        "Watch": (240, 512, 365),
        "Setup": (180, 256, 365),
    }
    assert {properties["LoggingConfig"]["LogFormat"] for properties in functions.values()} == {"JSON"}


def test_every_queue_is_one_of_these(synthesis: Synthesis) -> None:
    assert set(synthesis.of_type("AWS::SQS::Queue")) == {
        "Queue",
        "DeadLetters",
        "VerificationQueue",
        "VerificationDeadLetters",
    }


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
    queue = synthesize(configuration, tmp_path, assets=False).of_type("AWS::SQS::Queue")["Queue"]
    assert queue["VisibilityTimeout"] == 6 * timeout + 300


def test_a_message_that_fails_five_times_is_kept_for_fourteen_days(delivery: Resources) -> None:
    redrive = {"deadLetterTargetArn": "DeadLetters.Arn", "maxReceiveCount": 5}
    assert delivery["Queue"]["Properties"]["RedrivePolicy"] == redrive
    assert delivery["DeadLetters"]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


@pytest.mark.parametrize("queue", ["Queue", "DeadLetters"])
def test_only_the_trails_topic_may_send_and_nobody_without_tls(delivery: Resources, queue: str) -> None:
    deny, send = delivery[f"{queue}Policy"]["Properties"]["PolicyDocument"]["Statement"]
    assert deny == {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "sqs:*",
        "Resource": f"{queue}.Arn",
        "Condition": TLS_ONLY,
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
    assert delivery["Records"]["Properties"] == {
        "LogGroupName": "/trailkeeper/records",
        "RetentionInDays": 365,
        "LogGroupClass": "STANDARD",
        "KmsKeyId": "RecordsKey.Arn",
    }
    assert delivery["Records"]["DeletionPolicy"] == "RetainExceptOnCreate"


@pytest.mark.parametrize("log_class", ["STANDARD", "INFREQUENT_ACCESS"])
def test_the_destination_has_the_class_that_it_is_given(tmp_path: Path, log_class: str) -> None:
    made = synthesize({"destination": {"log_class": log_class}}, tmp_path, assets=False)
    assert made.resources("Trailkeeper-Delivery")["Records"]["Properties"]["LogGroupClass"] == log_class
