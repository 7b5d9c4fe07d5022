"""An archive without AWS: objects in a dict, by bucket and key."""

import hashlib
from collections.abc import Mapping

from lambdas.core.error import MissingLogFile
from lambdas.core.stored_object import StoredObject


class Archive:
    """An object's version is made from its bytes; where other versions than the current one are kept, by version."""

    def __init__(
        self,
        objects: Mapping[tuple[str, str], bytes],
        versions: Mapping[tuple[str, str, str], bytes] | None = None,
    ) -> None:
        self._objects = objects
        self._versions = versions or {}

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        try:
            body = self._versions[bucket, key, version] if version else self._objects[bucket, key]
        except KeyError as error:
            raise MissingLogFile(f"log file s3://{bucket}/{key}: not in the archive") from error
        return StoredObject(body if len(body) <= most_bytes else None, version or version_of(body), len(body))


def version_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:12]
