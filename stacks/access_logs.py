"""Who read the archive and the quarantine: S3's own access logs, in a bucket of their own.

S3 delivers them to no bucket that is encrypted with a KMS key, nor to one with Object Lock:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-04-13)
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks import name, policy
from stacks.archive import ACCESS_LOGS
from stacks.bucket import KEPT, add_statements, expiry
from stacks.config import Config
from stacks.nag import accept
from stacks.quarantine import QUARANTINE_READS

KEPT_DAYS = 365


class AccessLogs(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        bucket = s3.Bucket(
            self,
            "AccessLogs",
            bucket_name=name.access_logs_bucket(self, config),
            encryption=s3.BucketEncryption.S3_MANAGED,
            lifecycle_rules=[expiry(KEPT_DAYS)],
            **KEPT,
        )
        accept(bucket, "AwsSolutions-S1", "It holds the access logs; its own would be about themselves.")
        sources = {
            "ArchiveAccessLogs": (ACCESS_LOGS, name.archive_arn(self, config)),
            "QuarantineAccessLogs": (QUARANTINE_READS, name.quarantine_arn(self, config)),
        }
        written = [
            policy.access_log_statement(self, sid, bucket.arn_for_objects(f"{prefix}*"), source)
            for sid, (prefix, source) in sources.items()
        ]
        add_statements(bucket, written)
