"""What deliver may do, each purpose in a statement of its own, and what nobody else may; nothing by a library."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from stacks import name
from stacks.config import Config
from stacks.nag import accept, accept_wildcard

READ = ["s3:GetObject", "s3:GetObjectVersion"]
WRITE_STREAMS = ["logs:CreateLogStream", "logs:PutLogEvents"]
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
POLL = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
# Without kms:CreateGrant, which only whoever makes the table needs.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html (2026-04-13)
USE_LEDGER_KEY = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
# What the names of the quarantine's objects begin with. A message is not redriven from there: it names no log file.
REDRIVEN = ("records", "log-files")
QUARANTINED = (*REDRIVEN, "messages")


@dataclass(frozen=True)
class Used:
    """What deliver works with and has no name before it is made."""

    archive_key_arn: str
    """Empty where the archive has none."""
    quarantine_key: kms.Key
    notification_key: kms.Key
    ledger_key: kms.Key
    own_log: logs.LogGroup


def deliver_role(stack: Stack, config: Config, used: Used) -> iam.Role:
    statements = [*to_deliver(stack, config, used), *to_account(stack, config, used), *to_tell(stack, config)]
    role = iam.Role(
        stack,
        "DeliverRole",
        role_name=name.role_name(stack, name.DELIVER),
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"Deliver": iam.PolicyDocument(statements=statements)},
    )
    accept_wildcards(role, stack, config, used)
    return role


def to_deliver(stack: Stack, config: Config, used: Used) -> list[iam.PolicyStatement]:
    """From the queue to the destination."""
    return [
        allow("ReadLogFiles", READ, *name.log_files_arns(stack, config)),
        *to_decrypt(stack, config, used.archive_key_arn),
        allow("DeliverRecords", WRITE_STREAMS, name.log_streams_arn(stack, config.destination.log_group_name)),
        allow("TakeNotifications", POLL, name.queue_arn(stack, config)),
        allow("WriteOwnLog", WRITE_STREAMS, name.log_streams_arn(stack, used.own_log.log_group_name)),
    ]


def to_decrypt(stack: Stack, config: Config, key_arn: str) -> list[iam.PolicyStatement]:
    """Only through S3, and only what a trail of the archive has encrypted.

    CloudTrail puts the trail's ARN into the encryption context of each object that it writes. Where an S3 Bucket Key
    made the data key there is no context of an object's, and aws:s3:arn is the bucket's.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (2026-04-13)
    """
    if not key_arn:
        return []
    written = {"kms:EncryptionContext:aws:cloudtrail:arn": name.writers_of_any_region(stack, config)}
    bucket = {"kms:EncryptionContext:aws:s3:arn": name.archive_arn(stack, config)}
    of_object = via(stack, "s3") | {"StringLike": written}
    of_bucket = {"StringEquals": {**via(stack, "s3")["StringEquals"], **bucket}}
    return [
        allow("DecryptLogFiles", ["kms:Decrypt"], key_arn, conditions=of_object),
        allow("DecryptLogFilesOfBucketKey", ["kms:Decrypt"], key_arn, conditions=of_bucket),
    ]


def to_account(stack: Stack, config: Config, used: Used) -> list[iam.PolicyStatement]:
    """What becomes of each log file, and of what cannot be delivered.

    A transaction of puts needs PutItem alone. What has been redriven already is gone, which S3 tells only whoever may
    list the bucket; to anybody else it is a denial.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (all 2026-04-13)
    """
    bucket = name.quarantine_arn(stack, config)
    encrypt = ["kms:GenerateDataKey", "kms:Decrypt"]
    through_s3 = only_s3(stack, [bucket, f"{bucket}/*"])
    queue, table = via(stack, "sqs"), via(stack, "dynamodb")
    return [
        allow("KeepLedger", ["dynamodb:PutItem"], name.ledger_arn(stack, config)),
        allow("EncryptLedger", USE_LEDGER_KEY, used.ledger_key.key_arn, conditions=table),
        allow("Quarantine", ["s3:PutObject"], *quarantined(stack, config, QUARANTINED)),
        allow("Redrive", ["s3:GetObject", "s3:DeleteObject"], *quarantined(stack, config, REDRIVEN)),
        allow("FindQuarantined", ["s3:ListBucket"], bucket),
        allow("EncryptQuarantine", encrypt, used.quarantine_key.key_arn, conditions=through_s3),
        allow("GiveUp", ["sqs:SendMessage"], name.dead_letters_arn(stack, config)),
        allow("EncryptMessages", encrypt, used.notification_key.key_arn, conditions=queue),
    ]


def to_tell(stack: Stack, config: Config) -> list[iam.PolicyStatement]:
    """Notices of security rules, whose table has the ledger's key."""
    if not config.has_rules_in_deliver:
        return []
    return [
        allow("KeepNotices", ["dynamodb:PutItem"], name.rules_table_arn(stack, config)),
        allow("TellNotices", ["sns:Publish"], name.own_arn(stack, config, "sns", name.ALARMS)),
    ]


def quarantined(stack: Stack, config: Config, folders: Sequence[str]) -> list[str]:
    return [f"{name.quarantine_arn(stack, config)}/{folder}/*" for folder in folders]


def allow(
    sid: str, actions: Sequence[str], *resources: str, conditions: dict[str, Any] | None = None
) -> iam.PolicyStatement:
    return iam.PolicyStatement(sid=sid, actions=list(actions), resources=list(resources), conditions=conditions)


def via(stack: Stack, service: str) -> dict[str, Any]:
    """Only this service may use a key for deliver.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html (2026-04-13)
    """
    return {"StringEquals": {"kms:ViaService": f"{service}.{stack.region}.{stack.url_suffix}"}}


def only_s3(stack: Stack, contexts: Sequence[str]) -> dict[str, Any]:
    """Only S3 may use a key for deliver, and only for a bucket and its objects.

    S3 puts aws:s3:arn into every encryption context: the object's ARN or, where an S3 Bucket Key made the data key, the
    bucket's.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (2026-04-13)
    """
    return via(stack, "s3") | {"StringLike": {"kms:EncryptionContext:aws:s3:arn": list(contexts)}}


def only_deliver(stack: Stack, config: Config, sid: str, actions: Sequence[str], resource: str) -> dict[str, Any]:
    return only_role(sid, actions, resource, name.deliver_role_arn(stack, config))


def only_role(sid: str, actions: Sequence[str], resource: str, role_arn: str) -> dict[str, Any]:
    """A statement for a resource's own policy: denied also to whom IAM allows everything.

    And to a caller without a role: a condition that negates holds where its key is missing.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (2026-04-13)
    """
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": list(actions),
        "Resource": resource,
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": role_arn}},
    }


def accept_wildcards(role: iam.Role, stack: Stack, config: Config, used: Used) -> None:
    records = name.log_streams_arn(stack, config.destination.log_group_name)
    own_log = name.log_streams_arn(stack, used.own_log.log_group_name)
    for log_files in name.log_files_arns(stack, config):
        accept_wildcard(
            role, log_files, "CloudTrail makes new keys all the time; only those below the trail's own prefix."
        )
    accept_wildcard(role, records, "A stream's name holds the account of its records; only in the destination.")
    accept_wildcard(role, own_log, "Lambda names the streams; only in the function's own log group.")
    accept_key_use(role)
    for objects in quarantined(stack, config, QUARANTINED):
        accept_wildcard(role, objects, "An object is named after the log file or the message that it is about.")


def accept_key_use(role: iam.Role) -> None:
    for action in USE_LEDGER_KEY:
        if action.endswith("*"):
            reason = "As DynamoDB's documents write it: one action and its variants, on the ledger's key only."
            accept(role, f"AwsSolutions-IAM5[Action::{action}]", reason)
