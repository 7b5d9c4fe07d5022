"""The topic to which the trail tells each log file that it has written, and the key of topic and queue.

A stack of its own, so that delivery's queue is subscribed before there is a trail: CloudTrail publishes each
notification once, and one that nobody hears is lost.
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from stacks import name, policy
from stacks.bucket import own_key
from stacks.config import Config


class Notification(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        self.key = own_key(
            self,
            "NotificationKey",
            "Encrypts the notifications of the trail, on topic and queue",
            name.key_alias(config, "notification"),
            policy.notification_key_statements(self, config),
        )
        adopted = config.notification.topic_arn
        self.topic = sns.Topic.from_topic_arn(self, "Topic", adopted) if adopted else self._topic(config)

    def _topic(self, config: Config) -> sns.Topic:
        topic = sns.Topic(
            self, "Topic", topic_name=name.TOPIC, display_name="CloudTrail log files", master_key=self.key
        )
        written = sns.TopicPolicy(self, "TopicPolicy", topics=[topic], enforce_ssl=True)
        for statement in policy.topic_statements(self, config):
            written.document.add_statements(iam.PolicyStatement.from_json(statement))
        return topic
