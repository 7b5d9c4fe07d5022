"""Digests in S3: their bytes, and the signature that S3 keeps beside them."""

from typing import TYPE_CHECKING, Any

from lambdas.aws.archive import version_of
from lambdas.aws.error import named
from lambdas.aws.listing import HERE
from lambdas.core.digest_key import DigestKey
from lambdas.core.digest_verification import MOST_BYTES, StoredDigest

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Digests:
    def __init__(self, client: "S3Client", owner: str = "") -> None:
        """owner: the account that the bucket has to be of; empty for any."""
        self._client: Any = client
        self._owned = {"ExpectedBucketOwner": owner} if owner else {}

    def get(self, bucket: str, key: DigestKey) -> StoredDigest:
        """Without its body where that is larger than a digest's.

        Raises MissingLogFile, ConfigurationError or Unavailable.
        """
        with named(f"digest s3://{bucket}/{key.key}", HERE):
            answer = self._client.get_object(Bucket=bucket, Key=key.key, **self._owned)
            size_bytes = answer["ContentLength"]
            with answer["Body"] as stream:
                body = stream.read() if size_bytes <= MOST_BYTES else b""
        kept = answer["Metadata"]
        return StoredDigest(
            key=key,
            bucket=bucket,
            body=body,
            signature=kept.get("signature", ""),
            algorithm=kept.get("signature-algorithm", ""),
            generated=kept.get("backfill-generation-timestamp", ""),
            version=version_of(answer.get("VersionId"), answer["ETag"]),
            written_s=int(answer["LastModified"].timestamp()),
            size_bytes=size_bytes,
        )
