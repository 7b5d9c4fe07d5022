"""Who is told: of what verify finds, what a security rule matches, what an alarm measures. And here of a key that is
disabled or is to be deleted, or whose policy is changed.

EventBridge tells of a key, and not a filter on the records: without its key the archive cannot be read, so no record
comes. The topic has no key for the same reason.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from stacks import name
from stacks.config import Config
from stacks.name import Place

KEY_EVENTS = ("DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy")
"""What takes a key away: what CloudWatch.7 has, and a policy that allows nobody to use it.

https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html and
https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (2026-04-13)
"""
TOLD = {
    "event": "$.detail.eventName",
    "who": "$.detail.userIdentity.arn",
    "keys": "$.detail.resources",
    "address": "$.detail.sourceIPAddress",
    "account": "$.detail.recipientAccountId",
    "region": "$.detail.awsRegion",
    "time": "$.detail.eventTime",
    "id": "$.detail.eventID",
}
TEXT = (
    "Trailkeeper: <event> on a key of the deployment. Who: <who>, from <address>. Key: <keys>. Account <account>,"
    " Region <region>, <time>, event <id>. First: CancelKeyDeletion and EnableKey, or the policy as it was, then find"
    " out why. Without the key nothing that it encrypts can be read."
)


class Alarm(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,  # noqa: A002  (CDK's word)
        config: Config,
        keys: Sequence[str],
        **stack: Any,
    ) -> None:
        super().__init__(scope, id, **stack)
        topic = sns.Topic(self, "Alarms", topic_name=name.ALARMS, display_name="Trailkeeper alarms")
        if keys:
            self._keys_rule(keys, topic)
        policy = sns.TopicPolicy(self, "AlarmsPolicy", topics=[topic], enforce_ssl=True)
        for written in (publish_statement(topic), alarms_statement(self, topic)):
            policy.document.add_statements(iam.PolicyStatement.from_json(written))
        for email in config.alarm.emails:
            # By the address: by its place, another one's removal would end this subscription too.
            own = hashlib.sha256(email.encode()).hexdigest()[:16]
            sns.Subscription(self, f"Email{own}", topic=topic, protocol=sns.SubscriptionProtocol.EMAIL, endpoint=email)

    def _keys_rule(self, keys: Sequence[str], topic: sns.Topic) -> None:
        """CloudTrail gives EventBridge every call that changes something, while any trail logs.

        https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html (2026-04-13)
        """
        pattern = {
            "source": ["aws.kms"],
            "detail-type": ["AWS API Call via CloudTrail"],
            "detail": {
                "eventSource": ["kms.amazonaws.com"],
                "eventName": list(KEY_EVENTS),
                "resources": {"ARN": list(keys)},
            },
        }
        told = events.CfnRule.InputTransformerProperty(input_template=json.dumps(TEXT), input_paths_map=TOLD)
        target = events.CfnRule.TargetProperty(id="Alarms", arn=topic.topic_arn, input_transformer=told)
        description = "A key of the deployment is disabled or is to be deleted, or its policy is changed"
        events.CfnRule(self, "KeysRule", description=description, event_pattern=pattern, targets=[target])


def publish_statement(topic: sns.Topic) -> dict[str, Any]:
    """Without a condition, as in EventBridge's documents: of SNS they say none that it would send the key of.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions (2026-04-13)
    """
    return {
        "Sid": "PublishEventsToMyTopic",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic.topic_arn,
    }


def alarms_statement(place: Place, topic: sns.Topic) -> dict[str, Any]:
    """Of the deployment's alarms only, in the topic's own account and Region.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html (2026-04-13)
    """
    return {
        "Sid": "AlarmsOfTheDeployment",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic.topic_arn,
        "Condition": {
            "ArnLike": {"aws:SourceArn": name.arn(place, "cloudwatch", "alarm:trailkeeper-*")},
            "StringEquals": {"aws:SourceAccount": place.account},
        },
    }
