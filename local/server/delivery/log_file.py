"""A log file: its key in the bucket, its bytes, and the notification that tells of it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html (2026-11)
"""

import gzip
import json
import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MAX_BYTES = 50 * 1024 * 1024
"""Of one log file before it is compressed."""

UNIQUE_LENGTH = 16
ALPHABET = string.ascii_letters + string.digits
ENVELOPE = (b'{"Records":[', b"]}")

HEADERS = {
    "content-type": "application/json",
    "content-encoding": "gzip",
    "x-amz-acl": "bucket-owner-full-control",
}


@dataclass(frozen=True, slots=True)
class LogFile:
    key: str
    body: bytes


def log_files(
    folder: str, account_id: str, region: str, written_at: datetime, records: list[dict[str, Any]]
) -> Iterator[LogFile]:
    """As many as the records need. `folder`: the trail's of this account, with its slash."""
    for part in _parts([encoded(record) for record in records]):
        yield LogFile(log_file_key(folder, account_id, region, written_at, unique()), compressed(part))


def log_file_key(folder: str, account_id: str, region: str, written_at: datetime, unique_part: str) -> str:
    name = f"{account_id}_CloudTrail_{region}_{written_at:%Y%m%dT%H%MZ}_{unique_part}.json.gz"
    return f"{folder}CloudTrail/{region}/{written_at:%Y/%m/%d}/{name}"


def marker_key(folder: str) -> str:
    """The empty object that CreateTrail leaves."""
    return f"{folder}CloudTrail/"


def notification(bucket: str, key: str) -> str:
    """What the trail publishes of a log file."""
    return json.dumps({"s3Bucket": bucket, "s3ObjectKey": [key]}, separators=(",", ":"))


def unique() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(UNIQUE_LENGTH))


def encoded(record: dict[str, Any]) -> bytes:
    """A lone surrogate, which no UTF-8 can hold, becomes a question mark."""
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False, default=str).encode(errors="replace")


def compressed(records: list[bytes]) -> bytes:
    return gzip.compress(ENVELOPE[0] + b",".join(records) + ENVELOPE[1], mtime=0)


def _parts(records: list[bytes]) -> Iterator[list[bytes]]:
    part: list[bytes] = []
    size = sum(map(len, ENVELOPE))
    for record in records:
        if part and size + len(record) + 1 > MAX_BYTES:
            yield part
            part, size = [], sum(map(len, ENVELOPE))
        part.append(record)
        size += len(record) + 1
    if part:
        yield part
