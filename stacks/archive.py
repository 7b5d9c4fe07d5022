"""Where the trail keeps its log files and digests: the bucket, the key that encrypts it, and who may write there."""

from typing import Any, cast

from aws_cdk import Duration, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks import name, policy
from stacks.bucket import KEPT, add_statements, log_access, own_key
from stacks.config import Config
from stacks.config.archive import ArchiveConfig, ObjectLockConfig
from stacks.config.ingestion import Path
from stacks.name import makes_archive_key

ACCESS_LOGS = "archive/"
"""What the keys of the archive's access logs begin with."""


def makes_archive(config: Config) -> bool:
    """Whether there is anything to make: bucket and key may both be adopted."""
    return makes_archive_key(config) or not config.archive.bucket_arn


class Archive(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        self.key = self._key(config) if makes_archive_key(config) else None
        if config.archive.bucket_arn:
            return
        bucket = self._bucket(config)
        add_statements(bucket, policy.bucket_statements(self, config))
        log_access(bucket, config, ACCESS_LOGS)
        if Path.PIPELINE in config.paths:
            tell_eventbridge(bucket)

    def _key(self, config: Config) -> kms.Key:
        description = "Encrypts the log files and digests of the trail"
        statements = policy.archive_key_statements(self, config)
        return own_key(self, "Key", description, name.key_alias(config, "archive"), statements)

    def _bucket(self, config: Config) -> s3.Bucket:
        adopted = config.archive.key_arn
        return s3.Bucket(
            self,
            "Bucket",
            bucket_name=name.archive_bucket(self, config),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=kms.Key.from_key_arn(self, "AdoptedKey", adopted) if adopted else self.key,
            bucket_key_enabled=True,
            lifecycle_rules=list(lifecycle(config.archive)),
            # Most log files are smaller than the 128 KB below which S3 otherwise moves nothing.
            transition_default_minimum_object_size=s3.TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS
            if config.archive.tiers
            else None,
            object_lock_enabled=True if config.archive.object_lock else None,
            object_lock_default_retention=retention(config.archive.object_lock),
            **KEPT,
        )


def tell_eventbridge(bucket: s3.Bucket) -> None:
    """By the property: the library would have a custom resource of its own do it.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-event-notifications-eventbridge.html (2026-04-13)
    """
    template = cast("s3.CfnBucket", bucket.node.default_child)
    template.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
    )


def retention(lock: ObjectLockConfig | None) -> s3.ObjectLockRetention | None:
    """CloudTrail writes each object once, under a new key, so a default retention stops nothing that it does.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/disaster-recovery-resiliency.html (2026-04-13)
    """
    if lock is None:
        return None
    kinds = {"GOVERNANCE": s3.ObjectLockRetention.governance, "COMPLIANCE": s3.ObjectLockRetention.compliance}
    return kinds[lock.mode](Duration.days(lock.days))


def lifecycle(archive: ArchiveConfig) -> list[s3.LifecycleRule]:
    """No version is deleted but by expire_days: what was overwritten or deleted is evidence too."""
    if not archive.tiers and archive.expire_days is None:
        return []
    expired = Duration.days(archive.expire_days) if archive.expire_days else None
    return [
        s3.LifecycleRule(
            id="Tiers",
            transitions=[
                s3.Transition(
                    storage_class=s3.StorageClass(tier.storage_class), transition_after=Duration.days(tier.after_days)
                )
                for tier in archive.tiers
            ]
            or None,
            expiration=expired,
            noncurrent_version_expiration=expired,
            abort_incomplete_multipart_upload_after=Duration.days(7),
        )
    ]
