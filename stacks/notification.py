"""The topic to which the trail tells each log file that it has written.

A stack of its own, so that delivery's queue is subscribed before there is a trail: CloudTrail publishes each
notification once, and one that nobody hears is lost.
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from stacks import name
from stacks.archive import CLOUDTRAIL
from stacks.config import Config


class Notification(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        # Not encrypted with a key: a notification holds the names of a bucket and of keys, and CloudTrail would need to
        # be let decrypt with that key.
        self.topic = sns.Topic(self, "Topic", display_name="CloudTrail log files")
        policy = sns.TopicPolicy(self, "TopicPolicy", topics=[self.topic], enforce_ssl=True)
        policy.document.add_statements(iam.PolicyStatement.from_json(publish_statement(self, config)))


def publish_statement(stack: Notification, config: Config) -> dict[str, Any]:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html.

    As of 2026-04-13, with the aws:SourceArn that it recommends.
    """
    return {
        "Sid": "AWSCloudTrailSNSPolicy20131101",
        "Effect": "Allow",
        "Principal": CLOUDTRAIL,
        "Action": "SNS:Publish",
        "Resource": stack.topic.topic_arn,
        "Condition": {"StringEquals": {"aws:SourceArn": name.trail_arn(stack, config)}},
    }
