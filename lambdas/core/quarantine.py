"""What the quarantine bucket holds, and under which names.

    records/BUCKET/KEY/VERSION/000000000.ndjson   records of one log file, one JSON object a line: where it is from, its
                                                  position there, the reason, the raw record
    log-files/BUCKET/KEY/VERSION.json             a log file that cannot be delivered at all: where it is, and why
    messages/ID.json                              a message that names nothing this deployment may read: its body

The number in a name is the position from which on the object's records were found, so that an attempt that is made once
more writes the same object again. A redriven object's records that fail again get a name with one more `-again`.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from lambdas.core.error import MalformedLogFile

RECORDS, LOG_FILES, MESSAGES = "records/", "log-files/", "messages/"
REWRITTEN = "object-rewritten"
"""The reason of a pointer to other bytes than were delivered under that key. It is not redriven."""
_LINES = ".ndjson"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)
_ENCODER = msgspec.json.Encoder()


class Quarantined(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a records object. The raw record is text where it is UTF-8, else in base64."""

    log_file: str
    version: str
    position: int
    reason: str
    record: str | None = None
    record_base64: bytes | None = None

    @classmethod
    def of(cls, log_file: str, version: str, position: int, reason: str, raw: bytes) -> "Quarantined":
        try:
            return cls(log_file, version, position, reason, record=raw.decode())
        except UnicodeDecodeError:
            return cls(log_file, version, position, reason, record_base64=raw)

    @property
    def raw(self) -> bytes:
        return self.record_base64 or (self.record or "").encode(errors="surrogatepass")


class RejectedLogFile(msgspec.Struct, frozen=True, omit_defaults=True):
    bucket: str
    key: str
    version: str
    reason: str
    detail: str


class RejectedMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    message_id: str
    reason: str
    details: tuple[str, ...]
    body: str


_Entry = TypeVar("_Entry", Quarantined, RejectedLogFile, RejectedMessage)


def records_name(log_file: str, version: str, start: int) -> str:
    """For the records from the position `start` on; for those of a redriven object its own name, and one `-again`."""
    key = log_file.partition("/")[2]
    if key.startswith(RECORDS) and key.endswith(_LINES):
        return f"{key.removesuffix(_LINES)}-again{start or ''}{_LINES}"
    return f"{RECORDS}{log_file}/{_safe(version)}/{start:09}{_LINES}"


def log_file_name(log_file: str, version: str) -> str:
    return f"{LOG_FILES}{log_file}/{_safe(version)}.json"


def message_name(message_id: str) -> str:
    return f"{MESSAGES}{_safe(message_id)}.json"


def log_file_of(records_name: str) -> str:
    """BUCKET/KEY of the log file whose records an object of that name holds. Raises MalformedLogFile."""
    bucket_and_key = records_name.removeprefix(RECORDS).rsplit("/", 2)[0]
    if not records_name.startswith(RECORDS) or bucket_and_key.count("/") < 1:
        raise MalformedLogFile("no name of records in the quarantine")
    return bucket_and_key


def lines(entries: Iterable[Quarantined]) -> bytes:
    return _ENCODER.encode_lines(list(entries))


def written(entry: RejectedLogFile | RejectedMessage) -> bytes:
    """As ASCII: a message's text may hold what UTF-8 cannot, a lone surrogate."""
    return json.dumps(msgspec.to_builtins(entry)).encode()


def read_records(body: bytes) -> Iterator[Quarantined]:
    """At least one. Raises MalformedLogFile for what no quarantine holds."""
    for line in body.splitlines() or [b""]:
        yield _read(line, Quarantined)


def read_log_file(body: bytes) -> RejectedLogFile:
    """Raises MalformedLogFile for what no quarantine holds."""
    return _read(body, RejectedLogFile)


def read_message(body: bytes) -> RejectedMessage:
    """Raises MalformedLogFile for what no quarantine holds."""
    return _read(body, RejectedMessage)


def _read(body: bytes, kind: type[_Entry]) -> _Entry:
    try:
        return msgspec.convert(json.loads(body), kind)
    except (ValueError, RecursionError) as error:
        raise MalformedLogFile(f"nothing of the quarantine: {error}") from error


def _safe(text: str) -> str:
    return _UNSAFE.sub("_", text)[:200] or "none"
