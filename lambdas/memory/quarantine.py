"""A quarantine without AWS: objects in a dict."""

from lambdas.core.error import MissingLogFile
from lambdas.core.stored_object import StoredObject
from lambdas.memory.archive import version_of


class Quarantine:
    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}

    def put(self, name: str, body: bytes) -> None:
        self.objects[name] = body

    def get(self, name: str, most_bytes: int) -> StoredObject:
        try:
            body = self.objects[name]
        except KeyError as error:
            raise MissingLogFile(f"quarantine {name}: not there") from error
        return StoredObject(body if len(body) <= most_bytes else None, version_of(body), len(body))

    def delete(self, name: str) -> None:
        self.objects.pop(name, None)
