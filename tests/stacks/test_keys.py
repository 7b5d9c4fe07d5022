"""A key for each purpose: what its policy says, what it encrypts, and that nothing is without one."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.stacks.synthesis import TOPIC_ARN, Resources, Synthesis

THROUGH_IAM = {
    "Sid": "Enable IAM user permissions",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "kms:*",
    "Resource": "*",
}
USE = ["kms:Decrypt", "kms:GenerateDataKey*"]
NOTIFICATION = [
    {
        "Sid": "Allow CloudTrail to publish to the topic",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": USE,
        "Resource": "*",
    },
    {
        "Sid": "Allow the topic to send to the queue",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": USE,
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:SourceArn": TOPIC_ARN}},
    },
]
"""https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html and
https://docs.aws.amazon.com/sns/latest/dg/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html (2026-04-13)
"""


LOG_GROUPS = {
    "Sid": "Allow CloudWatch Logs to use the key",
    "Effect": "Allow",
    "Principal": {"Service": "logs.eu-central-1.amazonaws.com"},
    "Action": ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    "Resource": "*",
    "Condition": {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-central-1:111122223333:log-group:*"}
    },
}
"""Of every name, as one that has been renamed is still read:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html (2026-04-13)
"""


EVENTS = {
    "Sid": "Allow EventBridge to use the key",
    "Effect": "Allow",
    "Principal": {"Service": "events.amazonaws.com"},
    "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
    "Resource": "*",
}
"""https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-delivery-troubleshooting.html (2026-04-13)."""


KEYS: dict[str, tuple[str, str, list[dict[str, Any]]]] = {
    "NotificationKey": ("Notification", "notification", NOTIFICATION),
    "RecordsKey": ("Delivery", "records", [LOG_GROUPS]),
    "LedgerKey": ("Ledger", "ledger", []),
    "VerificationKey": ("Verification", "verification", [LOG_GROUPS, EVENTS]),
    "QuarantineKey": ("Quarantine", "quarantine", []),
    "NativeKey": ("Native", "native", [LOG_GROUPS]),
}
"""The stack of each, its purpose, and who may use it beside whom IAM lets; the archive's is in tests/stacks/setups."""
WITH_NATIVE = "native-beside"
Synthesized = Callable[[str], Synthesis]


@pytest.mark.parametrize(("key", "stack", "statements"), [(key, told[0], told[2]) for key, told in KEYS.items()])
def test_a_keys_policy_lets_iam_decide_and_the_services_that_need_it(
    synthesized: Synthesized, key: str, stack: str, statements: list[dict[str, Any]]
) -> None:
    made = synthesized(WITH_NATIVE).resources(f"Trailkeeper-{stack}")[key]
    assert made["Properties"]["KeyPolicy"]["Statement"] == [THROUGH_IAM, *statements]


def test_there_is_a_key_for_each_purpose_with_an_alias_of_its_own(synthesized: Synthesized) -> None:
    synthesis = synthesized(WITH_NATIVE)
    aliases = {alias["TargetKeyId"]: alias["AliasName"] for alias in synthesis.of_type("AWS::KMS::Alias").values()}
    purposes = {f"{key}.Arn": f"alias/trailkeeper-{purpose}" for key, (_, purpose, _) in KEYS.items()}
    assert aliases == {"Key.Arn": "alias/trailkeeper-archive", **purposes}
    assert set(synthesis.of_type("AWS::KMS::Key")) == {"Key", *KEYS}


@pytest.mark.parametrize(("key", "stack"), [("Key", "Archive"), *((key, told[0]) for key, told in KEYS.items())])
def test_every_key_is_rotated_and_kept_and_is_deleted_only_after_a_month(
    synthesized: Synthesized, key: str, stack: str
) -> None:
    made = synthesized(WITH_NATIVE).resources(f"Trailkeeper-{stack}")[key]
    properties = made["Properties"]
    assert (properties["EnableKeyRotation"], properties["PendingWindowInDays"]) == (True, 30)
    assert (made["DeletionPolicy"], made["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


ENCRYPTED = {
    "AWS::SNS::Topic": ("KmsMasterKeyId", {"Topic": "NotificationKey.Arn", "Alarms": None}),
    "AWS::SQS::Queue": (
        "KmsMasterKeyId",
        {
            "Queue": "NotificationKey.Arn",
            "DeadLetters": "NotificationKey.Arn",
            "VerificationQueue": "VerificationKey.Arn",
            "VerificationDeadLetters": "VerificationKey.Arn",
        },
    ),
    "AWS::Logs::LogGroup": (
        "KmsKeyId",
        {
            "Records": "RecordsKey.Arn",
            "DeliverLog": "RecordsKey.Arn",
            "NativeRecords": "NativeKey.Arn",
            "Findings": "VerificationKey.Arn",
            "VerifyLog": "VerificationKey.Arn",
            "WatchLog": "VerificationKey.Arn",
            "SetupLog": None,
        },
    ),
}
"""An alarm about a key must not need one. The function setup logs no records."""


@pytest.mark.parametrize("kind", ENCRYPTED)
def test_every_topic_queue_and_log_group_is_encrypted_with_the_key_of_its_purpose(
    synthesized: Synthesized, kind: str
) -> None:
    name, keys = ENCRYPTED[kind]
    found = synthesized(WITH_NATIVE).of_type(kind)
    assert {resource: properties.get(name) for resource, properties in found.items()} == keys


def test_the_ledger_is_encrypted_with_its_own_key_and_so_are_the_notices_of_the_same_function(
    ledger: Resources, rules: Resources
) -> None:
    specification = ledger["Ledger"]["Properties"]["SSESpecification"]
    assert rules["Notices"]["Properties"]["SSESpecification"] == specification
    assert specification == {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": "LedgerKey.Arn"}


def test_where_the_topic_is_adopted_cloudtrail_has_no_use_of_the_queues_key(synthesized: Synthesized) -> None:
    key = synthesized("adopted-trail").resources("Trailkeeper-Notification")["NotificationKey"]
    _, *found = key["Properties"]["KeyPolicy"]["Statement"]
    topic = "arn:aws:sns:eu-central-1:222233334444:control-tower-trail"
    assert found == [NOTIFICATION[1] | {"Condition": {"ArnEquals": {"aws:SourceArn": topic}}}]
