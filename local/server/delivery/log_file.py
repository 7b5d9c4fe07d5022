"""A log file: its key in the bucket, its bytes, and the notification that tells of it.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html (2026-11)
"""

import gzip
import json
import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

MAX_BYTES = 50 * 1024 * 1024
"""Of one log file before it is compressed."""

UNIQUE_LENGTH = 16
ALPHABET = string.ascii_letters + string.digits
ENVELOPE = (b'{"Records":[', b"]}")

Encoded = tuple[bytes, str | None]
"""A record, and its eventTime where it has one."""

HEADERS = {
    "content-type": "application/json",
    "content-encoding": "gzip",
    "x-amz-acl": "bucket-owner-full-control",
}


@dataclass(frozen=True, slots=True)
class LogFile:
    key: str
    content: bytes
    """Before it is compressed."""
    event_times: tuple[str, ...]

    @property
    def body(self) -> bytes:
        return compressed(self.content)


def log_files(
    folder: str, account_id: str, region: str, written_at: datetime, records: list[dict[str, Any]]
) -> Iterator[LogFile]:
    """As many as the records need. `folder`: the trail's of this account, with its slash."""
    for part in _parts([(encoded(record), record.get("eventTime")) for record in records]):
        content = ENVELOPE[0] + b",".join(body for body, _ in part) + ENVELOPE[1]
        times = tuple(str(time) for _, time in part if time)
        yield LogFile(log_file_key(folder, account_id, region, written_at, unique()), content, times)


def with_null(file: LogFile) -> LogFile:
    """Before its records."""
    return replace(file, content=ENVELOPE[0] + b"null," + file.content.removeprefix(ENVELOPE[0]))


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


def compressed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _parts(records: list[Encoded]) -> Iterator[list[Encoded]]:
    part: list[Encoded] = []
    size = sum(map(len, ENVELOPE))
    for record in records:
        size_of_record = len(record[0]) + 1
        if part and size + size_of_record > MAX_BYTES:
            yield part
            part, size = [], sum(map(len, ENVELOPE))
        part.append(record)
        size += size_of_record
    if part:
        yield part
