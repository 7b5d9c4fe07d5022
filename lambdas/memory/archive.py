"""An archive without AWS: objects in a dict, by bucket and key."""

from collections.abc import Mapping

from lambdas.core.error import MissingLogFile
from lambdas.core.stored_object import StoredObject


class Archive:
    def __init__(self, objects: Mapping[tuple[str, str], bytes]) -> None:
        self._objects = objects

    def get(self, bucket: str, key: str) -> StoredObject:
        try:
            return StoredObject(self._objects[bucket, key], "")
        except KeyError as error:
            raise MissingLogFile(f"log file s3://{bucket}/{key}: not in the archive") from error
