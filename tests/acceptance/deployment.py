"""The stacks in an embedded cloud, as the cdk command deployed them, and what the scenarios ask of them."""

import itertools
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from local.both_sides import events, streams
from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from local.deploy import bootstrap, deploy
from tests import ledger_table
from tests.builder import key, notification

PREFIX = "security/"
CONFIGURATION = {
    "trail": {"name": "trailkeeper", "key_prefix": PREFIX.rstrip("/")},
    # A message that fails is among the dead letters after its visibility timeout, six times the function's.
    "delivery": {"timeout_seconds": 5, "batching_window_seconds": 1, "max_receive_count": 1},
}
BUCKET = f"trailkeeper-archive-{ACCOUNT}-us-east-1"
QUARANTINE = f"trailkeeper-quarantine-{ACCOUNT}-us-east-1"
LEDGER = "trailkeeper-ledger"
LOG_GROUP = "/trailkeeper/records"
STACKS = (
    "Trailkeeper-AccessLogs",
    "Trailkeeper-Archive",
    "Trailkeeper-Notification",
    "Trailkeeper-Ledger",
    "Trailkeeper-Quarantine",
    "Trailkeeper-Rules",
    "Trailkeeper-Delivery",
    "Trailkeeper-Verification",
    "Trailkeeper-Watch",
    "Trailkeeper-Alarm",
    "Trailkeeper-Trail",
    "Trailkeeper-Dashboard",
    "Trailkeeper-Queries",
    "Trailkeeper-Health",
)
PUBLISH_BATCH_LIMIT = RECEIVE_LIMIT = 10
HASH_LENGTH = 8
HASHED = rf".*[0-9A-F]{{{HASH_LENGTH}}}"
"""What the CDK calls a resource that it names itself."""

Line = dict[str, Any]
Receipt = dict[str, Any]
_accounts = itertools.count(900_000_000_001)
_READER, _WRITER = TypeDeserializer(), TypeSerializer()


def new_account() -> str:
    """One that no other scenario has."""
    return f"{next(_accounts):012}"


def new_key() -> str:
    """Of a log file in the archive, the only one of a new account."""
    return key("Only000000000000", new_account(), PREFIX)


def account_of(log_file_key: str) -> str:
    return log_file_key.split("/")[2]


class Deployment:
    def __init__(self, cloud: EmbeddedCloud, assembly: Path) -> None:
        self.cloud = cloud
        deploy(cloud, bootstrap(cloud), assembly)
        self.cloudformation = cloud.client("cloudformation")
        self.logs, self.sns, self.sqs, self.s3 = map(cloud.client, ("logs", "sns", "sqs", "s3"))
        self.cloudwatch, self.dynamodb, self.functions = map(cloud.client, ("cloudwatch", "dynamodb", "lambda"))
        self._given_up: dict[str, str] = {}
        self.physical_ids = {
            found["LogicalResourceId"][:-HASH_LENGTH]: found["PhysicalResourceId"]
            for stack in STACKS
            for found in self.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
            if re.fullmatch(HASHED, found["LogicalResourceId"])
        }

    def template(self, stack: str) -> Mapping[str, Any]:
        body: Mapping[str, Any] = self.cloudformation.get_template(StackName=stack)["TemplateBody"]
        return body

    def put(self, key: str, body: bytes) -> str:
        """The answer is its version."""
        return str(self.s3.put_object(Bucket=BUCKET, Key=key, Body=body)["VersionId"])

    def announce(self, *messages: str) -> None:
        """Publish on the trail's topic, as CloudTrail does."""
        for start in range(0, len(messages), PUBLISH_BATCH_LIMIT):
            some = messages[start : start + PUBLISH_BATCH_LIMIT]
            entries = [{"Id": str(place), "Message": message} for place, message in enumerate(some)]
            answer = self.sns.publish_batch(TopicArn=self.physical_ids["Topic"], PublishBatchRequestEntries=entries)
            assert not answer["Failed"]

    def add(self, key: str, body: bytes) -> str:
        """What CloudTrail does: write a log file, and tell of it. The answer is its version."""
        version = self.put(key, body)
        self.announce(notification([key], BUCKET))
        return version

    def send(self, body: str) -> str:
        """Put on the queue itself, as only the emulator's root may beside the topic; the answer is the message's id."""
        return str(self.sqs.send_message(QueueUrl=self.physical_ids["Queue"], MessageBody=body)["MessageId"])

    def invoke(self, event: object) -> tuple[str, Any]:
        """The function with an event, at once: what kind of error it ended with, empty for none, and its answer."""
        payload = json.dumps(event).encode()
        answer = self.functions.invoke(FunctionName=self.physical_ids["Deliver"], Payload=payload)
        return answer.get("FunctionError", ""), json.loads(answer["Payload"].read())

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

    def receipt(self, key: str, bucket: str = BUCKET) -> Receipt:
        """What the ledger says of a log file; empty where it says nothing."""
        name = ledger_table.key_of(f"{bucket}/{key}")
        item = self.dynamodb.get_item(TableName=LEDGER, Key=name, ConsistentRead=True).get("Item", {})
        return {field: _READER.deserialize(value) for field, value in item.items()}

    def note(self, key: str, **fields: object) -> None:
        """Write a receipt by another hand than deliver's; only the emulator's root may."""
        receipt = {"revision": 1, "schema": 1, "owner": "", **fields}
        item = {field: _WRITER.serialize(value) for field, value in receipt.items()}
        self.dynamodb.put_item(TableName=LEDGER, Item=item | ledger_table.key_of(f"{BUCKET}/{key}"))

    def quarantined(self, beginning: str = "") -> dict[str, list[Line]]:
        """The objects in quarantine whose names begin so, each with its lines."""
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=QUARANTINE, Prefix=beginning)
        found: dict[str, list[Line]] = {}
        for name in [listed["Key"] for page in pages for listed in page.get("Contents", ())]:
            with suppress(self.s3.exceptions.NoSuchKey):  # it has been redriven since
                body = self.s3.get_object(Bucket=QUARANTINE, Key=name)["Body"].read()
                found[name] = [json.loads(line) for line in body.splitlines()]
        return found

    def given_up(self) -> dict[str, str]:
        """The bodies of all dead letters so far, each with its Reason; empty where it has none."""
        queue = self.physical_ids["DeadLetters"]
        asked = {"MaxNumberOfMessages": RECEIVE_LIMIT, "MessageAttributeNames": ["Reason"]}
        while found := self.sqs.receive_message(QueueUrl=queue, **asked).get("Messages", []):
            for message in found:
                reason = message.get("MessageAttributes", {}).get("Reason", {}).get("StringValue", "")
                self._given_up[message["Body"]] = reason
                self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return dict(self._given_up)

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
