"""EventBridge is told of API calls that change something, by accounts whose trail logs them."""

import json

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.watched_trail import WatchedTrail, client

EVENTS = "events.amazonaws.com"


def put_rule(trail: WatchedTrail, key_arn: str) -> None:
    events = client(trail.cloud, "events", trail.account)
    detail = {"eventSource": ["kms.amazonaws.com"], "eventName": ["DisableKey"], "resources": {"ARN": [key_arn]}}
    pattern = {"source": ["aws.kms"], "detail-type": ["AWS API Call via CloudTrail"], "detail": detail}
    events.put_rule(Name=trail.name, EventPattern=json.dumps(pattern))
    shown = {"InputPathsMap": {"name": "$.detail.eventName"}, "InputTemplate": '"<name> was called"'}
    events.put_targets(Rule=trail.name, Targets=[{"Id": "1", "Arn": trail.topic, "InputTransformer": shown}])


def permit(trail: WatchedTrail, *services: str) -> None:
    statements = [
        {"Effect": "Allow", "Principal": {"Service": service}, "Action": "SNS:Publish", "Resource": trail.topic}
        for service in services
    ]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    client(trail.cloud, "sns", trail.archive).set_topic_attributes(
        TopicArn=trail.topic, AttributeName="Policy", AttributeValue=policy
    )


@pytest.fixture
def keys(cloud: EmbeddedCloud, trail: WatchedTrail) -> list[str]:
    """Two; the rule is of the first."""
    kms = client(cloud, "kms", trail.account)
    keys = [str(kms.create_key()["KeyMetadata"]["Arn"]) for _ in range(2)]
    put_rule(trail, keys[0])
    # The trail's own notifications would be in the same queue.
    trail.cloudtrail.update_trail(Name=trail.name, SnsTopicName="")
    permit(trail, EVENTS)
    trail.messages()
    return keys


def test_a_rule_tells_of_a_disabled_key_and_of_no_other(
    cloud: EmbeddedCloud, trail: WatchedTrail, keys: list[str]
) -> None:
    kms = client(cloud, "kms", trail.account)
    kms.disable_key(KeyId=keys[1])
    kms.disable_key(KeyId=keys[0])
    assert json.loads(trail.message()) == "DisableKey was called"
    assert trail.messages() == []


@pytest.mark.parametrize("reason", ["no logging trail", "the topic's policy"])
def test_nothing_is_told_without_a_trail_that_logs_or_by_a_topic_that_does_not_admit_it(
    cloud: EmbeddedCloud, trail: WatchedTrail, keys: list[str], reason: str
) -> None:
    if reason == "no logging trail":
        trail.cloudtrail.stop_logging(Name=trail.name)
    else:
        permit(trail, "cloudtrail.amazonaws.com")
    client(cloud, "kms", trail.account).disable_key(KeyId=keys[0])
    cloud.deliver()
    assert trail.messages() == []
