"""What the demo adds to the story, to show that nothing is lost: a log file with a bad record, told of twice."""

import gzip
import json
from datetime import UTC, datetime

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT

TOLD = "a log file comes with a null for a record, and is told of twice"


def accident(cloud: EmbeddedCloud, bucket: str) -> None:
    """As root, who may write where only the trail should."""
    now = datetime.now(UTC)
    good = [_record(now, name) for name in ("ListQueues", "GetQueueUrl")]
    body = b'{"Records":[' + b",".join([good[0], b"null", good[1]]) + b"]}"
    folder = f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/{now:%Y/%m/%d}"
    key = f"{folder}/{ACCOUNT}_CloudTrail_us-east-1_{now:%Y%m%dT%H%MZ}_Accident00000000.json.gz"
    cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=gzip.compress(body))
    sns = cloud.client("sns")
    topics = [topic["TopicArn"] for topic in sns.list_topics()["Topics"]]
    [topic] = [topic for topic in topics if topic.endswith(":trailkeeper-notifications")]
    for _ in range(2):
        sns.publish(TopicArn=topic, Message=json.dumps({"s3Bucket": bucket, "s3ObjectKey": [key]}))


def _record(now: datetime, name: str) -> bytes:
    record = {
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{ACCOUNT}:user/dave", "accountId": ACCOUNT},
        "eventTime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": "sqs.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "requestID": f"request-of-{name}",
        "eventID": f"event-of-{name}",
        "eventType": "AwsApiCall",
        "eventCategory": "Management",
        "recipientAccountId": ACCOUNT,
    }
    return json.dumps(record, separators=(",", ":")).encode()
