"""The rule that tells of a key that is taken away, and the topic that it tells."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stacks.config import load
from stacks.name import At, own_resources
from tests.stacks.synthesis import TLS_ONLY, Resources, Synthesis, statements, synthesize

KEY_ARNS = [
    "Key.Arn",
    "NotificationKey.Arn",
    "LedgerKey.Arn",
    "QuarantineKey.Arn",
    "RecordsKey.Arn",
    "VerificationKey.Arn",
]
Record = dict[str, Any]


def event(name: str, key: str, **detail: Any) -> Record:
    """What EventBridge makes of a call.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html and
    https://docs.aws.amazon.com/kms/latest/developerguide/ct-schedule-key-deletion.html (2026-04-13)
    """
    record = {
        "eventSource": "kms.amazonaws.com",
        "eventName": name,
        "resources": [{"ARN": key, "type": "AWS::KMS::Key"}],
    }
    return {"source": "aws.kms", "detail-type": "AWS API Call via CloudTrail", "detail": record | detail}


def matches(pattern: Any, value: Any) -> bool:
    """As EventBridge compares: a list in the pattern is any of it, a list in the event is any of its elements.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html (2026-04-13)
    """
    values = value if isinstance(value, list) else [value]
    if isinstance(pattern, list):
        return any(each in pattern for each in values)
    return any(
        isinstance(each, dict) and all(key in each and matches(pattern[key], each[key]) for key in pattern)
        for each in values
    )


@pytest.fixture(scope="session")
def pattern(alarm: Resources) -> Any:
    return alarm["KeysRule"]["Properties"]["EventPattern"]


@pytest.mark.parametrize("key", KEY_ARNS)
@pytest.mark.parametrize("name", ["DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy"])
def test_taking_any_key_of_the_deployment_away_is_told(pattern: Any, name: str, key: str) -> None:
    assert matches(pattern, event(name, key))


UNTOLD = {
    "another key": event("DisableKey", "arn:aws:kms:eu-central-1:111122223333:key/0"),
    "what gives the key back": event("CancelKeyDeletion", "Key.Arn"),
    "a use of the key": event("Decrypt", "Key.Arn"),
    "another service": event("DisableKey", "Key.Arn", eventSource="iam.amazonaws.com"),
    "a sign-in": event("DisableKey", "Key.Arn") | {"detail-type": "AWS Console Sign In via CloudTrail"},
}


@pytest.mark.parametrize("told", UNTOLD.values(), ids=UNTOLD)
def test_nothing_else_is_told(pattern: Any, told: Record) -> None:
    assert not matches(pattern, told)


def test_the_key_of_the_trails_own_log_group_is_watched_where_it_is_in_the_account(
    synthesized: Callable[[str], Synthesis],
) -> None:
    rule = synthesized("native-beside").resources("Trailkeeper-Alarm")["KeysRule"]["Properties"]
    assert matches(rule["EventPattern"], event("DisableKey", "NativeKey.Arn"))


def test_a_key_that_is_adopted_is_watched(tmp_path: Path) -> None:
    """In its own account and Region: EventBridge tells of it nowhere else."""
    key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    configuration = {"account": "111122223333", "region": "eu-central-1", "archive": {"key_arn": key}}
    made = synthesize(configuration, tmp_path, assets=False).resources("Trailkeeper-Alarm")
    pattern = made["KeysRule"]["Properties"]["EventPattern"]
    assert matches(pattern, event("ScheduleKeyDeletion", key))
    assert not matches(pattern, event("ScheduleKeyDeletion", "Key.Arn"))


def test_where_the_deployment_has_no_key_there_is_no_rule_that_eventbridge_would_refuse(tmp_path: Path) -> None:
    configuration = {
        "account": "111122223333",
        "region": "eu-central-1",
        "ingestion": "direct",
        "trail": {"arn": "arn:aws:cloudtrail:eu-central-1:111122223333:trail/audit"},
        "archive": {"bucket_arn": "arn:aws:s3:::central-archive"},
    }
    made = synthesize(configuration, tmp_path, assets=False)
    rules = made.of_type("AWS::Events::Rule").values()
    assert [rule for rule in rules if rule["EventPattern"]["detail"]["resources"]["ARN"] == []] == []


def test_who_is_told_reads_who_did_it_to_which_key_and_what_to_do_first(alarm: Resources) -> None:
    (target,) = alarm["KeysRule"]["Properties"]["Targets"]
    transformer = target["InputTransformer"]
    text = json.loads(transformer["InputTemplate"])
    paths = transformer["InputPathsMap"]
    assert target["Arn"] == "Alarms"
    assert {f"<{name}>" for name in paths} == {word.strip(".,") for word in text.split() if word.startswith("<")}
    assert (paths["who"], paths["keys"]) == ("$.detail.userIdentity.arn", "$.detail.resources")
    assert "CancelKeyDeletion and EnableKey" in text


def test_only_eventbridge_and_the_deployments_alarms_may_tell_and_nobody_without_tls(alarm: Resources) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html and
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html (2026-04-13)
    """
    deny, publish, alarms = statements(alarm["AlarmsPolicy"])
    assert (deny["Effect"], deny["Action"], deny["Condition"]) == ("Deny", "sns:Publish", TLS_ONLY)
    assert publish == {
        "Sid": "PublishEventsToMyTopic",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": "Alarms",
    }
    assert alarms == {
        "Sid": "AlarmsOfTheDeployment",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": "Alarms",
        "Condition": {
            "ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:trailkeeper-*"},
            "StringEquals": {"aws:SourceAccount": "111122223333"},
        },
    }


def test_an_alarm_about_a_key_needs_no_key(alarm: Resources) -> None:
    assert "KmsMasterKeyId" not in alarm["Alarms"]["Properties"]


def test_a_data_event_of_the_alarm_topic_is_of_the_deployments_own() -> None:
    """A trail that logs it would record each notice, and tell of that."""
    own = own_resources(At("aws", "111122223333", "eu-central-1"), load({}))
    assert "arn:aws:sns:eu-central-1:111122223333:trailkeeper-alarms" in own["AWS::SNS::Topic"]


def test_each_address_is_subscribed(tmp_path: Path) -> None:
    emails = ["security@example.com", "on-call@example.com"]
    made = synthesize({"alarm": {"emails": emails}}, tmp_path, assets=False)
    found = made.resources("Trailkeeper-Alarm").values()
    told = [each["Properties"] for each in found if each["Type"] == "AWS::SNS::Subscription"]
    assert told == [{"TopicArn": "Alarms", "Protocol": "email", "Endpoint": email} for email in emails]


def test_the_key_of_an_organizations_link_is_watched_in_the_trails_account(
    synthesized: Callable[[str], Synthesis],
) -> None:
    made = synthesized("organization-native")
    rule = made.resources("Trailkeeper-TrailAlarm")["KeysRule"]["Properties"]
    assert matches(rule["EventPattern"], event("DisableKey", "NativeKey.Arn"))
    assert "NativeKey" not in str(made.resources("Trailkeeper-Alarm"))


def test_an_address_keeps_its_subscription_when_another_goes(tmp_path: Path) -> None:
    def subscriptions(folder: str, *emails: str) -> dict[str, str]:
        made = synthesize({"alarm": {"emails": emails}}, tmp_path / folder, assets=False)
        found = made.templates["Trailkeeper-Alarm"]["Resources"].items()
        return {each["Properties"]["Endpoint"]: id_ for id_, each in found if each["Type"] == "AWS::SNS::Subscription"}

    both, one = subscriptions("both", "a@example.com", "b@example.com"), subscriptions("one", "b@example.com")
    assert one == {"b@example.com": both["b@example.com"]}
