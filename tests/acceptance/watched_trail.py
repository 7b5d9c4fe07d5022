"""A trail of the embedded cloud with all that it needs, and what it has delivered."""

import functools
import gzip
import itertools
import json
from typing import Any

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import eventually

Record = dict[str, Any]
Policy = dict[str, Any]

_numbers = itertools.count(1)


@functools.cache
def client(cloud: EmbeddedCloud, service: str) -> Any:
    """Of the account's root. A client takes long to make: the trails share theirs."""
    return cloud.client(service)


def allow(action: str, resource: str, trail_arn: str, **condition: str) -> Policy:
    return {
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": action,
        "Resource": resource,
        "Condition": {"StringEquals": {"aws:SourceArn": trail_arn, **condition}},
    }


class WatchedTrail:
    """Made with its bucket, topic and queue; deleted by `delete`, so that a Region's five trails are not used up."""

    def __init__(self, cloud: EmbeddedCloud) -> None:
        self.cloud = cloud
        self.name = f"watched-{next(_numbers)}"
        self.bucket = f"{self.name}-logs"
        self.account = client(cloud, "sts").get_caller_identity()["Account"]
        self.arn = f"arn:aws:cloudtrail:us-east-1:{self.account}:trail/{self.name}"
        self.cloudtrail = client(cloud, "cloudtrail")
        self.s3 = client(cloud, "s3")
        self.s3.create_bucket(Bucket=self.bucket)
        self.topic = client(cloud, "sns").create_topic(Name=self.name)["TopicArn"]
        self.queue = self._subscribed_queue()

    def permit_bucket(self, prefix: str = "") -> None:
        write = {"s3:x-amz-acl": "bucket-owner-full-control"}
        bucket = f"arn:aws:s3:::{self.bucket}"
        statements = [
            allow("s3:GetBucketAcl", bucket, self.arn),
            allow("s3:PutObject", f"{bucket}/{prefix}AWSLogs/{self.account}/*", self.arn, **write),
        ]
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=_document(statements))

    def permit_topic(self) -> None:
        policy = _document([allow("SNS:Publish", self.topic, self.arn)])
        client(self.cloud, "sns").set_topic_attributes(
            TopicArn=self.topic, AttributeName="Policy", AttributeValue=policy
        )

    def create(self, **settings: Any) -> Any:
        return self.cloudtrail.create_trail(
            Name=self.name, S3BucketName=self.bucket, SnsTopicName=self.topic, IsMultiRegionTrail=True, **settings
        )

    def start(self, **settings: Any) -> "WatchedTrail":
        self.permit_bucket()
        self.permit_topic()
        self.create(**settings)
        self.cloudtrail.start_logging(Name=self.name)
        return self

    def delete(self) -> None:
        self.cloudtrail.delete_trail(Name=self.arn)

    def stored(self) -> list[str]:
        return [found["Key"] for found in self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])]

    def records(self) -> list[Record]:
        """Of all log files, after those of the calls so far have been written."""
        self.cloud.deliver()
        found: list[Record] = []
        for key in self.stored():
            if key.endswith(".json.gz"):
                body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
                found += json.loads(gzip.decompress(body))["Records"]
        return found

    def named(self, event_name: str) -> list[Record]:
        return [record for record in self.records() if record["eventName"] == event_name]

    def message(self) -> str:
        """The next message of the queue that is subscribed to the trail's topic."""
        sqs = client(self.cloud, "sqs")
        received = eventually(
            lambda: sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=1).get("Messages", [])
        )
        sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=received[0]["ReceiptHandle"])
        return str(received[0]["Body"])

    def _subscribed_queue(self) -> str:
        sqs = client(self.cloud, "sqs")
        url: str = sqs.create_queue(QueueName=self.name)["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": self.topic}},
        }
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": _document([statement])})
        raw = {"RawMessageDelivery": "true"}
        client(self.cloud, "sns").subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn, Attributes=raw)
        return url


def _document(statements: list[Policy]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
