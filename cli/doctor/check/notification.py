"""Whether what the trail writes is told to the pipeline: the trail's topic, its last error, the subscription."""

from collections.abc import Iterator

from cli.account import Answer
from cli.doctor.examined import Examined, of_trail, separately
from cli.doctor.result import Result, fail, missing, ok, skipped
from stacks import name
from stacks.config.ingestion import Path


def notification(examined: Examined) -> Iterator[Result]:
    topic = name.topic_arn(examined.place, examined.config)
    if Path.PIPELINE not in examined.config.paths:
        yield skipped(topic, "nothing is delivered by the pipeline")
        return
    looks = {
        examined.trail_arn: lambda: _trail(examined),
        topic: lambda: _subscription(examined, topic),
    }
    yield from separately(looks)


@of_trail
def _trail(examined: Examined, trail: Answer) -> Iterator[Result]:
    wanted, there = name.topic_arn(examined.place, examined.config), trail.get("SnsTopicARN") or "none"
    if there == wanted:
        yield ok(examined.trail_arn, f"it tells {wanted}")
    else:
        found = f"it tells the topic {there}, and not {wanted}: no log file is delivered"
        yield fail(examined.trail_arn, found, "set the trail's topic (SnsTopicName), by its ARN")
    status = examined.of_trail("get_trail_status", Name=examined.trail_arn) or {}
    if error := status.get("LatestNotificationError"):
        found = f"CloudTrail could not notify: {error}. It does not try again, so log files were passed over"
        yield fail(examined.trail_arn, found, "look at topic-policy and topic-key here, then have them delivered")


def _subscription(examined: Examined, topic: str) -> Iterator[Result]:
    queue = name.queue_arn(examined.place, examined.config)
    adopted = bool(examined.config.notification.topic_arn)
    owner = examined.account(name.account_of(topic))
    if owner.read("sns", "get_topic_attributes", f"topic {topic}", TopicArn=topic) is None:
        yield missing(topic, adopted=adopted)
        return
    listed = owner.read_all("sns", "list_subscriptions_by_topic", f"topic {topic}", "Subscriptions", TopicArn=topic)
    arns = [each["SubscriptionArn"] for each in listed if (each["Protocol"], each["Endpoint"]) == ("sqs", queue)]
    confirmed = [arn for arn in arns if arn.startswith("arn:")]
    if confirmed:
        yield ok(topic, f"{queue} is subscribed")
    elif arns:
        yield fail(topic, f"the subscription of {queue} is not confirmed", "deploy Trailkeeper-Delivery once more")
    elif adopted and not deployed(examined):
        yield skipped(topic, f"{queue} is not subscribed: not deployed yet")
    else:
        yield fail(
            topic, f"{queue} is not subscribed: no log file is delivered", "deploy Trailkeeper-Delivery once more"
        )


def deployed(examined: Examined) -> bool:
    """Whether the pipeline has been deployed: the key of its notifications is there."""
    alias = name.arn(examined.place, "kms", f"alias/{name.key_alias(examined.config, 'notification')}")
    return examined.pipeline.read("kms", "describe_key", f"key {alias}", KeyId=alias) is not None
