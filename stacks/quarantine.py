"""Where deliver puts what it cannot deliver: a bucket with a key of its own, apart from the archive.

What is there was put there by deliver, and nobody else: a redriven record is delivered as if the trail had written it.
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks import name
from stacks.bucket import KEPT, add_statements, expiry, log_access, own_key
from stacks.config import Config
from stacks.role import only_deliver

QUARANTINE_READS = "quarantine/"
"""What the keys of the quarantine's access logs begin with."""
# Replication out of another bucket writes with rights of its own.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html (2026-04-13)
WRITES = ["s3:PutObject", "s3:ReplicateObject", "s3:ReplicateDelete"]


class Quarantine(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        self.key = own_key(
            self, "QuarantineKey", "Encrypts what could not be delivered", name.key_alias(config, "quarantine")
        )
        bucket = self._bucket(config)
        objects = f"{name.quarantine_arn(self, config)}/*"
        add_statements(bucket, [only_deliver(self, config, "OnlyDeliverQuarantines", WRITES, objects)])
        log_access(bucket, config, QUARANTINE_READS)

    def _bucket(self, config: Config) -> s3.Bucket:
        return s3.Bucket(
            self,
            "Quarantine",
            bucket_name=name.quarantine_bucket(self, config),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self.key,
            bucket_key_enabled=True,
            lifecycle_rules=[expiry(config.quarantine.retention_days)],
            **KEPT,
        )
