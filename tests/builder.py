"""Records, log files and notifications for tests, by keyword."""

import gzip
import json
from collections.abc import Sequence

BUCKET = "trail-logs"
ACCOUNT = "111122223333"


def record(event_time: str = "2026-11-23T12:00:00Z", **fields: object) -> bytes:
    return json.dumps({"eventVersion": "1.11", "eventTime": event_time, **fields}, separators=(",", ":")).encode()


def log_file(*records: bytes) -> bytes:
    return gzip.compress(b'{"Records":[' + b",".join(records) + b"]}")


def key(unique: str = "AbCdEf0123456789", account: str = ACCOUNT, prefix: str = "") -> str:
    folder = f"{prefix}AWSLogs/{account}/CloudTrail/eu-west-1/2026/11/23"
    return f"{folder}/{account}_CloudTrail_eu-west-1_20261123T1205Z_{unique}.json.gz"


def notification(keys: Sequence[str], bucket: str = BUCKET) -> str:
    return json.dumps({"s3Bucket": bucket, "s3ObjectKey": list(keys)})
