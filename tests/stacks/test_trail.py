"""The trail beside its setups (test_setups.py): what it waits for, and what its selectors leave out."""

from typing import Any

import pytest
from aws_cdk import App

from app import build
from stacks.config import InvalidConfig, load
from tests.stacks.synthesis import FLAGS, Resources, Synthesis

PLACE = {"account": "111122223333", "region": "eu-central-1"}


def test_the_trail_waits_for_both_policies_for_the_queue_that_listens_and_for_the_function_setup(
    synthesis: Synthesis,
) -> None:
    before = set(synthesis.dependencies["Trailkeeper-Trail"])
    assert {f"Trailkeeper-{each}" for each in ("Archive", "Notification", "Delivery", "Setup")} <= before
    assert "BucketPolicy" in synthesis.resources("Trailkeeper-Archive")
    assert "TopicPolicy" in synthesis.resources("Trailkeeper-Notification")
    assert "Subscription" in synthesis.resources("Trailkeeper-Delivery")
    assert "Setup" in synthesis.resources("Trailkeeper-Setup")


def test_the_topic_has_the_key_that_cloudtrail_may_use(notification: Resources) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html."""
    topic = notification["Topic"]["Properties"]
    assert (topic["TopicName"], topic["KmsMasterKeyId"]) == ("trailkeeper-notifications", "NotificationKey.Arn")
    assert notification["TopicPolicy"]["Properties"]["Topics"] == ["Topic"]


def s3(*values: str) -> dict[str, Any]:
    return {"basic": [{"DataResources": [{"Type": "AWS::S3::Object", "Values": list(values)}]}]}


ARCHIVE = "arn:aws:s3:::trailkeeper-archive-111122223333-eu-central-1/"
COVERING: dict[str, tuple[dict[str, Any], str, str]] = {
    "every bucket": (s3("arn:aws:s3"), "basic[0].DataResources[0].Values[0]", ARCHIVE),
    "the archive's log files": (s3("arn:aws:s3:::a/", f"{ARCHIVE}AWS"), "basic[0].DataResources[0].Values[1]", ARCHIVE),
    "every function": (
        {"basic": [{"DataResources": [{"Type": "AWS::Lambda::Function", "Values": ["arn:aws:lambda"]}]}]},
        "basic[0].DataResources[0].Values[0]",
        "arn:aws:lambda:eu-central-1:111122223333:function:trailkeeper-deliver",
    ),
}


@pytest.mark.parametrize(("selectors", "key", "own"), COVERING.values(), ids=COVERING)
def test_basic_selectors_that_would_log_what_the_pipeline_does_stop_the_app(
    selectors: dict[str, Any], key: str, own: str
) -> None:
    app = App(context=FLAGS)
    with pytest.raises(InvalidConfig) as raised:
        build(app, load({**PLACE, "trail": {"selectors": selectors}}))
    expected = f"cdk.json: trailkeeper.trail.selectors.{key}: expected nothing that covers {own}, which the pipeline"
    assert str(raised.value).startswith(expected)


def test_values_that_are_too_many_with_the_deployments_own_stop_the_app() -> None:
    data = {
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        ]
    }
    with pytest.raises(InvalidConfig) as raised:
        build(App(context=FLAGS), load({**PLACE, "trail": {"selectors": {"presets": [], "advanced": [data] * 101}}}))
    assert str(raised.value) == (
        "cdk.json: trailkeeper.trail.selectors.advanced: expected at most 500 values in all selectors with the 303"
        " that leave the deployment's own events out, got 505"
    )
