import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.log_file import portions
from lambdas.core.record import MESSAGE_LIMIT_BYTES, LogEvent, Reader, Reason

NOON_MS = 1_795_435_200_000  # 2026-11-23T12:00:00Z


def read(*raw: bytes) -> list[LogEvent | str]:
    """Each record's log event, or the reason why there is none, in the order of the file."""
    found: dict[int, LogEvent | str] = {}
    reader = Reader()
    for portion in (raw[:2], raw[2:]):
        reading = reader.read(portion)
        found |= dict(zip(reading.indexes, reading.events, strict=True))
        found |= {rejected.index: rejected.reason for rejected in reading.rejected}
    assert reader.count == len(raw) == len(found)
    return [found[index] for index in sorted(found)]


TIMES = {
    "2026-11-23T12:00:00Z": NOON_MS,
    "2026-11-23T12:00:00.250Z": NOON_MS + 250,
    "2026-11-23T13:00:00+01:00": NOON_MS,
    "2026-11-23 12:00:00": NOON_MS,
    "20261123T120000Z": NOON_MS,
    "1970-01-01T00:00:00Z": 0,
}


@pytest.mark.parametrize(("event_time", "milliseconds"), TIMES.items(), ids=TIMES)
def test_the_timestamp_is_the_event_time(event_time: str, milliseconds: int) -> None:
    raw = json.dumps({"eventTime": event_time})
    assert read(raw.encode()) == [LogEvent(milliseconds, raw)]


def test_an_aggregated_event_is_stamped_with_the_start_of_its_window() -> None:
    raw = b'{"eventCategory":"Aggregated","timeWindow":{"windowStart":"2026-11-23T12:00:00Z","windowSize":"PT5M"}}'
    assert read(raw) == [LogEvent(NOON_MS, raw.decode())]


ODD = {
    "unknown fields": b'{"eventTime":"2026-11-23T12:00:00Z","new":{"x":[1,2.50,1E9]}}',
    "fields of another type": b'{"eventTime":"2026-11-23T12:00:00Z","readOnly":"true","userIdentity":null}',
    "a lone surrogate": b'{"eventTime":"2026-11-23T12:00:00Z","userAgent":"\\ud83d"}',
    "a lone surrogate and a long number": (
        b'{"eventTime":"2026-11-23T12:00:00Z","a":"\\ud83d","n":' + b"1" * 5000 + b"}"
    ),
    "a number too large": b'{"eventTime":"2026-11-23T12:00:00Z","n":1e999}',
    "line separators in a string": '{"eventTime":"2026-11-23T12:00:00Z","userAgent":"a\u2028b\u0085c"}'.encode(),
    "escapes of another writer": b'{"eventTime":"2026-11-23T12:00:00Z","a":"\\u003d\\/\\u003c"}',
    "a duplicate key": b'{"requestId":1,"requestId":2,"eventTime":"2026-11-23T12:00:00Z"}',
    "white space": b'{ "eventTime" :\n"2026-11-23T12:00:00Z" }',
    "an eventTime that is none, and a window": b'{"eventTime":7,"timeWindow":{"windowStart":"2026-11-23T12:00:00Z"}}',
}


@pytest.mark.parametrize("raw", ODD.values(), ids=ODD)
def test_an_odd_record_is_delivered_byte_for_byte(raw: bytes) -> None:
    assert read(raw) == [LogEvent(NOON_MS, raw.decode())]


def padded(size_bytes: int) -> bytes:
    head = b'{"eventTime":"2026-11-23T12:00:00Z","a":"'
    return head + b"x" * (size_bytes - len(head) - 2) + b'"}'


BAD = {
    "null": (b"null", Reason.NOT_AN_OBJECT),
    "a string": (b'"eventTime"', Reason.NOT_AN_OBJECT),
    "a list": (b"[]", Reason.NOT_AN_OBJECT),
    "no eventTime": (b"{}", Reason.NO_TIME),
    "an empty eventTime": (b'{"eventTime":""}', Reason.NO_TIME),
    "an eventTime that is a number": (b'{"eventTime":1795435200}', Reason.NO_TIME),
    "an eventTime that is no time": (b'{"eventTime":"2014-03-06T21: 22: 54Z"}', Reason.NO_TIME),
    "an eventTime before 1970": (b'{"eventTime":"1969-12-31T23:59:59Z"}', Reason.NO_TIME),
    "an eventTime out of range": (b'{"eventTime":"0001-01-01T00:00:00+23:00"}', Reason.NO_TIME),
    "NaN": (b'{"eventTime":"2026-11-23T12:00:00Z","a":NaN}', Reason.NOT_JSON),
    "cut off": (b'{"eventTime":"2026-11-23T12:00:00Z"', Reason.NOT_JSON),
    "nothing": (b"", Reason.EMPTY),
    "two values": (b'{"eventTime":"2026-11-23T12:00:00Z"} {}', Reason.NOT_JSON),
    "bytes that are not UTF-8": (b'{"eventTime":"2026-11-23T12:00:00Z","a":"\xff"}', Reason.NOT_UTF_8),
    "deep nesting": (b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}", Reason.NESTED_TOO_DEEPLY),
    "one byte too large": (padded(MESSAGE_LIMIT_BYTES + 1), Reason.OVERSIZE),
    "too large, and no JSON": (b"," * (MESSAGE_LIMIT_BYTES + 1), Reason.OVERSIZE),
}


@pytest.mark.parametrize(("raw", "reason"), BAD.values(), ids=BAD)
def test_a_record_that_cannot_be_delivered_is_a_value_with_its_reason(raw: bytes, reason: Reason) -> None:
    assert read(raw) == [reason]


@pytest.mark.parametrize("bad", [raw for raw, _ in BAD.values()], ids=BAD)
def test_a_bad_record_takes_no_neighbour_with_it(bad: bytes) -> None:
    good = b'{"eventTime":"2026-11-23T12:00:00Z"}'
    event = LogEvent(NOON_MS, good.decode())
    first, middle, last = read(good, bad, good)
    assert (first, last) == (event, event)
    assert isinstance(middle, str)


def test_a_record_as_large_as_a_request_is_delivered() -> None:
    raw = padded(MESSAGE_LIMIT_BYTES)
    assert read(raw) == [LogEvent(NOON_MS, raw.decode())]


@given(st.lists(st.binary() | st.sampled_from([b'{"eventTime":"2026-11-23T12:00:00Z"}'] * 9), max_size=600))
def test_every_record_is_an_event_or_rejected_whatever_its_bytes_are(raw: list[bytes]) -> None:
    found = read(*raw)
    assert len(found) == len(raw)
    assert all(
        event.message.encode() == each for event, each in zip(found, raw, strict=True) if isinstance(event, LogEvent)
    )


def test_slices_of_a_file_are_read_as_bytes_are() -> None:
    (portion,) = portions(b'{"Records":[{"eventTime":"2026-11-23T12:00:00Z"},{}]}')
    reading = Reader().read(portion)
    assert [event.timestamp for event in reading.events] == [NOON_MS]
    assert [rejected.raw for rejected in reading.rejected] == [b"{}"]
