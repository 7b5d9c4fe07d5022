"""What deliver may do: read log files, deliver records, take notifications, write its own log; nothing by a library."""

from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs

from stacks import name
from stacks.config import Config

READ = ["s3:GetObject"]
DECRYPT = ["kms:Decrypt"]
WRITE_STREAMS = ["logs:CreateLogStream", "logs:PutLogEvents"]
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
POLL = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]


def deliver_role(stack: Stack, config: Config, key: kms.Key, queue: sqs.Queue, log: logs.LogGroup) -> iam.Role:
    log_files = name.log_files_arn(stack, config)
    records = name.log_streams_arn(stack, config.destination.log_group_name)
    own_log = name.log_streams_arn(stack, log.log_group_name)
    statements = [
        allow("ReadLogFiles", READ, log_files),
        allow("DecryptLogFiles", DECRYPT, key.key_arn, through_s3(stack, config)),
        allow("DeliverRecords", WRITE_STREAMS, records),
        allow("TakeNotifications", POLL, queue.queue_arn),
        allow("WriteOwnLog", WRITE_STREAMS, own_log),
    ]
    role = iam.Role(
        stack,
        "DeliverRole",
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"Deliver": iam.PolicyDocument(statements=statements)},
    )
    accept_wildcard(role, log_files, "CloudTrail makes new keys all the time; only those below the trail's own prefix.")
    accept_wildcard(role, records, "A stream's name holds the account of its records; only in the destination.")
    accept_wildcard(role, own_log, "Lambda names the streams; only in the function's own log group.")
    return role


def allow(sid: str, actions: list[str], resource: str, conditions: dict[str, Any] | None = None) -> iam.PolicyStatement:
    return iam.PolicyStatement(sid=sid, actions=actions, resources=[resource], conditions=conditions)


def through_s3(stack: Stack, config: Config) -> dict[str, Any]:
    """Only S3 may use the key for deliver, and only for what the trail writes.

    S3 puts aws:s3:arn into every encryption context: the object's ARN or, where an S3 Bucket Key made the data key, the
    bucket's. Either has to match, as the archive may hold objects from before the Bucket Key. aws:cloudtrail:arn is no
    condition here: it is CloudTrail's own addition, and the data key of a Bucket Key is not made for one object.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (2026-04-13)
    """
    contexts = [name.archive_arn(stack, config), name.log_files_arn(stack, config)]
    return {
        "StringEquals": {"kms:ViaService": f"s3.{stack.region}.{stack.url_suffix}"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": contexts},
    }


def accept_wildcard(role: iam.Role, resource: str, reason: str) -> None:
    """Acknowledge cdk-nag's finding on one resource, which it names as the template would, <REF> for a reference."""
    resolved = Stack.of(role).resolve(resource)
    parts = resolved["Fn::Join"][1] if isinstance(resolved, dict) else [resolved]
    written = "".join(part if isinstance(part, str) else f"<{part['Ref']}>" for part in parts)
    Validations.of(role).acknowledge(
        Acknowledgment(id=f"AwsSolutions::AwsSolutions-IAM5[Resource::{written}]", reason=reason)
    )
