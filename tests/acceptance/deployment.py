"""The stacks in an embedded cloud, as the cdk command deployed them, and what the scenarios ask of them."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from local.both_sides import events, streams
from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from local.deploy import bootstrap, deploy
from tests.builder import notification

PREFIX = "security/"
CONFIGURATION = {
    "trail": {"name": "trailkeeper", "key_prefix": PREFIX.rstrip("/")},
    # A message that fails is among the dead letters after its visibility timeout, six times the function's.
    "delivery": {"timeout_seconds": 5, "batching_window_seconds": 1, "max_receive_count": 1},
}
BUCKET = f"trailkeeper-archive-{ACCOUNT}-us-east-1"
LOG_GROUP = "/trailkeeper/records"
STACKS = ("Trailkeeper-Archive", "Trailkeeper-Notification", "Trailkeeper-Delivery", "Trailkeeper-Trail")
PUBLISH_BATCH_LIMIT = 10
HASH_LENGTH = 8

Line = dict[str, Any]


class Deployment:
    def __init__(self, cloud: EmbeddedCloud, assembly: Path) -> None:
        self.cloud = cloud
        deploy(cloud, bootstrap(cloud), assembly)
        self.cloudformation = cloud.client("cloudformation")
        self.logs, self.sns, self.sqs, self.s3 = map(cloud.client, ("logs", "sns", "sqs", "s3"))
        self.cloudwatch = cloud.client("cloudwatch")
        self.physical_ids = {
            found["LogicalResourceId"][:-HASH_LENGTH]: found["PhysicalResourceId"]
            for stack in STACKS
            for found in self.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
        }

    def template(self, stack: str) -> Mapping[str, Any]:
        body: Mapping[str, Any] = self.cloudformation.get_template(StackName=stack)["TemplateBody"]
        return body

    def put(self, key: str, body: bytes) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    def announce(self, *messages: str) -> None:
        """Publish on the trail's topic, as CloudTrail does."""
        for start in range(0, len(messages), PUBLISH_BATCH_LIMIT):
            some = messages[start : start + PUBLISH_BATCH_LIMIT]
            entries = [{"Id": str(place), "Message": message} for place, message in enumerate(some)]
            answer = self.sns.publish_batch(TopicArn=self.physical_ids["Topic"], PublishBatchRequestEntries=entries)
            assert not answer["Failed"]

    def add(self, key: str, body: bytes) -> None:
        """What CloudTrail does: write a log file, and tell of it."""
        self.put(key, body)
        self.announce(notification([key], BUCKET))

    def delivered(self, account: str) -> list[tuple[int, str]]:
        """Time and message of each log event of an account's stream."""
        stream = f"{account}_CloudTrail_us-east-1"
        if stream not in streams(self.logs, LOG_GROUP):
            return []
        return [(event["timestamp"], event["message"]) for event in events(self.logs, LOG_GROUP, stream)]

    def messages(self, account: str) -> Counter[str]:
        return Counter(message for _, message in self.delivered(account))

    def own_log(self) -> list[str]:
        """Everything in the function's own log group."""
        group = self.physical_ids["DeliverLog"]
        found = [event for stream in streams(self.logs, group) for event in events(self.logs, group, stream)]
        return [event["message"] for event in found]

    def lines(self, message: str) -> list[Line]:
        """The structured lines of the function's own log that say so."""
        found = [json.loads(text) for text in self.own_log() if text.startswith("{")]
        return [line for line in found if line.get("message") == message]

    def invocations(self) -> int:
        return sum(text.startswith("START RequestId: ") for text in self.own_log())

    def dead_letters(self) -> list[str]:
        """At most ten; they stay where they are."""
        queue = self.physical_ids["DeadLetters"]
        answer = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
        return sorted(message["Body"] for message in answer.get("Messages", []))

    def waiting(self) -> int:
        """Messages on the queue, whether visible or with the function."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.sqs.get_queue_attributes(QueueUrl=self.physical_ids["Queue"], AttributeNames=names)
        return sum(map(int, answer["Attributes"].values()))

    def metrics(self, names: Sequence[str]) -> dict[str, tuple[float, str]]:
        """The sum and the unit of each metric that the function has emitted."""
        now = datetime.now(UTC)
        found = {}
        for name in names:
            answer = self.cloudwatch.get_metric_statistics(
                Namespace="Trailkeeper",
                MetricName=name,
                Dimensions=[{"Name": "service", "Value": "deliver"}],
                StartTime=now - timedelta(days=1),
                EndTime=now + timedelta(days=1),
                Period=86_400,
                Statistics=["Sum"],
            )
            if points := answer["Datapoints"]:
                found[name] = (sum(point["Sum"] for point in points), points[0]["Unit"])
        return found
