"""What verify may do, each purpose in a statement of its own: read all, write its own, and send to deliver's queue."""

from dataclasses import dataclass

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from stacks import name, policy
from stacks.config import Config
from stacks.nag import accept_wildcard
from stacks.role import POLL, USE_LEDGER_KEY, WRITE_STREAMS, accept_key_use, allow, to_decrypt, via

LIST = ["s3:ListBucket", "s3:ListBucketVersions"]
ENCRYPT = ["kms:Decrypt", "kms:GenerateDataKey"]


@dataclass(frozen=True)
class Used:
    """What verify works with and has no name before it is made."""

    archive_key_arn: str
    """Empty where the archive has none."""
    notification_key: kms.Key
    ledger_key: kms.Key
    own_key: kms.Key
    own_log: logs.LogGroup


def verify_role(stack: Stack, config: Config, used: Used) -> iam.Role:
    statements = [*to_read(stack, config, used), *to_remember(stack, config, used), *to_tell(stack, config, used)]
    role = iam.Role(
        stack,
        "VerifyRole",
        role_name=name.role_name(stack, name.VERIFY),
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"Verify": iam.PolicyDocument(statements=statements)},
    )
    accept_wildcards(role, stack, config, used)
    return role


def to_read(stack: Stack, config: Config, used: Used) -> list[iam.PolicyStatement]:
    """The archive, CloudTrail's keys and the receipts.

    ListPublicKeys is of no resource:
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html (2026-04-13)
    """
    bucket, below = name.archive_arn(stack, config), policy.below_prefixes(config)
    read = ["kms:Decrypt", "kms:DescribeKey"]
    return [
        allow("ReadArchive", ["s3:GetObject"], *name.log_files_arns(stack, config)),
        allow("ListArchive", LIST, bucket, conditions=below),
        *to_decrypt(stack, config, used.archive_key_arn),
        allow("FindPublicKeys", ["cloudtrail:ListPublicKeys"], "*"),
        allow("ReadLedger", ["dynamodb:Query"], name.ledger_arn(stack, config)),
        allow("DecryptLedger", read, used.ledger_key.key_arn, conditions=via(stack, "dynamodb")),
    ]


def to_remember(stack: Stack, config: Config, used: Used) -> list[iam.PolicyStatement]:
    """What was found, and the accounts that are still to be looked at."""
    own, table = used.own_key.key_arn, name.verification_table_arn(stack, config)
    return [
        allow("RememberFindings", ["dynamodb:PutItem", "dynamodb:Query"], table),
        allow("EncryptFindings", USE_LEDGER_KEY, own, conditions=via(stack, "dynamodb")),
        allow("TakeAccounts", [*POLL, "sqs:SendMessage"], name.own_arn(stack, config, "sqs", name.VERIFICATION_QUEUE)),
        allow("GiveUp", ["sqs:SendMessage"], name.own_arn(stack, config, "sqs", name.VERIFICATION_DEAD_LETTERS)),
        allow("EncryptAccounts", ENCRYPT, own, conditions=via(stack, "sqs")),
    ]


def to_tell(stack: Stack, config: Config, used: Used) -> list[iam.PolicyStatement]:
    """A person, and deliver of what has no receipt."""
    requeue, key = ["sqs:GetQueueAttributes", "sqs:SendMessage"], used.notification_key.key_arn
    findings = name.log_streams_arn(stack, config.verification.log_group_name)
    return [
        allow("Requeue", requeue, name.queue_arn(stack, config)),
        allow("EncryptRequeued", ENCRYPT, key, conditions=via(stack, "sqs")),
        allow("TellFindings", WRITE_STREAMS, findings),
        allow("Alarm", ["sns:Publish"], name.own_arn(stack, config, "sns", name.ALARMS)),
        allow("WriteOwnLog", WRITE_STREAMS, name.log_streams_arn(stack, used.own_log.log_group_name)),
    ]


def accept_wildcards(role: iam.Role, stack: Stack, config: Config, used: Used) -> None:
    findings = name.log_streams_arn(stack, config.verification.log_group_name)
    own_log = name.log_streams_arn(stack, used.own_log.log_group_name)
    for log_files in name.log_files_arns(stack, config):
        accept_wildcard(
            role, log_files, "CloudTrail makes new keys all the time; only those below the trail's own prefix."
        )
    accept_wildcard(role, "*", "cloudtrail:ListPublicKeys is of no resource; what it gives is public.")
    accept_wildcard(role, findings, "A stream's name holds account and Region; only in the findings' log group.")
    accept_wildcard(role, own_log, "Lambda names the streams; only in the function's own log group.")
    accept_key_use(role)
