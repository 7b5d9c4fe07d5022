"""What deliver may do, each purpose in a statement of its own, and what nobody else may; nothing by a library."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs

from stacks import name
from stacks.config import Config

READ = ["s3:GetObject", "s3:GetObjectVersion"]
WRITE_STREAMS = ["logs:CreateLogStream", "logs:PutLogEvents"]
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
POLL = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
# What the names of the quarantine's objects begin with. A message is not redriven from there: it names no log file.
REDRIVEN = ("records", "log-files")
QUARANTINED = (*REDRIVEN, "messages")


@dataclass(frozen=True)
class Used:
    """What deliver works with and has no name before it is made."""

    archive_key: kms.Key
    quarantine_key: kms.Key
    queue: sqs.Queue
    dead_letters: sqs.Queue
    own_log: logs.LogGroup


def deliver_role(stack: Stack, config: Config, used: Used) -> iam.Role:
    statements = [*to_deliver(stack, config, used), *to_account(stack, config, used)]
    role = iam.Role(
        stack,
        "DeliverRole",
        role_name=name.deliver_role(stack),
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"Deliver": iam.PolicyDocument(statements=statements)},
    )
    accept_wildcards(role, stack, config, used)
    return role


def to_deliver(stack: Stack, config: Config, used: Used) -> list[iam.PolicyStatement]:
    """From the queue to the destination."""
    log_files = name.log_files_arn(stack, config)
    through_s3 = only_s3(stack, [name.archive_arn(stack, config), log_files])
    return [
        allow("ReadLogFiles", READ, log_files),
        allow("DecryptLogFiles", ["kms:Decrypt"], used.archive_key.key_arn, conditions=through_s3),
        allow("DeliverRecords", WRITE_STREAMS, name.log_streams_arn(stack, config.destination.log_group_name)),
        allow("TakeNotifications", POLL, used.queue.queue_arn),
        allow("WriteOwnLog", WRITE_STREAMS, name.log_streams_arn(stack, used.own_log.log_group_name)),
    ]


def to_account(stack: Stack, config: Config, used: Used) -> list[iam.PolicyStatement]:
    """What becomes of each log file, and of what cannot be delivered.

    A transaction of puts needs PutItem alone. What has been redriven already is gone, which S3 tells only whoever may
    list the bucket; to anybody else it is a denial.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html (2026-04-13)
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (2026-04-13)
    """
    bucket = name.quarantine_arn(stack, config)
    encrypt = ["kms:GenerateDataKey", "kms:Decrypt"]
    through_s3 = only_s3(stack, [bucket, f"{bucket}/*"])
    return [
        allow("KeepLedger", ["dynamodb:PutItem"], name.ledger_arn(stack)),
        allow("Quarantine", ["s3:PutObject"], *quarantined(stack, config, QUARANTINED)),
        allow("Redrive", ["s3:GetObject", "s3:DeleteObject"], *quarantined(stack, config, REDRIVEN)),
        allow("FindQuarantined", ["s3:ListBucket"], bucket),
        allow("EncryptQuarantine", encrypt, used.quarantine_key.key_arn, conditions=through_s3),
        allow("GiveUp", ["sqs:SendMessage"], used.dead_letters.queue_arn),
    ]


def quarantined(stack: Stack, config: Config, folders: Sequence[str]) -> list[str]:
    return [f"{name.quarantine_arn(stack, config)}/{folder}/*" for folder in folders]


def allow(
    sid: str, actions: Sequence[str], *resources: str, conditions: dict[str, Any] | None = None
) -> iam.PolicyStatement:
    return iam.PolicyStatement(sid=sid, actions=list(actions), resources=list(resources), conditions=conditions)


def only_s3(stack: Stack, contexts: Sequence[str]) -> dict[str, Any]:
    """Only S3 may use a key for deliver, and only for a bucket and its objects.

    S3 puts aws:s3:arn into every encryption context: the object's ARN or, where an S3 Bucket Key made the data key, the
    bucket's. Either has to match, as the archive may hold objects from before the Bucket Key. aws:cloudtrail:arn is no
    condition here: it is CloudTrail's own addition, and the data key of a Bucket Key is not made for one object.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (2026-04-13)
    """
    return {
        "StringEquals": {"kms:ViaService": f"s3.{stack.region}.{stack.url_suffix}"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": list(contexts)},
    }


def only_deliver(stack: Stack, sid: str, actions: Sequence[str], resource: str) -> dict[str, Any]:
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
        "Condition": {"ArnNotEquals": {"aws:PrincipalArn": name.deliver_role_arn(stack)}},
    }


def accept_wildcards(role: iam.Role, stack: Stack, config: Config, used: Used) -> None:
    log_files = name.log_files_arn(stack, config)
    records = name.log_streams_arn(stack, config.destination.log_group_name)
    own_log = name.log_streams_arn(stack, used.own_log.log_group_name)
    accept_wildcard(role, log_files, "CloudTrail makes new keys all the time; only those below the trail's own prefix.")
    accept_wildcard(role, records, "A stream's name holds the account of its records; only in the destination.")
    accept_wildcard(role, own_log, "Lambda names the streams; only in the function's own log group.")
    for objects in quarantined(stack, config, QUARANTINED):
        accept_wildcard(role, objects, "An object is named after the log file or the message that it is about.")


def accept_wildcard(role: iam.Role, resource: str, reason: str) -> None:
    """Acknowledge cdk-nag's finding on one resource, which it names as the template would, <REF> for a reference."""
    resolved = Stack.of(role).resolve(resource)
    parts = resolved["Fn::Join"][1] if isinstance(resolved, dict) else [resolved]
    written = "".join(part if isinstance(part, str) else f"<{part['Ref']}>" for part in parts)
    Validations.of(role).acknowledge(
        Acknowledgment(id=f"AwsSolutions::AwsSolutions-IAM5[Resource::{written}]", reason=reason)
    )
