"""The quarantine bucket in S3."""

from typing import TYPE_CHECKING

from lambdas.aws.archive import version_of
from lambdas.aws.error import named
from lambdas.core.error import ConfigurationError
from lambdas.core.stored_object import StoredObject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# The bucket is the deployment's own: whoever may not write there has the wrong role.
_OWN = {"AccessDenied": ConfigurationError}


class Quarantine:
    def __init__(self, client: "S3Client", bucket: str, owner: str) -> None:
        self._client = client
        self._bucket = bucket
        self._owner = owner

    def put(self, name: str, body: bytes) -> None:
        """Raises ConfigurationError or Unavailable."""
        with named(self._where(name), _OWN):
            self._client.put_object(Bucket=self._bucket, Key=name, Body=body, ExpectedBucketOwner=self._owner)

    def get(self, name: str, most_bytes: int) -> StoredObject:
        """Without its body where that is larger than most_bytes.

        Raises MissingLogFile, ConfigurationError or Unavailable.
        """
        with named(self._where(name)):
            answer = self._client.get_object(Bucket=self._bucket, Key=name, ExpectedBucketOwner=self._owner)
            size_bytes = answer["ContentLength"]
            body = answer["Body"].read() if size_bytes <= most_bytes else None
            answer["Body"].close()
        return StoredObject(body, version_of(answer.get("VersionId"), answer["ETag"]), size_bytes)

    def delete(self, name: str) -> None:
        """The bucket keeps versions: what was there stays below the delete marker. Raises as put does."""
        with named(self._where(name), _OWN):
            self._client.delete_object(Bucket=self._bucket, Key=name, ExpectedBucketOwner=self._owner)

    def _where(self, name: str) -> str:
        return f"quarantine s3://{self._bucket}/{name}"
