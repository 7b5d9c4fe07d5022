"""What deliver may do: statement by statement, and how it follows the configuration."""

from pathlib import Path
from typing import Any

import pytest

from lambdas.core.quarantine import LOG_FILES, MESSAGES, RECORDS
from tests.stacks.synthesis import (
    BUCKET_ARN,
    DEAD_LETTERS_ARN,
    LEDGER_ARN,
    QUARANTINE_ARN,
    QUEUE_ARN,
    ROLE_ARN,
    TRAIL_ARN,
    Resources,
    Synthesis,
    synthesize,
)

WRITE_STREAMS = ["logs:CreateLogStream", "logs:PutLogEvents"]
LOG_GROUPS = "arn:aws:logs:eu-central-1:111122223333:log-group"
RECORDS_ARN, LOG_FILES_ARN, MESSAGES_ARN = (f"{QUARANTINE_ARN}/{folder}*" for folder in (RECORDS, LOG_FILES, MESSAGES))


def test_deliver_may_do_exactly_this(delivery: Resources) -> None:
    properties = delivery["DeliverRole"]["Properties"]
    assert "ManagedPolicyArns" not in properties
    (policy,) = properties["Policies"]
    take = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    ledger_key = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    encrypt = ["kms:Decrypt", "kms:GenerateDataKey"]
    assert policy["PolicyDocument"]["Statement"] == [
        allow("ReadLogFiles", ["s3:GetObject", "s3:GetObjectVersion"], f"{BUCKET_ARN}/AWSLogs/*"),
        allow("DecryptLogFiles", "kms:Decrypt", "Key.Arn", OF_OBJECT),
        allow("DecryptLogFilesOfBucketKey", "kms:Decrypt", "Key.Arn", OF_BUCKET),
        allow("DeliverRecords", WRITE_STREAMS, f"{LOG_GROUPS}:/trailkeeper/records:log-stream:*"),
        allow("TakeNotifications", take, QUEUE_ARN),
        allow("WriteOwnLog", WRITE_STREAMS, f"{LOG_GROUPS}:DeliverLog:log-stream:*"),
        allow("KeepLedger", "dynamodb:PutItem", LEDGER_ARN),
        allow("EncryptLedger", ledger_key, "LedgerKey.Arn", through("dynamodb")),
        allow("Quarantine", "s3:PutObject", [LOG_FILES_ARN, MESSAGES_ARN, RECORDS_ARN]),
        allow("Redrive", ["s3:DeleteObject", "s3:GetObject"], [LOG_FILES_ARN, RECORDS_ARN]),
        allow("FindQuarantined", "s3:ListBucket", QUARANTINE_ARN),
        allow("EncryptQuarantine", encrypt, "QuarantineKey.Arn", OF_QUARANTINE),
        allow("GiveUp", "sqs:SendMessage", DEAD_LETTERS_ARN),
        allow("EncryptMessages", encrypt, "NotificationKey.Arn", through("sqs")),
        allow("KeepNotices", "dynamodb:PutItem", "arn:aws:dynamodb:eu-central-1:111122223333:table/trailkeeper-rules"),
        allow("TellNotices", "sns:Publish", "arn:aws:sns:eu-central-1:111122223333:trailkeeper-alarms"),
    ]


def allow(
    sid: str, action: str | list[str], resource: str | list[str], condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


def through(service: str) -> dict[str, Any]:
    return {"StringEquals": {"kms:ViaService": f"{service}.eu-central-1.amazonaws.com"}}


ANY_REGION = "arn:aws:cloudtrail:*:111122223333:trail/trailkeeper"
S3_ARN = "kms:EncryptionContext:aws:s3:arn"
OF_OBJECT = through("s3") | {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": [ANY_REGION]}}
OF_BUCKET = {"StringEquals": {**through("s3")["StringEquals"], S3_ARN: BUCKET_ARN}}
OF_QUARANTINE = through("s3") | {"StringLike": {S3_ARN: [QUARANTINE_ARN, f"{QUARANTINE_ARN}/*"]}}
"""Of the two that decrypt log files one is for what CloudTrail encrypted with the object's own data key, one for what
an S3 Bucket Key did: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (2026-04-13).
"""

ORGANIZATION = {"id": "o-exampleorgid", "management_account": "444455556666"}
OTHER_TRAIL = "arn:aws:cloudtrail:us-east-1:222233334444:trail/audit"
WRITERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an organization": (
        {"organization": ORGANIZATION},
        ["arn:aws:cloudtrail:*:444455556666:trail/trailkeeper"],
    ),
    "several accounts": (
        {"archive": {"other_trails": [OTHER_TRAIL]}},
        [ANY_REGION, "arn:aws:cloudtrail:*:222233334444:trail/audit"],
    ),
}


@pytest.mark.parametrize(("configuration", "trails"), WRITERS.values(), ids=WRITERS)
def test_deliver_decrypts_what_the_trails_of_the_archive_have_written(
    tmp_path: Path, configuration: dict[str, Any], trails: list[str]
) -> None:
    place = {"account": "111122223333", "region": "eu-central-1"}
    made = synthesize(place | configuration, tmp_path, assets=False).resources("Trailkeeper-Delivery")
    (policy,) = made["DeliverRole"]["Properties"]["Policies"]
    (decrypt,) = [each for each in policy["PolicyDocument"]["Statement"] if each["Sid"] == "DecryptLogFiles"]
    assert decrypt["Condition"] == through("s3") | {
        "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": trails},
    }


def test_deliver_reads_below_each_prefix_that_the_trail_has_or_had_and_nowhere_else(tmp_path: Path) -> None:
    configuration = {"trail": {"key_prefix": "security", "former_key_prefixes": ["audit/a"]}}
    made = synthesize(configuration, tmp_path, assets=False).resources("Trailkeeper-Delivery")
    (policy,) = made["DeliverRole"]["Properties"]["Policies"]
    read = policy["PolicyDocument"]["Statement"][0]
    assert read["Resource"] == [f"{BUCKET_ARN}/audit/a/AWSLogs/*", f"{BUCKET_ARN}/security/AWSLogs/*"]
    assert made["Deliver"]["Properties"]["Environment"]["Variables"]["TRAILKEEPER_KEY_PREFIXES"] == "security,audit/a"


def test_without_a_key_of_the_archive_deliver_decrypts_nothing_of_it(tmp_path: Path) -> None:
    configuration = {
        "account": "111122223333",
        "region": "eu-central-1",
        "trail": {"arn": TRAIL_ARN},
        "archive": {"bucket_arn": "arn:aws:s3:::central-archive"},
    }
    made = synthesize(configuration, tmp_path, assets=False).resources("Trailkeeper-Delivery")
    (policy,) = made["DeliverRole"]["Properties"]["Policies"]
    sids = [each["Sid"] for each in policy["PolicyDocument"]["Statement"]]
    assert [sid for sid in sids if sid.startswith("Decrypt")] == []
    assert made["Deliver"]["Properties"]["Environment"]["Variables"]["TRAILKEEPER_ARCHIVE_KEY_ARN"] == ""


def test_the_role_has_the_name_that_the_ledger_and_the_quarantine_know_it_by(delivery: Resources) -> None:
    assert f":role/{delivery['DeliverRole']['Properties']['RoleName']}" in ROLE_ARN
    assert delivery["Deliver"]["Properties"]["Role"] == "DeliverRole.Arn"
    assert len(f"trailkeeper-deliver-{'r' * 32}") <= 64


def test_no_policy_is_attached_to_a_role_from_elsewhere(synthesis: Synthesis) -> None:
    assert set(synthesis.of_type("AWS::IAM::Role")) == {"DeliverRole", "VerifyRole", "WatchRole", "SetupRole"}
    assert not synthesis.of_type("AWS::IAM::Policy")
