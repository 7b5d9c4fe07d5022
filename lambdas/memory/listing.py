"""What a bucket holds, without AWS: keys of a dict, each with one version that is made from its bytes."""

from collections.abc import Iterator, Mapping, Sequence

from lambdas.core.error import ConfigurationError
from lambdas.core.stored_object import StoredVersion
from lambdas.memory.archive import version_of


class Listing:
    def __init__(
        self, bucket: str, objects: Mapping[str, bytes], versions: Mapping[str, Sequence[StoredVersion]]
    ) -> None:
        """versions: of keys that have others than their one, the newest first; also of keys that are gone."""
        self._bucket = bucket
        self._objects = objects
        self._versions = versions

    def folders(self, bucket: str, prefix: str) -> Sequence[str]:
        below = [key.removeprefix(prefix) for key in self.keys(bucket, prefix)]
        return sorted({f"{prefix}{key.partition('/')[0]}/" for key in below if "/" in key})

    def keys(self, bucket: str, prefix: str, after: str = "") -> Iterator[str]:
        self._check(bucket)
        yield from sorted(key for key in self._objects if key.startswith(prefix) and key > after)

    def versions(self, bucket: str, prefix: str, first: str, last: str) -> Iterator[StoredVersion]:
        self._check(bucket)
        for key in sorted({*self._objects, *self._versions}):
            if key.startswith(prefix) and first <= key <= last:
                yield from self._versions.get(key) or [self._only(key)]

    def _check(self, bucket: str) -> None:
        if bucket != self._bucket:
            raise ConfigurationError(f"bucket {bucket}: there is none")

    def _only(self, key: str) -> StoredVersion:
        body = self._objects[key]
        return StoredVersion(key, version_of(body), is_latest=True, size_bytes=len(body))
