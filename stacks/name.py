"""Names that are needed before their bearers exist: fixed, so that no policy waits for a resource."""

from aws_cdk import ArnFormat, Stack

from stacks.config import Config

LEDGER = "trailkeeper-ledger"


def trail_arn(stack: Stack, config: Config) -> str:
    """What aws:SourceArn holds when CloudTrail acts for the trail; the stack's Region is the trail's home Region."""
    return stack.format_arn(service="cloudtrail", resource="trail", resource_name=config.trail.name)


def every_trail_arn(stack: Stack) -> str:
    """What CloudTrail's documents ask of the encryption context aws:cloudtrail:arn: all Regions, all of its trails."""
    return stack.format_arn(service="cloudtrail", region="*", resource="trail", resource_name="*")


def key_alias(config: Config, purpose: str) -> str:
    """KMS takes every character of a trail's name but the dot.

    https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html (2026-04-13)
    """
    return f"{config.trail.name.replace('.', '-')}-{purpose}"


def archive_bucket(stack: Stack, config: Config) -> str:
    return config.archive.bucket_name or f"trailkeeper-archive-{stack.account}-{stack.region}"


def archive_arn(stack: Stack, config: Config) -> str:
    return bucket_arn(stack, archive_bucket(stack, config))


def log_files_arn(stack: Stack, config: Config, account: str = "") -> str:
    """The objects that the trail writes: log files and digests, of all accounts or of one."""
    parts = [archive_arn(stack, config), config.trail.key_prefix, "AWSLogs", account, "*"]
    return "/".join(part for part in parts if part)


def quarantine_bucket(stack: Stack, config: Config) -> str:
    return config.quarantine.bucket_name or f"trailkeeper-quarantine-{stack.account}-{stack.region}"


def quarantine_arn(stack: Stack, config: Config) -> str:
    return bucket_arn(stack, quarantine_bucket(stack, config))


def bucket_arn(stack: Stack, bucket: str) -> str:
    return stack.format_arn(service="s3", region="", account="", resource=bucket, arn_format=ArnFormat.NO_RESOURCE_NAME)


def ledger_arn(stack: Stack) -> str:
    return stack.format_arn(service="dynamodb", resource="table", resource_name=LEDGER)


def deliver_role(stack: Stack) -> str:
    """With the Region, as the names of roles are the whole account's; IAM allows 64 characters.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-04-13)
    """
    return f"trailkeeper-deliver-{stack.region}"


def deliver_role_arn(stack: Stack) -> str:
    """Of the role, which aws:PrincipalArn holds for each of its sessions."""
    return stack.format_arn(service="iam", region="", resource="role", resource_name=deliver_role(stack))


def log_streams_arn(stack: Stack, log_group_name: str) -> str:
    streams = f"{log_group_name}:log-stream:*"
    return stack.format_arn(
        service="logs", resource="log-group", resource_name=streams, arn_format=ArnFormat.COLON_RESOURCE_NAME
    )
