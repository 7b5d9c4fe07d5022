"""Log files in S3: which ones a URI names, and their bytes."""

from collections.abc import Iterator
from typing import Any

from cli.aws import client
from cli.source import Found, holds_records, identified
from cli.terminal import UsageError
from lambdas.aws.archive import version_of
from lambdas.aws.error import named
from lambdas.core.error import ConfigurationError
from lambdas.core.stored_object import StoredObject

SCHEME = "s3://"
# The person has named the bucket: what may not be listed is not there to be inspected.
_HERE = {"AccessDenied": ConfigurationError}


class Objects:
    """Objects as an archive. A bucket that a person names may be of any account, so its owner is not asked for."""

    def __init__(self) -> None:
        """Raises ConfigurationError or Unavailable."""
        self._client: Any = client("s3")

    def found(self, uri: str) -> Iterator[Found]:
        """The object of that key, else all log files whose keys begin so, in S3's order.

        Raises UsageError where there are none, ConfigurationError or Unavailable.
        """
        bucket, _, prefix = uri.removeprefix(SCHEME).partition("/")
        if not bucket:
            raise UsageError(f"{uri}: names no bucket; write {SCHEME}BUCKET/KEY-OR-PREFIX")
        count = 0
        for key in self._keys(bucket, prefix):
            if key == prefix and not key.endswith("/"):
                # Of all that begin so the first.
                yield _found(bucket, key)
                return
            if holds_records(key):
                count += 1
                yield _found(bucket, key)
        if not count:
            raise UsageError(f"{uri}: no such object, and no log file below it (*.gz, and no digest)")

    def _keys(self, bucket: str, prefix: str) -> Iterator[str]:
        with named(f"bucket s3://{bucket}", _HERE):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
                for listed in page.get("Contents", []):
                    yield listed["Key"]

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        """Raises MissingLogFile, ConfigurationError or Unavailable."""
        of_version = {"VersionId": version} if version and not version.startswith("etag:") else {}
        with named(f"log file {SCHEME}{bucket}/{key}"):
            # boto3's own way, which finds a bucket in whichever Region it is.
            answer = self._client.get_object(Bucket=bucket, Key=key, **of_version)
            size_bytes = answer["ContentLength"]
            body = answer["Body"].read() if size_bytes <= most_bytes else None
            answer["Body"].close()
        return StoredObject(body, version_of(answer.get("VersionId"), answer["ETag"]), size_bytes)


def _found(bucket: str, key: str) -> Found:
    return Found(f"{SCHEME}{bucket}/{key}", bucket, identified(key))
