"""Where the trail keeps its log files and digests: the bucket, the key that encrypts it, and who may write there.

The statements on CloudTrail are those of its user guide, each with aws:SourceArn:
- bucket: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
- key: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
(both as of 2026-04-13)
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks import name
from stacks.bucket import KEPT, Statement, add_statements, expiry, key_statement, own_key
from stacks.config import Config

CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}
QUARANTINE_READS = "quarantine/"
"""What the keys of the quarantine's access logs begin with, in the bucket that has the archive's too."""


class Archive(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        self.key = self._key(config)
        self.access_logs = self._access_logs()
        bucket = self._bucket(config)
        add_statements(bucket, bucket_statements(self, config))
        add_statements(self.access_logs, [access_log_statement(self, config)])

    def _key(self, config: Config) -> kms.Key:
        description = "Encrypts the log files and digests of the trail"
        return own_key(self, "Key", description, name.key_alias(config, "archive"), key_statements(self, config))

    def _bucket(self, config: Config) -> s3.Bucket:
        return s3.Bucket(
            self,
            "Bucket",
            bucket_name=name.archive_bucket(self, config),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.key,
            bucket_key_enabled=True,
            server_access_logs_bucket=self.access_logs,
            **KEPT,
        )

    def _access_logs(self) -> s3.Bucket:
        """Who read the archive and the quarantine. S3 delivers such logs to no bucket that is encrypted with a KMS key.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-04-13)
        """
        encryption = s3.BucketEncryption.S3_MANAGED
        return s3.Bucket(self, "AccessLogs", encryption=encryption, lifecycle_rules=[expiry(365)], **KEPT)


def bucket_statements(stack: Stack, config: Config) -> list[Statement]:
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


def access_log_statement(stack: Archive, config: Config) -> Statement:
    """For the quarantine, whose stack comes later. The library has written the archive's own.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-04-13)
    """
    return {
        "Sid": "QuarantineAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": stack.access_logs.arn_for_objects(f"{QUARANTINE_READS}*"),
        "Condition": {
            "ArnLike": {"aws:SourceArn": name.quarantine_arn(stack, config)},
            "StringEquals": {"aws:SourceAccount": stack.account},
        },
    }


def key_statements(stack: Stack, config: Config) -> list[Statement]:
    """CloudTrail's. kms:Decrypt is what an S3 Bucket Key asks of CloudTrail too."""
    source = {"StringEquals": {"aws:SourceArn": name.trail_arn(stack, config)}}
    context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": name.every_trail_arn(stack)}}
    return [
        key_statement("Allow CloudTrail to encrypt logs", CLOUDTRAIL, "kms:GenerateDataKey*", source | context),
        key_statement("Allow CloudTrail to decrypt a trail", CLOUDTRAIL, "kms:Decrypt", source | context),
        key_statement("Allow CloudTrail to describe key", CLOUDTRAIL, "kms:DescribeKey", source),
    ]
