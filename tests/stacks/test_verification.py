"""verify: what it may do and what calls it, what it remembers, and where its findings go."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambdas.verify.settings import Settings
from tests.stacks.synthesis import (
    BUCKET_ARN,
    LEDGER_ARN,
    QUEUE_ARN,
    TLS_ONLY,
    Resources,
    Synthesis,
    synthesize,
)
from tests.stacks.test_role import OF_BUCKET, OF_OBJECT, WRITE_STREAMS, allow, through

PLACE = "eu-central-1:111122223333"
SINCE = "2026-11-23T12:00:00Z"
TABLE_ARN = f"arn:aws:dynamodb:{PLACE}:table/trailkeeper-verification"
VERIFICATION_ARN = f"arn:aws:sqs:{PLACE}:trailkeeper-verification"
ROLE_ARN = "arn:aws:iam::111122223333:role/trailkeeper-verify-eu-central-1"
LOG_GROUPS = f"arn:aws:logs:{PLACE}:log-group"
BELOW = {"StringLike": {"s3:prefix": "AWSLogs/*"}}


def test_verify_may_do_exactly_this(verification: Resources) -> None:
    (policy,) = verification["VerifyRole"]["Properties"]["Policies"]
    take = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:SendMessage"]
    own_key = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    encrypt = ["kms:Decrypt", "kms:GenerateDataKey"]
    assert policy["PolicyDocument"]["Statement"] == [
        allow("ReadArchive", "s3:GetObject", f"{BUCKET_ARN}/AWSLogs/*"),
        allow("ListArchive", ["s3:ListBucket", "s3:ListBucketVersions"], BUCKET_ARN, BELOW),
        allow("DecryptLogFiles", "kms:Decrypt", "Key.Arn", OF_OBJECT),
        allow("DecryptLogFilesOfBucketKey", "kms:Decrypt", "Key.Arn", OF_BUCKET),
        allow("FindPublicKeys", "cloudtrail:ListPublicKeys", "*"),
        allow("ReadLedger", "dynamodb:Query", LEDGER_ARN),
        allow("DecryptLedger", ["kms:Decrypt", "kms:DescribeKey"], "LedgerKey.Arn", through("dynamodb")),
        allow("RememberFindings", ["dynamodb:PutItem", "dynamodb:Query"], TABLE_ARN),
        allow("EncryptFindings", own_key, "VerificationKey.Arn", through("dynamodb")),
        allow("TakeAccounts", take, VERIFICATION_ARN),
        allow("GiveUp", "sqs:SendMessage", f"{VERIFICATION_ARN}-dead-letters"),
        allow("EncryptAccounts", encrypt, "VerificationKey.Arn", through("sqs")),
        allow("Requeue", ["sqs:GetQueueAttributes", "sqs:SendMessage"], QUEUE_ARN),
        allow("EncryptRequeued", encrypt, "NotificationKey.Arn", through("sqs")),
        allow("TellFindings", WRITE_STREAMS, f"{LOG_GROUPS}:/trailkeeper/findings:log-stream:*"),
        allow("Alarm", "sns:Publish", f"arn:aws:sns:{PLACE}:trailkeeper-alarms"),
        allow("WriteOwnLog", WRITE_STREAMS, f"{LOG_GROUPS}:VerifyLog:log-stream:*"),
    ]


def test_verify_lists_below_each_prefix_that_the_trail_has_or_had(tmp_path: Path) -> None:
    configuration = {"trail": {"key_prefix": "security", "former_key_prefixes": ["audit/a", ""]}}
    made = synthesize(configuration, tmp_path, assets=False).resources("Trailkeeper-Verification")
    (policy,) = made["VerifyRole"]["Properties"]["Policies"]
    (listed,) = [each for each in policy["PolicyDocument"]["Statement"] if each["Sid"] == "ListArchive"]
    assert listed["Condition"] == {
        "StringLike": {"s3:prefix": ["security/AWSLogs/*", "audit/a/AWSLogs/*", "AWSLogs/*"]}
    }


def test_only_verify_writes_what_is_remembered(verification: Resources) -> None:
    (only,) = verification["Remembered"]["Properties"]["ResourcePolicy"]["PolicyDocument"]["Statement"]
    assert (only["Effect"], only["Resource"]) == ("Deny", TABLE_ARN)
    assert only["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": ROLE_ARN}}
    assert f":role/{verification['VerifyRole']['Properties']['RoleName']}" in ROLE_ARN


def test_what_is_remembered_outlives_mistakes_and_the_stack_and_goes_when_its_time_is_over(
    verification: Resources,
) -> None:
    table = verification["Remembered"]
    properties = table["Properties"]
    assert properties["KeySchema"] == [
        {"AttributeName": "folder", "KeyType": "HASH"},
        {"AttributeName": "item", "KeyType": "RANGE"},
    ]
    assert properties["TimeToLiveSpecification"] == {"AttributeName": "expires_s", "Enabled": True}
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["SSESpecification"]["KMSMasterKeyId"] == "VerificationKey.Arn"
    assert properties["DeletionProtectionEnabled"] is True
    assert table["DeletionPolicy"] == "RetainExceptOnCreate"


def test_the_environment_is_the_one_that_verify_reads(verification: Resources) -> None:
    written = verification["Verify"]["Properties"]["Environment"]["Variables"]
    assert Settings.from_environment(written) == Settings(
        archive_bucket="trailkeeper-archive-111122223333-eu-central-1",
        archive_owner="111122223333",
        key_prefixes=("",),
        ledger_table="trailkeeper-ledger",
        verification_table="trailkeeper-verification",
        findings_log_group="/trailkeeper/findings",
        alarm_topic_arn=f"arn:aws:sns:{PLACE}:trailkeeper-alarms",
        delivery_queue_url="Queue",
        verification_queue_url="VerificationQueue",
        horizon_days=30,
        requeue_limit=1000,
    )
    assert set(written) == set(Settings.from_environment(written).environment())


def test_the_environment_follows_the_configuration(tmp_path: Path) -> None:
    names = {"table_name": "audit-verification", "log_group_name": "/audit/findings", "retention_days": 30}
    configuration = {"verification": names | {"horizon_days": 7, "requeue_limit": 5, "covers_from": SINCE}}
    made = synthesize(configuration, tmp_path, assets=False).resources("Trailkeeper-Verification")
    settings = Settings.from_environment(made["Verify"]["Properties"]["Environment"]["Variables"])
    assert (settings.verification_table, settings.findings_log_group) == ("audit-verification", "/audit/findings")
    assert (settings.horizon_days, settings.requeue_limit, settings.covers_from) == (7, 5, SINCE)
    assert made["Findings"]["Properties"]["RetentionInDays"] == 30


def test_verify_looks_no_further_back_than_log_files_are_kept(tmp_path: Path) -> None:
    made = synthesize({"archive": {"expire_days": 5}}, tmp_path, assets=False).resources("Trailkeeper-Verification")
    settings = Settings.from_environment(made["Verify"]["Properties"]["Environment"]["Variables"])
    assert settings.horizon_days == 4


def test_verify_is_called_every_hour_and_by_its_queue(verification: Resources) -> None:
    rule = verification["EveryHour"]["Properties"]
    assert (rule["ScheduleExpression"], rule["Targets"]) == (
        "cron(17 * * * ? *)",
        [{"Id": "Verify", "Arn": "Verify.Arn"}],
    )
    invokes = verification["EveryHourInvokes"]["Properties"]
    assert (invokes["Principal"], invokes["SourceArn"]) == ("events.amazonaws.com", "EveryHour.Arn")
    assert verification["VerifyPoll"]["Properties"] == {
        "FunctionName": "Verify",
        "EventSourceArn": "VerificationQueue.Arn",
        "BatchSize": 10,
        "ScalingConfig": {"MaximumConcurrency": 10},
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    }


def test_a_message_stays_hidden_for_six_timeouts_and_fails_three_times(verification: Resources) -> None:
    queue = verification["VerificationQueue"]["Properties"]
    assert queue["VisibilityTimeout"] == 6 * verification["Verify"]["Properties"]["Timeout"]
    assert queue["RedrivePolicy"] == {"deadLetterTargetArn": "VerificationDeadLetters.Arn", "maxReceiveCount": 3}
    assert verification["VerificationDeadLetters"]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_a_new_digest_of_the_own_bucket_hastens_its_region(verification: Resources, archive: Resources) -> None:
    bucket = archive["Bucket"]["Properties"]
    told = bucket["NotificationConfiguration"]["EventBridgeConfiguration"]
    rule = verification["NewDigest"]["Properties"]
    assert told == {"EventBridgeEnabled": True}
    assert rule["EventPattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [bucket["BucketName"]]},
            "object": {"key": [{"wildcard": "*/CloudTrail-Digest/*.json.gz"}]},
        },
    }
    assert rule["Targets"] == [{"Id": "Verification", "Arn": "VerificationQueue.Arn"}]


def test_only_that_rule_may_send_and_nobody_without_tls(verification: Resources) -> None:
    deny, send = verification["VerificationQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert (deny["Effect"], deny["Condition"]) == ("Deny", TLS_ONLY)
    assert {key: value for key, value in send.items() if key != "Sid"} == {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "VerificationQueue.Arn",
        "Condition": {"ArnEquals": {"aws:SourceArn": "NewDigest.Arn"}},
    }


@pytest.mark.parametrize("setup", ["adopted-trail", "adopted-bucket"])
def test_an_adopted_buckets_notifications_are_its_owners(synthesized: Callable[[str], Synthesis], setup: str) -> None:
    made = synthesized(setup).resources("Trailkeeper-Verification")
    assert "NewDigest" not in made
    assert "EveryHour" in made


NO_PIPELINE: dict[str, dict[str, Any]] = {"native": {"ingestion": "native"}, "direct": {"ingestion": "direct"}}


@pytest.mark.parametrize("configuration", NO_PIPELINE.values(), ids=NO_PIPELINE)
def test_without_the_pipeline_there_is_nothing_to_verify(tmp_path: Path, configuration: dict[str, Any]) -> None:
    made = synthesize(configuration, tmp_path, assets=False)
    assert "Trailkeeper-Verification" not in made.templates
    bucket = made.resources("Trailkeeper-Archive")["Bucket"]["Properties"]
    assert "NotificationConfiguration" not in bucket


def test_the_operators_command_is_told_the_names_it_needs(synthesis: Synthesis) -> None:
    assert synthesis.outputs("Trailkeeper-Verification") == {
        "VerificationQueueUrl": "VerificationQueue",
        "VerificationDeadLettersUrl": "VerificationDeadLetters",
        "VerificationTable": "trailkeeper-verification",
        "FindingsLogGroup": "/trailkeeper/findings",
    }
