"""What the archive bucket holds, as S3 lists it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lambdas.aws.archive import version_of
from lambdas.aws.error import named
from lambdas.core.error import ConfigurationError, PipelineError
from lambdas.core.stored_object import StoredVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

HERE: Mapping[str, type[PipelineError]] = {"AccessDenied": ConfigurationError}


class Listing:
    def __init__(self, client: "S3Client", owner: str = "") -> None:
        """owner: the account that the bucket has to be of; empty for any."""
        self._client: Any = client
        self._owned = {"ExpectedBucketOwner": owner} if owner else {}

    def folders(self, bucket: str, prefix: str) -> Sequence[str]:
        pages = self._pages("list_objects_v2", bucket, prefix, Delimiter="/")
        return [folder["Prefix"] for page in pages for folder in page.get("CommonPrefixes", [])]

    def keys(self, bucket: str, prefix: str, after: str = "") -> Iterator[str]:
        for page in self._pages("list_objects_v2", bucket, prefix, **({"StartAfter": after} if after else {})):
            yield from (each["Key"] for each in page.get("Contents", []))

    def versions(self, bucket: str, prefix: str, first: str, last: str) -> Iterator[StoredVersion]:
        """S3 lists from behind a key, so the marker is the key just before the first."""
        for page in self._pages("list_object_versions", bucket, prefix, KeyMarker=_before(first)):
            listed = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            # A page has both in their own lists; the newest of a key is the latest.
            listed.sort(key=lambda each: (each["Key"], not each["IsLatest"], -each["LastModified"].timestamp()))
            for each in listed:
                if each["Key"] > last:
                    return
                if each["Key"] >= first:
                    yield _version(each)

    def _pages(self, operation: str, bucket: str, prefix: str, **more: str) -> Iterator[Mapping[str, Any]]:
        asked = {"Bucket": bucket, "Prefix": prefix, **self._owned, **more}
        with named(f"bucket {bucket}, prefix {prefix!r}", HERE):
            yield from self._client.get_paginator(operation).paginate(**asked)


def _before(key: str) -> str:
    """A string that sorts before the key, and after nearly all that do so too."""
    return key[:-1] + chr(ord(key[-1]) - 1) if key else key


def _version(listed: Mapping[str, Any]) -> StoredVersion:
    return StoredVersion(
        key=listed["Key"],
        version=version_of(listed["VersionId"], listed.get("ETag", "")),
        is_latest=listed["IsLatest"],
        is_delete_marker="ETag" not in listed,
        size_bytes=listed.get("Size", 0),
        storage_class=listed.get("StorageClass", ""),
        modified_s=int(listed["LastModified"].timestamp()),
    )
