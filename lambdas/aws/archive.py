"""The archive bucket in S3, read only."""

from typing import TYPE_CHECKING

from lambdas.aws.error import named
from lambdas.core.stored_object import StoredObject

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef, GetObjectRequestTypeDef

_ETAG = "etag:"


class Archive:
    def __init__(self, client: "S3Client", owner: str) -> None:
        self._client = client
        self._owner = owner

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        """The current version unless another is asked for; without its body where that is larger than most_bytes.

        Raises MissingLogFile, ConfigurationError or Unavailable. AccessDenied is Unavailable here: the function's role
        may not list the bucket, so that S3 gives the same answer for a key that is gone, and one such key must not stop
        the other log files.
        """
        request: GetObjectRequestTypeDef = {"Bucket": bucket, "Key": key, "ExpectedBucketOwner": self._owner}
        if version and not version.startswith(_ETAG):
            request["VersionId"] = version
        with named(f"log file s3://{bucket}/{key}"):
            return stored(self._client.get_object(**request), most_bytes)


def stored(answer: "GetObjectOutputTypeDef", most_bytes: int) -> StoredObject:
    size_bytes, body = answer["ContentLength"], None
    if size_bytes > most_bytes:
        answer["Body"].close()
    else:
        body = answer["Body"].read()
    version = answer.get("VersionId", "null")
    return StoredObject(body, version if version != "null" else _ETAG + answer["ETag"].strip('"'), size_bytes)
