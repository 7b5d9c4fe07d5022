"""What deliver needs of the world. The adapters fit by their shape; each of these is called from several threads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from lambdas.core.metric import Metric
from lambdas.core.receipt import Receipt, Write
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.core.stored_object import StoredObject


class Archive(Protocol):
    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        """The current version unless another is asked for; without its body where that is larger than most_bytes."""


class Destination(Protocol):
    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]: ...


class Ledger(Protocol):
    def write(self, writes: Sequence[Write]) -> Mapping[str, Receipt | None]:
        """At most one write for a log file. The ones that did not take place, and what there is in their place."""


class Quarantine(Protocol):
    def put(self, name: str, body: bytes) -> None: ...

    def get(self, name: str, most_bytes: int) -> StoredObject:
        """Without its body where that is larger than most_bytes."""

    def delete(self, name: str) -> None: ...


class DeadLetters(Protocol):
    def put(self, body: str, reason: str) -> None: ...


class Notices(Protocol):
    """Of which rules and actors there was a notice. Both raise ConfigurationError or Unavailable."""

    def claim(self, rule: str, actor: str, now_s: int, lease_seconds: int) -> bool:
        """Whether there may be a notice of them now. If so, there is no other one for so long."""

    def hold(self, rule: str, actor: str, now_s: int, quiet_seconds: int) -> None:
        """There was one, and there is no other one for so long."""


class Topic(Protocol):
    def publish(self, subject: str, text: str) -> None:
        """Raises ConfigurationError or Unavailable."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Who is told of what the security rules matched."""

    notices: Notices
    topic: Topic


class MetricLog(Protocol):
    def emit(self, values: Iterable[tuple[Metric, float]], **dimensions: str) -> None:
        """Under these dimensions beside the function's own."""


class Clock(Protocol):
    """Of one invocation."""

    def now_ms(self) -> int: ...

    def left_ms(self) -> int: ...

    def is_short(self) -> bool:
        """Whether nothing more should be begun."""

    def wait(self, attempt: int) -> bool:
        """Longer from attempt to attempt; False, at once, where the invocation has not the time for it."""


class Log(Protocol):
    """What is logged names objects, counts and reasons. Of a record it holds what lambdas.core.match tells of it."""

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None: ...

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...
