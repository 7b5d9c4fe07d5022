"""The trail itself, made last: it needs the archive's and the topic's policies, and its first notification a listener.

CfnTrail and not the library's Trail: that one writes policies without aws:SourceArn, forgets the key's, names the topic
without its ARN and creates the trail before the topic's policy (aws-cdk-lib 2.275.0).
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_cloudtrail as cloudtrail
from constructs import Construct

from stacks import name
from stacks.archive import Archive
from stacks.config import Config
from stacks.notification import Notification


class Trail(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002  (CDK's word)
        config: Config,
        archive: Archive,
        notification: Notification,
        **stack: Any,
    ) -> None:
        super().__init__(scope, id, **stack)
        # CloudTrail tries bucket, key and topic when the trail is made, and no reference names their policies.
        self.add_stack_dependency(archive)
        self.add_stack_dependency(notification)
        cloudtrail.CfnTrail(
            self,
            "Trail",
            trail_name=config.trail.name,
            is_logging=True,
            s3_bucket_name=name.archive_bucket(self, config),
            s3_key_prefix=config.trail.key_prefix or None,
            kms_key_id=archive.key.key_arn,
            sns_topic_name=notification.topic.topic_arn,
            enable_log_file_validation=config.trail.log_file_validation,
            is_multi_region_trail=config.trail.multi_region,
            include_global_service_events=config.trail.global_service_events,
        )
