"""Where the trail keeps its log files and digests: the bucket, the key that encrypts it, and who may write there.

The statements on CloudTrail are those of its user guide, each with aws:SourceArn:
- bucket: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
- key: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
(both as of 2026-04-13)
"""

from typing import Any

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks import name
from stacks.config import Config

CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}

KEPT: Any = {
    "block_public_access": s3.BlockPublicAccess.BLOCK_ALL,
    "enforce_ssl": True,
    "object_ownership": s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    "removal_policy": RemovalPolicy.RETAIN,
    "versioned": True,
}


class Archive(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        self.key = self._key(config)
        self.bucket = self._bucket(config)
        for statement in bucket_statements(self, config):
            self.bucket.add_to_resource_policy(iam.PolicyStatement.from_json(statement))

    def _key(self, config: Config) -> kms.Key:
        statements = [iam.PolicyStatement.from_json(statement) for statement in key_statements(self, config)]
        return kms.Key(
            self,
            "Key",
            description="Encrypts the log files and digests of the trail",
            # KMS takes every character of a trail's name but the dot.
            # https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html (2026-04-13)
            alias=f"{config.trail.name.replace('.', '-')}-archive",
            enable_key_rotation=True,
            policy=iam.PolicyDocument(statements=statements),
            pending_window=Duration.days(30),
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _bucket(self, config: Config) -> s3.Bucket:
        return s3.Bucket(
            self,
            "Bucket",
            bucket_name=name.archive_bucket(self, config),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.key,
            bucket_key_enabled=True,
            server_access_logs_bucket=self._access_logs(),
            **KEPT,
        )

    def _access_logs(self) -> s3.Bucket:
        """Who read the archive. S3 delivers its access logs to no bucket that is encrypted with a KMS key.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-04-13)
        """
        expiry = s3.LifecycleRule(
            id="Expire",
            expiration=Duration.days(365),
            noncurrent_version_expiration=Duration.days(30),
            abort_incomplete_multipart_upload_after=Duration.days(7),
        )
        return s3.Bucket(
            self, "AccessLogs", encryption=s3.BucketEncryption.S3_MANAGED, lifecycle_rules=[expiry], **KEPT
        )


def bucket_statements(stack: Stack, config: Config) -> list[dict[str, Any]]:
    source = {"aws:SourceArn": name.trail_arn(stack, config)}
    return [
        {
            "Sid": "AWSCloudTrailAclCheck20150319",
            "Effect": "Allow",
            "Principal": CLOUDTRAIL,
            "Action": "s3:GetBucketAcl",
            "Resource": name.archive_arn(stack, config),
            "Condition": {"StringEquals": source},
        },
        {
            "Sid": "AWSCloudTrailWrite20150319",
            "Effect": "Allow",
            "Principal": CLOUDTRAIL,
            "Action": "s3:PutObject",
            "Resource": name.log_files_arn(stack, config, stack.account),
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **source}},
        },
    ]


def key_statements(stack: Stack, config: Config) -> list[dict[str, Any]]:
    """The account's own IAM policies, and CloudTrail's; kms:Decrypt is what an S3 Bucket Key asks of CloudTrail too."""
    source = {"StringEquals": {"aws:SourceArn": name.trail_arn(stack, config)}}
    context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": name.every_trail_arn(stack)}}
    root = stack.format_arn(service="iam", region="", resource="root")
    return [
        statement("Enable IAM user permissions", {"AWS": root}, "kms:*"),
        statement("Allow CloudTrail to encrypt logs", CLOUDTRAIL, "kms:GenerateDataKey*", source | context),
        statement("Allow CloudTrail to decrypt a trail", CLOUDTRAIL, "kms:Decrypt", source | context),
        statement("Allow CloudTrail to describe key", CLOUDTRAIL, "kms:DescribeKey", source),
    ]


def statement(
    sid: str, principal: dict[str, str], action: str, condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A statement of a key's policy, in which "*" is the key itself."""
    written = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": action, "Resource": "*"}
    return {**written, "Condition": condition} if condition else written
