"""What every bucket of a deployment has in common, and the key of one that is encrypted with its own."""

from collections.abc import Sequence
from typing import Any, cast

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from stacks import name
from stacks.config import Config
from stacks.nag import accept
from stacks.policy import Statement, key_statement

KEEP = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
"""Of what holds evidence. A creation that fails leaves nothing: that is empty, and its name is needed again.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html (2026-04-13)
"""
KEPT: Any = {
    "block_public_access": s3.BlockPublicAccess.BLOCK_ALL,
    "enforce_ssl": True,
    "object_ownership": s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    "removal_policy": KEEP,
    "versioned": True,
}


def expiry(days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(
        id="Expire",
        expiration=Duration.days(days),
        noncurrent_version_expiration=Duration.days(30),
        abort_incomplete_multipart_upload_after=Duration.days(7),
    )


def add_statements(bucket: s3.Bucket, statements: Sequence[Statement]) -> None:
    for written in statements:
        bucket.add_to_resource_policy(iam.PolicyStatement.from_json(written))


def own_key(stack: Stack, id: str, description: str, alias: str, statements: Sequence[Statement] = ()) -> kms.Key:  # noqa: A002  (CDK's word)
    """A key on which the account's IAM policies may allow something, and the statements do."""
    root = stack.format_arn(service="iam", region="", resource="root")
    through_iam = key_statement("Enable IAM user permissions", {"AWS": root}, "kms:*")
    written = [iam.PolicyStatement.from_json(one) for one in (through_iam, *statements)]
    return kms.Key(
        stack,
        id,
        description=description,
        alias=alias,
        enable_key_rotation=True,
        policy=iam.PolicyDocument(statements=written),
        pending_window=Duration.days(30),
        removal_policy=KEEP,
    )


def log_access(bucket: s3.Bucket, config: Config, prefix: str) -> None:
    """By the destination's name: the library would have its policy refer to this bucket, a cycle between stacks."""
    if not config.archive.access_logs:
        accept(bucket, "AwsSolutions-S1", "archive.access_logs is off: the owner of the account has other means.")
        return
    destination = name.access_logs_bucket(Stack.of(bucket), config)
    template = cast("s3.CfnBucket", bucket.node.default_child)
    template.logging_configuration = s3.CfnBucket.LoggingConfigurationProperty(
        destination_bucket_name=destination, log_file_prefix=prefix
    )
