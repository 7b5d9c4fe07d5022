"""A deployment whose hours pass when they are told to, and what its verify says."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.estate import BUCKET, REGION, Estate, policy
from tests.acceptance.expectation import eventually

FINDINGS = "/trailkeeper/findings"
TABLE = "trailkeeper-verification"
ALARMS = f"arn:aws:sns:{REGION}:{ACCOUNT}:trailkeeper-alarms"
LOG_FILES = f"AWSLogs/{ACCOUNT}/CloudTrail/{REGION}/"
DIGESTS = f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/{REGION}/"
HOURS = 12
PATIENCE_SECONDS = 60
FORGED = "Forged0000000000.json.gz"

Line = dict[str, Any]


class Watched:
    def __init__(self, cloud: EmbeddedCloud, folder: Path) -> None:
        self.cloud, self.estate = cloud, Estate(cloud, folder)
        since = datetime.now(UTC) - timedelta(hours=HOURS + 2)
        self.estate.deploy({"verification": {"covers_from": f"{since:%Y-%m-%dT%H:%M:%SZ}"}})
        self.s3, self.sqs = self.estate.client("s3"), self.estate.client("sqs")
        self.mails = self.sqs.create_queue(QueueName="mails")["QueueUrl"]
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:mails"
        allowed = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
        self.sqs.set_queue_attributes(QueueUrl=self.mails, Attributes={"Policy": policy([allowed])})
        self.estate.client("sns").subscribe(TopicArn=ALARMS, Protocol="sqs", Endpoint=arn)

    def hour(self) -> str:
        """One in which something is called, up to its digest; the key of the log file with that call."""
        before = set(self.keys(LOG_FILES))
        self.estate.call()
        self.cloud.deliver()
        self.arrived()
        self.cloud.write_digests()
        return min(set(self.keys(LOG_FILES)) - before)

    def arrived(self) -> None:
        """Until every log file that was told of has its receipt: a digest comes minutes after it, and here at once."""
        count = sum("/CloudTrail/" in key and FORGED not in key for key in self.keys("AWSLogs/"))
        eventually(self.estate.receipts, lambda receipts: receipts >= count, PATIENCE_SECONDS)

    def keys(self, prefix: str) -> Iterator[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        listed = [item["Key"] for page in pages for item in page.get("Contents", ())]
        yield from (key for key in listed if key.endswith(".json.gz"))

    def schedule(self) -> None:
        """What happens once an hour."""
        event = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
        answer = self.estate.client("lambda").invoke(FunctionName="trailkeeper-verify", Payload=json.dumps(event))
        assert "FunctionError" not in answer, answer["Payload"].read()

    def verified(self) -> str:
        """The key of the last digest that was verified, as soon as that is the last one there is."""
        [*_, last] = sorted(self.keys(DIGESTS))
        return eventually(self.head, lambda head: head >= last, PATIENCE_SECONDS)

    def head(self) -> str:
        items = self.estate.client("dynamodb").scan(TableName=TABLE, ConsistentRead=True)["Items"]
        return max((item["key"]["S"] for item in items if "key" in item), default="")

    def lines(self) -> list[Line]:
        logs = self.estate.client("logs")
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=FINDINGS)
        return [json.loads(event["message"]) for page in pages for event in page["events"]]

    def told(self, code: str, of: str, state: str = "open") -> list[Line]:
        """The lines about an object, as soon as there is one."""

        def look() -> list[Line]:
            about = [line for line in self.lines() if of in line["object"]]
            return [line for line in about if (line["code"], line["state"]) == (code, state)]

        return eventually(look, bool, PATIENCE_SECONDS)

    def mailed(self) -> list[str]:
        found: list[str] = []
        while some := self.sqs.receive_message(QueueUrl=self.mails, MaxNumberOfMessages=10).get("Messages", []):
            for message in some:
                found.append(json.loads(message["Body"])["Message"])
                self.sqs.delete_message(QueueUrl=self.mails, ReceiptHandle=message["ReceiptHandle"])
        return found

    def unfinished(self) -> int:
        """Messages on verify's queue; one that has failed is hidden there for hours."""
        url = self.sqs.get_queue_url(QueueName="trailkeeper-verification")["QueueUrl"]
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        return sum(map(int, self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values()))
