"""The core over published records of other projects: real ones, anonymised ones, examples written by hand."""

import calendar
import json
import time
from dataclasses import dataclass, field

import pytest

from lambdas.core.log_file import portions
from lambdas.core.record import LogEvent, Reader, RejectedRecord
from tests.corpus import needs_corpus, published

pytestmark = needs_corpus


@dataclass
class Read:
    events: dict[int, LogEvent] = field(default_factory=dict)
    rejected: dict[int, RejectedRecord] = field(default_factory=dict)


@pytest.fixture(scope="module")
def records() -> list[bytes]:
    return list(published())


@pytest.fixture(scope="module")
def read(records: list[bytes]) -> Read:
    read, reader = Read(), Reader()
    for portion in portions(b'{"Records":[' + b",".join(records) + b"]}"):
        reading = reader.read(portion)
        read.events.update(zip(reading.indexes, reading.events, strict=True))
        read.rejected.update({rejected.index: rejected for rejected in reading.rejected})
    return read


def seconds(raw: bytes) -> int | None:
    """The time of a record as another reader finds it: whole seconds, UTC."""
    try:
        return calendar.timegm(time.strptime(json.loads(raw)["eventTime"][:19].replace("T", " "), "%Y-%m-%d %H:%M:%S"))
    except ValueError:
        return None


@pytest.mark.parametrize(
    ("head", "between", "tail"),
    [
        pytest.param(b'{"Records":[', b",", b"]}", id="as CloudTrail writes it"),
        pytest.param(b'{"Records": [\n', b",\n", b"\n]}\n", id="with white space"),
        pytest.param(b"[", b",", b"]", id="a bare list"),
    ],
)
def test_a_log_file_of_published_records_is_cut_into_their_own_bytes(
    records: list[bytes], head: bytes, between: bytes, tail: bytes
) -> None:
    found = [bytes(raw) for portion in portions(head + between.join(records) + tail) for raw in portion]
    assert len(found) > 1000
    assert found == records


def test_each_published_record_is_a_log_event_or_is_rejected(records: list[bytes], read: Read) -> None:
    assert sorted([*read.events, *read.rejected]) == list(range(len(records)))


def test_the_message_of_a_log_event_is_its_records_own_text(records: list[bytes], read: Read) -> None:
    assert not [index for index, event in read.events.items() if event.message.encode() != records[index]]


def test_the_time_of_a_log_event_is_the_one_that_another_reader_finds(records: list[bytes], read: Read) -> None:
    differing = {index for index, event in read.events.items() if event.timestamp // 1000 != seconds(records[index])}
    assert not differing


def test_a_published_record_is_rejected_where_another_reader_finds_no_time(records: list[bytes], read: Read) -> None:
    timeless = {index for index, raw in enumerate(records) if seconds(raw) is None}
    assert {index: rejected.reason for index, rejected in read.rejected.items()} == dict.fromkeys(timeless, "no-time")


def test_few_published_records_are_rejected(records: list[bytes], read: Read) -> None:
    assert len(read.rejected) < len(records) / 100
