"""The core over published records of other projects: real ones, anonymised ones, examples written by hand.

What is counted here is counted by a reader of its own: the standard library's, and lists of the documents' words.
"""

import calendar
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from lambdas.core.log_file import portions
from lambdas.core.record import FIELDS_TOLD, LogEvent, Reader, RejectedRecord
from tests.corpus import needs_corpus, published

pytestmark = needs_corpus

FIELDS_BY_VERSION = """
1.0 eventTime eventVersion userIdentity eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage
1.0 requestParameters responseElements additionalEventData
1.01 requestID eventID readOnly resources apiVersion
1.02 eventType recipientAccountId
1.03 sharedEventID
1.04 vpcEndpointId
1.05 serviceEventDetails
1.06 managementEvent
1.07 eventCategory insightDetails
1.08 addendum sessionCredentialFromConsole edgeDeviceDetails tlsDetails
1.09 vpcEndpointAccountId
"""
"""By the version that has added them, but for what only event data stores get.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html (2026-04-13)
"""
FIELDS = FIELDS_BY_VERSION.split()
TEXTS = ("eventVersion", "eventTime", "eventID", "eventCategory")
FLAGS = ("readOnly", "managementEvent")


@dataclass
class Read:
    events: dict[int, LogEvent] = field(default_factory=dict)
    rejected: dict[int, RejectedRecord] = field(default_factory=dict)
    reader: Reader = field(default_factory=Reader)

    def add(self, body: bytes) -> "Read":
        for portion in portions(body):
            reading = self.reader.read(portion)
            self.events.update(zip(reading.indexes, reading.events, strict=True))
            self.rejected.update({rejected.index: rejected for rejected in reading.rejected})
        return self


@pytest.fixture(scope="module")
def records() -> list[bytes]:
    return list(published())


@pytest.fixture(scope="module")
def read(records: list[bytes]) -> Read:
    return Read().add(b'{"Records":[' + b",".join(records) + b"]}")


@pytest.fixture(scope="module")
def parsed(records: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(raw) for raw in records]


def seconds(record: dict[str, Any]) -> int | None:
    """The time of a record as another reader finds it: whole seconds, UTC."""
    try:
        return calendar.timegm(time.strptime(record["eventTime"][:19].replace("T", " "), "%Y-%m-%d %H:%M:%S"))
    except ValueError:
        return None


def is_of_version_1(record: dict[str, Any]) -> bool:
    major, *minors = record["eventVersion"].split(".")
    return major == "1" and all(minor.isdecimal() for minor in minors)


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


def test_the_time_of_a_log_event_is_the_one_that_another_reader_finds(parsed: list[dict[str, Any]], read: Read) -> None:
    differing = {index for index, event in read.events.items() if event.timestamp // 1000 != seconds(parsed[index])}
    assert not differing


def test_a_published_record_is_rejected_where_another_reader_finds_no_version_1_or_no_time(
    parsed: list[dict[str, Any]], read: Read
) -> None:
    timeless = {index: "no-time" for index, record in enumerate(parsed) if seconds(record) is None}
    unknown = {index: "unknown-version" for index, record in enumerate(parsed) if not is_of_version_1(record)}
    assert {index: rejected.reason for index, rejected in read.rejected.items()} == timeless | unknown


def test_few_published_records_are_rejected(records: list[bytes], read: Read) -> None:
    assert len(read.rejected) < len(records) / 100


def has_wrong_type(record: dict[str, Any]) -> bool:
    """Of the fields that the pipeline reads."""
    texts = [record[name] for name in TEXTS if name in record]
    flags = [record[name] for name in FLAGS if name in record]
    return not all(type(text) is str for text in texts) or not all(flag in (True, False) for flag in flags)


ODDITIES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "unknown-field": lambda record: any(name not in FIELDS for name in record),
    "wrong-type": has_wrong_type,
    "no-event-id": lambda record: "eventID" not in record,
    "no-version": lambda record: "eventVersion" not in record,
    "unusual-time": lambda record: len(record["eventTime"]) != 20 or record["eventTime"][10::9] != "TZ",
    "insight": lambda record: record.get("eventCategory") == "Insight",
    "network-activity": lambda record: record.get("eventCategory") == "NetworkActivity",
    "aggregated": lambda record: record.get("eventCategory") == "Aggregated",
    "unknown-category": lambda record: (
        record.get("eventCategory", "Data") not in {"Management", "Data", "Insight", "NetworkActivity", "Aggregated"}
    ),
}


@pytest.mark.parametrize(("oddity", "is_odd"), ODDITIES.items(), ids=ODDITIES)
def test_as_many_published_records_are_odd_as_another_reader_finds(
    parsed: list[dict[str, Any]], read: Read, oddity: str, is_odd: Callable[[dict[str, Any]], bool]
) -> None:
    assert {str(odd): count for odd, count in read.reader.odd.items()}.get(oddity, 0) == sum(
        is_odd(parsed[index]) for index in read.events
    )


def test_nine_in_ten_published_records_are_in_no_way_odd(parsed: list[dict[str, Any]], read: Read) -> None:
    odd = [index for index in read.events if any(is_odd(parsed[index]) for is_odd in ODDITIES.values())]
    assert len(odd) < len(read.events) / 10


def test_the_unknown_fields_that_are_told_are_some_that_another_reader_finds(
    parsed: list[dict[str, Any]], read: Read
) -> None:
    names = {name for index in read.events for name in parsed[index] if name not in FIELDS}
    assert read.reader.unknown_fields <= names
    assert len(read.reader.unknown_fields) == min(len(names), FIELDS_TOLD)


def test_published_records_read_one_by_one_come_to_the_same(records: list[bytes], read: Read) -> None:
    slowly = Read(reader=Reader(is_own=lambda _: False)).add(b'{"Records":[' + b",".join(records) + b"]}")
    assert (slowly.events, slowly.rejected, slowly.reader.odd) == (read.events, read.rejected, read.reader.odd)
