"""What deliver needs of the world: messages, an archive, a destination, a log. The adapters fit by their shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.core.stored_object import StoredObject


class Archive(Protocol):
    def get(self, bucket: str, key: str) -> StoredObject: ...


class Destination(Protocol):
    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]: ...


class Log(Protocol):
    """What is logged names objects, counts and reasons, and holds nothing of a record."""

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None: ...

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    body: str
