"""What is fuzzed: for each a strategy that makes its input, and a function that raises where a promise is broken."""

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from lambdas.core.batch import (
    BATCH_LIMIT_BYTES,
    BATCH_LIMIT_EVENTS,
    EVENT_OVERHEAD_BYTES,
    SPAN_LIMIT_MS,
    Batch,
    Batches,
    Part,
)
from lambdas.core.check import MESSAGE_LIMIT_BYTES
from lambdas.core.error import MalformedLogFile
from lambdas.core.inflate import inflate
from lambdas.core.log_file import Limits, portions
from lambdas.core.message import trigger
from lambdas.core.notification import contents
from lambdas.core.receipt import State
from lambdas.core.record import LogEvent, Reader, Readings
from tests.builder import key, notification
from tests.fuzz.mutation import edited, log_file_bodies
from tests.mutation import RAW
from tests.pipeline import Pipeline

INFLATED_LIMIT_BYTES = 100_000
SMALL = Limits(records=20, portion_bytes=100, portion_most_bytes=400)
DAY_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Target:
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], None]


def a_body_is_always_something(body: str) -> None:
    found = contents(body)
    assert found.notifications or found.ignored or found.redriven or found.faults
    assert (
        trigger({"Records": [{"eventSource": "aws:sqs", "messageId": "m", "body": body}]}, "r").messages[0].body == body
    )


def inflating_gives_the_first_member_or_says_why_not(compressed: bytes) -> None:
    try:
        found = inflate(compressed, INFLATED_LIMIT_BYTES)
    except MalformedLogFile:
        return
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    assert stream.decompress(compressed) + stream.flush() == found.body
    assert stream.eof
    assert len(stream.unused_data) == found.trailing_bytes
    assert len(found.body) <= INFLATED_LIMIT_BYTES


def records_are_slices_in_the_order_of_the_file(body: bytes) -> None:
    for limits in (Limits(), SMALL):
        try:
            records = [bytes(record) for portion in portions(body, limits) for record in portion]
        except MalformedLogFile:
            continue
        assert records == _proven(body, limits)
        position = 0
        for record in records:
            position = body.index(record, position) + len(record)
        if limits.records >= len(records) and (wanted := _by_another_reader(body)) is not None:
            assert [json.loads(record) for record in records] == wanted


def _proven(body: bytes, limits: Limits) -> list[bytes]:
    """The same as deliver cuts them, who reads them as they come."""
    reader = Reader()
    found: list[bytes] = []
    for portion in portions(body, limits, reader.proves):
        reader.read(portion)
        found += map(bytes, portion)
    return found


def _by_another_reader(body: bytes) -> list[Any] | None:
    """The records as the standard library has them, of plain JSON that holds at most one list of them."""
    pairs: list[tuple[str, Any]] = []

    def keep(found: list[tuple[str, Any]]) -> dict[str, Any]:
        pairs.extend(found)
        return dict(found)

    try:
        document = json.loads(body.decode("utf-8-sig"), object_pairs_hook=keep, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    records = (
        document if isinstance(document, list) else document.get("Records") if isinstance(document, dict) else None
    )
    once = sum(name == "Records" for name, _ in pairs) <= 1
    return records if isinstance(records, list) and once else None


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def a_record_is_read_once_and_the_same_both_ways(records: list[bytes]) -> None:
    quick, slow = Reader().read(records), Reader(is_own=lambda _: False).read(records)
    assert _told(quick) == _told(slow)
    found = sorted([*quick.indexes, *(one.index for one in quick.rejected), *quick.filtered])
    assert found == list(range(len(records)))
    assert [event.message.encode() for event in quick.events] == [records[index] for index in quick.indexes]


def _told(readings: Readings) -> object:
    events = [(event.timestamp, event.message) for event in readings.events]
    return events, list(readings.indexes), list(readings.sizes_bytes), list(readings.rejected)


def batches_keep_every_limit_and_every_event(planned: list[list[tuple[int, int]]]) -> None:
    batches: Batches[int] = Batches()
    found: list[Batch[int]] = []
    for source, events in enumerate(planned):
        log_events = [LogEvent(stamp, "x" * size) for stamp, size in events]
        part = Part(source, range(len(events)))
        found += batches.add(part, log_events, [size for _, size in events])
    found += [last] if (last := batches.close()) else []
    for batch in found:
        stamps = [event.timestamp for event in batch.events]
        assert 0 < len(stamps) <= BATCH_LIMIT_EVENTS
        assert stamps == sorted(stamps)
        assert stamps[-1] - stamps[0] <= SPAN_LIMIT_MS
        size_bytes = sum(len(event.message) + EVENT_OVERHEAD_BYTES for event in batch.events)
        assert size_bytes == batch.size_bytes <= BATCH_LIMIT_BYTES
    came = [(part.source, index) for batch in found for part in batch.parts for index in part.indexes]
    assert came == [(source, index) for source, events in enumerate(planned) for index in range(len(events))]


def a_log_file_of_any_bytes_comes_to_its_end(body: bytes) -> None:
    pipeline = Pipeline({key(): gzip.compress(body, 1)})
    found = pipeline.run(notification([key()]))
    assert not found.failed
    assert pipeline.receipt().state is not State.IN_FLIGHT
    assert all(text.encode() in body for text in pipeline.texts())


_STAMPS = st.one_of(st.integers(0, 3 * DAY_MS), st.sampled_from([0, DAY_MS, DAY_MS + 1]))
_SIZES = st.one_of(st.integers(0, 200), st.sampled_from([MESSAGE_LIMIT_BYTES, 400_000, 524_262]))
_SHAPES = st.sampled_from(
    [
        notification([key()]).encode(),
        b'{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k+%C3%A9"}}}]}',
        b'{"Type":"Notification","TopicArn":"t","Message":"{\\"s3Bucket\\":\\"b\\",\\"s3ObjectKey\\":[\\"k\\"]}"}',
        b'{"source":"aws.s3","detail-type":"Object Created","detail":{"bucket":{"name":"b"},"object":{"key":"k"}}}',
        b"CloudTrail validation message.",
        b'{"quarantine":["records/x"]}',
    ]
)

TARGETS: dict[str, Target] = {
    "notification": Target(edited(_SHAPES).map(lambda raw: raw.decode(errors="replace")), a_body_is_always_something),
    "inflating": Target(edited(log_file_bodies().map(gzip.compress)), inflating_gives_the_first_member_or_says_why_not),
    "splitting": Target(edited(log_file_bodies()), records_are_slices_in_the_order_of_the_file),
    "head": Target(st.lists(RAW, max_size=5), a_record_is_read_once_and_the_same_both_ways),
    "planner": Target(
        st.lists(st.lists(st.tuples(_STAMPS, _SIZES), max_size=6), max_size=5), batches_keep_every_limit_and_every_event
    ),
    "whole": Target(edited(log_file_bodies()), a_log_file_of_any_bytes_comes_to_its_end),
}
