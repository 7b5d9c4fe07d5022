"""The objects of the quarantine bucket, each told by its beginning: a record may be as large as a log file."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import Any

import msgspec

from cli.aws import client
from cli.deployment import Deployment
from lambdas.aws.error import named
from lambdas.aws.quarantine import Quarantine
from lambdas.core import quarantine
from lambdas.core.error import ConfigurationError, MalformedLogFile, RejectedInput

CONCURRENCY = 16
_BEGINNING_BYTES = 64 * 1024
_HERE = {"AccessDenied": ConfigurationError, "InvalidRange": MalformedLogFile}
# What stands last in each kind of line, and may be long. No text within JSON holds it: its quotes would be escaped.
_LONG = re.compile(rb',"(?:record|record_base64|body)":|\n')
_KINDS = (quarantine.RECORDS, quarantine.LOG_FILES, quarantine.MESSAGES)


class Entry(msgspec.Struct, frozen=True):
    name: str
    when: str
    """Of ISO 8601, UTC."""
    size_bytes: int
    kind: str
    """records, log-files or messages; unknown for what deliver has not put there."""
    log_file: str
    """BUCKET/KEY; empty for a message."""
    reason: str


class Entries:
    def __init__(self, deployment: Deployment) -> None:
        """Raises ConfigurationError or Unavailable, as all of its methods do."""
        self._client: Any = client("s3")
        self._of = {"Bucket": deployment.quarantine_bucket, "ExpectedBucketOwner": deployment.account}
        self._where = f"quarantine s3://{deployment.quarantine_bucket}"

    def all(self, prefix: str) -> Iterator[Entry]:
        """In the order of their names."""
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            for page in self._pages(prefix):
                yield from pool.map(self._entry, page)

    def names(self, prefix: str = "") -> Iterator[str]:
        for page in self._pages(prefix):
            yield from (listed["Key"] for listed in page)

    def beginning(self, name: str) -> dict[str, Any]:
        """Of what its first line says. Raises MissingLogFile, and MalformedLogFile for what no quarantine holds."""
        with named(f"{self._where}/{name}", _HERE):
            answer = self._client.get_object(**self._of, Key=name, Range=f"bytes=0-{_BEGINNING_BYTES - 1}")
            text = answer["Body"].read()
        cut = _LONG.search(text)
        try:
            head = text[: cut.start()].removesuffix(b"}") + b"}" if cut else text
            return msgspec.json.decode(head, type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise MalformedLogFile(f"{self._where}/{name}: nothing of the quarantine") from error

    def _pages(self, prefix: str) -> Iterator[list[Mapping[str, Any]]]:
        with named(self._where, _HERE):
            for page in self._client.get_paginator("list_objects_v2").paginate(**self._of, Prefix=prefix):
                yield page.get("Contents", [])

    def _entry(self, listed: Mapping[str, Any]) -> Entry:
        name = listed["Key"]
        try:
            first = self.beginning(name)
            reason, log_file = str(first.get("reason", "unknown")), _log_file(first)
        except RejectedInput as error:
            reason, log_file = error.reason, ""
        when = listed["LastModified"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Entry(name, when, listed["Size"], kind(name), log_file, reason)


def bucket(deployment: Deployment) -> Quarantine:
    return Quarantine(client("s3"), deployment.quarantine_bucket, deployment.account)


def kind(name: str) -> str:
    return next((known.rstrip("/") for known in _KINDS if name.startswith(known)), "unknown")


def _log_file(first: Mapping[str, Any]) -> str:
    if "log_file" in first:
        return str(first["log_file"])
    return f"{first['bucket']}/{first['key']}" if "bucket" in first and "key" in first else ""
