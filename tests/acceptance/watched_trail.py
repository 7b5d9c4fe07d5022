"""A trail of the embedded cloud with all that it needs, and what it has delivered."""

import functools
import gzip
import itertools
import json
from collections.abc import Sequence
from typing import Any

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.expectation import eventually

Record = dict[str, Any]
Policy = dict[str, Any]

_numbers = itertools.count(1)


@functools.cache
def client(cloud: EmbeddedCloud, service: str, account: str = ACCOUNT) -> Any:
    """Of the account's root. A client takes long to make: the trails share theirs."""
    return cloud.client(service, cloud.account(account))


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

    def __init__(self, cloud: EmbeddedCloud, account: str = ACCOUNT, archive: str = ACCOUNT) -> None:
        """`archive`: the account of its bucket, topic and queue."""
        self.cloud, self.account, self.archive = cloud, account, archive
        self.name = f"watched-{next(_numbers)}"
        self.bucket = f"{self.name}-logs"
        self.arn = f"arn:aws:cloudtrail:us-east-1:{self.account}:trail/{self.name}"
        self.cloudtrail = client(cloud, "cloudtrail", account)
        self.s3 = client(cloud, "s3", archive)
        self.s3.create_bucket(Bucket=self.bucket)
        self.topic = client(cloud, "sns", archive).create_topic(Name=self.name)["TopicArn"]
        self.queue = self._subscribed_queue()

    def permit_bucket(self, prefix: str = "", folders: Sequence[str] = ()) -> None:
        """`folders`: below AWSLogs/; the account's own if none is named."""
        write = {"s3:x-amz-acl": "bucket-owner-full-control"}
        bucket = f"arn:aws:s3:::{self.bucket}"
        statements = [
            allow("s3:GetBucketAcl", bucket, self.arn),
            *(
                allow("s3:PutObject", f"{bucket}/{prefix}AWSLogs/{folder}/*", self.arn, **write)
                for folder in folders or (self.account,)
            ),
        ]
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=_document(statements))

    def permit_several(self, *accounts: str) -> None:
        """Trails of this one's name and Region in these accounts, to one bucket and without a topic."""
        write = {"s3:x-amz-acl": "bucket-owner-full-control"}
        bucket, statements = f"arn:aws:s3:::{self.bucket}", []
        for account in accounts:
            arn = self.arn.replace(self.account, account)
            statements += [
                allow("s3:GetBucketAcl", bucket, arn),
                allow("s3:PutObject", f"{bucket}/AWSLogs/{account}/*", arn, **write),
            ]
        self.s3.put_bucket_policy(Bucket=self.bucket, Policy=_document(statements))

    def permit_topic(self) -> None:
        policy = _document([allow("SNS:Publish", self.topic, self.arn)])
        client(self.cloud, "sns", self.archive).set_topic_attributes(
            TopicArn=self.topic, AttributeName="Policy", AttributeValue=policy
        )

    def create(self, **settings: Any) -> Any:
        return self.cloudtrail.create_trail(
            Name=self.name, S3BucketName=self.bucket, SnsTopicName=self.topic, IsMultiRegionTrail=True, **settings
        )

    def permit(self) -> "WatchedTrail":
        self.permit_bucket()
        self.permit_topic()
        return self

    def start(self, **settings: Any) -> "WatchedTrail":
        self.permit()
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
                found += json.loads(self.text(key))["Records"]
        return found

    def text(self, key: str) -> str:
        """Of a log file."""
        return gzip.decompress(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()).decode()

    def named(self, event_name: str) -> list[Record]:
        return [record for record in self.records() if record["eventName"] == event_name]

    def message(self, queue: str = "") -> str:
        """The next message of a queue, and of the one that is subscribed to the trail's topic if none is named."""
        sqs, url = client(self.cloud, "sqs", self.archive), queue or self.queue
        received = eventually(lambda: sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1).get("Messages", []))
        sqs.delete_message(QueueUrl=url, ReceiptHandle=received[0]["ReceiptHandle"])
        return str(received[0]["Body"])

    def messages(self) -> list[str]:
        """All that wait."""
        sqs, found = client(self.cloud, "sqs", self.archive), list[str]()
        while received := sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", []):
            found += [message["Body"] for message in received]
        return found

    def make_queue(self, name: str) -> str:
        """One that admits the trail's topic; the answer is its URL."""
        sqs = client(self.cloud, "sqs", self.archive)
        url: str = sqs.create_queue(QueueName=name)["QueueUrl"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn_of(url),
            "Condition": {"ArnEquals": {"aws:SourceArn": self.topic}},
        }
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": _document([statement])})
        return url

    def arn_of(self, queue: str) -> str:
        sqs = client(self.cloud, "sqs", self.archive)
        return str(sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])

    def _subscribed_queue(self) -> str:
        url, raw = self.make_queue(self.name), {"RawMessageDelivery": "true"}
        sns = client(self.cloud, "sns", self.archive)
        sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=self.arn_of(url), Attributes=raw)
        return url


def _document(statements: list[Policy]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
