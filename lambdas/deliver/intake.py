"""From messages to the log files that they name: each once, however many messages name it.

What names nothing that this deployment may read goes to quarantine before any call, and costs the message's other keys
nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lambdas.core import quarantine
from lambdas.core.error import ForeignObject, MissingLogFile, RejectedInput, Unavailable, UnknownShape
from lambdas.core.message import Message
from lambdas.core.metric import LOG_FILES_REPEATED, MESSAGES_QUARANTINED
from lambdas.core.notification import contents
from lambdas.core.object_key import LogFileKey, OtherKey, object_key
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.log_file import Named
from lambdas.deliver.port import Quarantine
from lambdas.deliver.settings import Settings

POINTER_LIMIT_BYTES = 64 * 1024
FAULTS_TOLD = 20
"""Of one message: its body is in quarantine as a whole."""


@dataclass(slots=True)
class Intake:
    settings: Settings
    quarantine: Quarantine
    invocation: Invocation

    def log_files(self, messages: Sequence[Message]) -> list[Named]:
        """In the order in which they are named first. Raises ConfigurationError."""
        found: dict[str, Named] = {}
        for message in messages:
            faults: list[RejectedInput] = []
            for named in self._named(message, faults):
                known = found.setdefault(named.name, named)
                known.redriven += [name for name in named.redriven if name not in known.redriven]
                if message not in known.messages:
                    known.messages.append(message)
            if faults:
                self._set_aside(message, faults)
        return list(found.values())

    def _named(self, message: Message, faults: list[RejectedInput]) -> Iterator[Named]:
        held = contents(message.body)
        faults += map(UnknownShape, held.faults)
        for kind in held.ignored:
            self.invocation.ignore(kind, {"message_id": message.id})
        for notification in held.notifications:
            for key in notification.keys:
                if named := self._of_key(notification.bucket, key, faults):
                    yield named
        for name in held.redriven:
            if named := self._of_quarantine(name, message, faults):
                yield named

    def _of_key(self, bucket: str, key: str, faults: list[RejectedInput]) -> Named | None:
        try:
            admitted = self._admitted(bucket, key)
        except ForeignObject as error:
            faults.append(error)
            return None
        if isinstance(admitted, OtherKey):
            self.invocation.ignore(admitted.kind, {"bucket": bucket, "key": key})
            return None
        return Named(bucket, admitted)

    def _admitted(self, bucket: str, key: str) -> LogFileKey | OtherKey:
        """The gate before any call: a notification may name any bucket of the world."""
        if bucket != self.settings.archive_bucket:
            raise ForeignObject(f"bucket {bucket!r}: not the configured {self.settings.archive_bucket!r}")
        return object_key(key, *self.settings.key_prefixes)

    def _of_quarantine(self, name: str, message: Message, faults: list[RejectedInput]) -> Named | None:
        """What an object of the quarantine is about, through the same gate as all else."""
        try:
            return self._redriven(name)
        except MissingLogFile:
            # An earlier message has had it delivered.
            self.invocation.count(LOG_FILES_REPEATED)
        except RejectedInput as error:
            faults.append(error)
        except Unavailable as error:
            self.invocation.fail([message], str(error), {"redriven": name})
        return None

    def _redriven(self, name: str) -> Named | None:
        if name.startswith(quarantine.RECORDS):
            admitted = self._log_file(*quarantine.log_file_of(name).split("/", 1))
            return Named(self.settings.quarantine_bucket, admitted, records=name, redriven=[name])
        if not name.startswith(quarantine.LOG_FILES):
            raise UnknownShape("a redrive of what holds no log file")
        pointer = quarantine.read_log_file(self.quarantine.get(name, POINTER_LIMIT_BYTES).body or b"")
        admitted = self._log_file(pointer.bucket, pointer.key)
        if pointer.reason == quarantine.REWRITTEN:
            self.invocation.ignore("other bytes than were delivered", {"redriven": name})
            return None
        return Named(pointer.bucket, admitted, redriven=[name])

    def _log_file(self, bucket: str, key: str) -> LogFileKey:
        admitted = self._admitted(bucket, key)
        if isinstance(admitted, OtherKey):
            raise ForeignObject(f"key {key!r}: no log file's")
        return admitted

    def _set_aside(self, message: Message, faults: Sequence[RejectedInput]) -> None:
        """Accounted for once it is in quarantine; the message fails where it cannot be put there."""
        name, details = quarantine.message_name(message.id), tuple(map(str, faults[:FAULTS_TOLD]))
        entry = quarantine.RejectedMessage(message.id, faults[0].reason, details, message.body)
        place = {"message_id": message.id, "quarantined": name}
        try:
            self.quarantine.put(name, quarantine.written(entry))
        except Unavailable as error:
            self.invocation.fail([message], str(error), place)
            return
        self.invocation.count(MESSAGES_QUARANTINED)
        self.invocation.log.error("message quarantined", extra={**place, "reason": entry.reason, "details": details})
