"""The archive bucket in S3, read only."""

from typing import TYPE_CHECKING

from lambdas.aws.error import named
from lambdas.core.error import MalformedLogFile
from lambdas.core.stored_object import StoredObject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Archive:
    def __init__(self, client: "S3Client", owner: str, limit_bytes: int) -> None:
        self._client = client
        self._owner = owner
        self._limit_bytes = limit_bytes

    def get(self, bucket: str, key: str) -> StoredObject:
        """Raises MissingLogFile, MalformedLogFile for an object beyond the limit, ConfigurationError or Unavailable.

        AccessDenied is Unavailable here: the function's role may not list the bucket, so that S3 gives the same answer
        for a key that is gone, and one such key must not stop the other log files.
        """
        with named(f"log file s3://{bucket}/{key}"):
            answer = self._client.get_object(Bucket=bucket, Key=key, ExpectedBucketOwner=self._owner)
            if answer.get("ContentLength", 0) > self._limit_bytes:
                answer["Body"].close()
                raise MalformedLogFile(f"{answer['ContentLength']} bytes, where {self._limit_bytes} are allowed")
            body = answer["Body"].read()
        return StoredObject(body, answer.get("VersionId", ""))
