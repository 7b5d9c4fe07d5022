"""Log files of any size out of made-up records of about 1.5 KB, in the shape and with the order of CloudTrail's own."""

import gzip
import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdas.core.message import Message

BUCKET, ACCOUNT = "trail-logs", "111122223333"
REGIONS = ("eu-west-1", "us-east-1", "ap-northeast-1", "us-west-2")
# Recent, as the times of records that CloudWatch Logs would not take are another way through the product.
START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
AGENT = "aws-sdk-java/2.29.40 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.115 lang/java#17.0.13 md/vendor#Amazon.com"
CALLS = (
    ("ec2", "DescribeInstances", True),
    ("sts", "AssumeRole", True),
    ("kms", "GenerateDataKey", True),
    ("s3", "PutBucketTagging", False),
    ("dynamodb", "UpdateTable", False),
)


def key(number: int, account: str = ACCOUNT, region: str = REGIONS[0]) -> str:
    folder = f"AWSLogs/{account}/CloudTrail/{region}/2026/11/23"
    return f"{folder}/{account}_CloudTrail_{region}_20261123T0005Z_{number:016d}.json.gz"


def record(rnd: random.Random, at: datetime) -> dict[str, Any]:
    service, name, read_only = rnd.choice(CALLS)
    role, session = f"service-{rnd.randrange(40)}", f"i-{rnd.getrandbits(64):016x}"
    arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
    return {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": f"AROAEXAMPLE{rnd.randrange(10**10):010d}:{session}",
            "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}",
            "accountId": ACCOUNT,
            "accessKeyId": f"ASIAEXAMPLE{rnd.randrange(10**9):09d}",
            "sessionContext": {
                "sessionIssuer": {"type": "Role", "principalId": "AROAEXAMPLE", "arn": arn, "userName": role},
                "attributes": {"creationDate": f"{at:%Y-%m-%dT%H:00:00Z}", "mfaAuthenticated": "false"},
            },
        },
        "eventTime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-1",
        "sourceIPAddress": f"10.0.{rnd.randrange(256)}.{rnd.randrange(256)}",
        "userAgent": AGENT,
        "requestParameters": {"filterSet": {"items": [{"name": f"tag:{rnd.randrange(99)}", "value": uuid_of(rnd)}]}},
        "responseElements": None if read_only else {"description": uuid_of(rnd), "status": "UPDATING"},
        "requestID": uuid_of(rnd),
        "eventID": uuid_of(rnd),
        "readOnly": read_only,
        "resources": [{"accountId": ACCOUNT, "type": "AWS::IAM::Role", "ARN": arn}],
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
        "tlsDetails": {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": f"{service}.eu-west-1.amazonaws.com",
        },
    }


def uuid_of(rnd: random.Random) -> str:
    return str(uuid.UUID(int=rnd.getrandbits(128), version=4))


def log_file(rnd: random.Random, count: int) -> bytes:
    """As CloudTrail has them: over five minutes, and not in order of time."""
    times = [START + timedelta(seconds=rnd.randrange(300)) for _ in range(count)]
    body = json.dumps({"Records": [record(rnd, at) for at in times]}, separators=(",", ":"))
    return gzip.compress(body.encode())


def log_files(files: int, records_each: int) -> dict[tuple[str, str], bytes]:
    rnd = random.Random(7)  # noqa: S311  (the same files in each run)
    return {(BUCKET, key(number)): log_file(rnd, records_each) for number in range(files)}


def spread(files: int, records_each: int, accounts: int) -> dict[tuple[str, str], bytes]:
    """The same of several accounts, each with its log files in four Regions."""
    rnd = random.Random(7)  # noqa: S311  (the same files in each run)
    names = [
        key(number, f"{int(ACCOUNT) + number % accounts:012d}", REGIONS[number // accounts % len(REGIONS)])
        for number in range(files)
    ]
    return {(BUCKET, name): log_file(rnd, records_each) for name in names}


def messages(objects: dict[tuple[str, str], bytes]) -> list[Message]:
    return [Message(name, json.dumps({"s3Bucket": bucket, "s3ObjectKey": [name]})) for bucket, name in objects]
