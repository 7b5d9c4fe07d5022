"""What `--out` writes: delivered.ndjson, quarantined.ndjson and requests.ndjson.

A request holds its log events in order of time, and large log files come after the others of their invocation. So what
arrives is noted where it was read: by the number of its log file, in a file without a name that is put in order at the
end. Until then nothing in the folder changes.
"""

import tempfile
import threading
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from cli.terminal import UsageError
from lambdas.core.batch import EVENT_OVERHEAD_BYTES
from lambdas.core.record import LogEvent

_COPIED_BYTES = 1024 * 1024
_ENCODER = msgspec.json.Encoder()


class Planned(msgspec.Struct, frozen=True):
    """A PutLogEvents request that would be made."""

    stream: str
    events: int
    bytes: int
    """As CloudWatch Logs counts them."""
    first_timestamp: int
    last_timestamp: int

    @classmethod
    def of(cls, stream: str, events: Sequence[LogEvent]) -> "Planned":
        # The length of text that is ASCII is known without a look at it.
        size_bytes = sum(
            len(event.message) if event.message.isascii() else len(event.message.encode()) for event in events
        )
        size_bytes += EVENT_OVERHEAD_BYTES * len(events)
        return cls(stream, len(events), size_bytes, events[0].timestamp, events[-1].timestamp)


class Spool:
    """Lines, in order of group and log file in the end."""

    def __init__(self, folder: Path) -> None:
        self._file: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed by close)
        self._end = 0
        self._segments: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)

    def add(self, group: str, number: int, body: bytes) -> None:
        self._segments[group].append((number, self._end, len(body)))
        self._file.write(body)
        self._end += len(body)

    def write(self, path: Path) -> None:
        """A group's place is that of its lowest number."""
        groups = sorted((min(segments)[0], group) for group, segments in self._segments.items())
        with path.open("wb") as file:
            for _, group in groups:
                for _, start, length in sorted(self._segments[group]):
                    self._file.seek(start)
                    self._copy(file, length)

    def _copy(self, file: BinaryIO, length: int) -> None:
        while length:
            some = self._file.read(min(length, _COPIED_BYTES))
            file.write(some)
            length -= len(some)

    def close(self) -> None:
        self._file.close()


class Arrivals:
    """Used from several threads, but for `delivered`."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder. Raises UsageError where that cannot be."""
        self._folder = folder
        self._lock = threading.Lock()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._delivered, self._quarantined, self._requests = Spool(folder), Spool(folder), Spool(folder)
        except OSError as error:
            raise UsageError(f"--out {folder}: {error.strerror}") from error

    def delivered(self, stream: str, number: int, events: Sequence[LogEvent]) -> None:
        """Of the log file of that number, in its order."""
        self._delivered.add(stream, number, "\n".join([event.message for event in events] + [""]).encode())

    def quarantined(self, number: int, lines: bytes) -> None:
        with self._lock:
            self._quarantined.add("", number, lines)

    def planned(self, number: int, stream: str, events: Sequence[LogEvent]) -> None:
        """In the invocation of that number."""
        line = _ENCODER.encode(Planned.of(stream, events)) + b"\n"
        with self._lock:
            self._requests.add(stream, number, line)

    def write(self) -> None:
        self._delivered.write(self._folder / "delivered.ndjson")
        self._quarantined.write(self._folder / "quarantined.ndjson")
        self._requests.write(self._folder / "requests.ndjson")

    def close(self) -> None:
        for spool in (self._delivered, self._quarantined, self._requests):
            spool.close()
