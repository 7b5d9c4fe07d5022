"""The archive bucket in S3, read only."""

from lambdas.aws.error import named
from lambdas.aws.get_object import GetObject
from lambdas.core.stored_object import StoredObject

_ETAG = "etag:"


class Archive:
    def __init__(self, get_object: GetObject, owner: str = "") -> None:
        """owner: the account that the bucket has to be of; empty for any."""
        self._get_object = get_object
        self._owner = owner

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        """The current version unless another is asked for; without its body where that is larger than most_bytes.

        Raises MissingLogFile, NotRestored, ConfigurationError or Unavailable. AccessDenied is Unavailable here: to a
        role that may not list the bucket S3 gives the same answer for a key that is gone, and one such key must not
        stop the other log files.
        """
        asked = "" if version.startswith(_ETAG) else version
        with named(f"log file s3://{bucket}/{key}"):
            got = self._get_object(bucket, key, self._owner, most_bytes, asked)
        return StoredObject(got.body, version_of(got.version_id, got.etag), got.size_bytes)


def version_of(version_id: str | None, etag: str) -> str:
    """Where the bucket keeps no versions the ETag tells other bytes; S3 calls a version from before it did "null"."""
    return version_id if version_id not in (None, "", "null") else _ETAG + etag.strip('"')
