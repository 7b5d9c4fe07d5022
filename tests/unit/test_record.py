from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.check import Reason
from lambdas.core.log_file import portions
from lambdas.core.oddity import Oddity
from lambdas.core.record import FIELDS_TOLD, NAME_TOLD_LENGTH, LogEvent, Reader, Readings, RejectedRecord
from tests.awkward import FAULTY, ODD, USUAL
from tests.mutation import RAW
from tests.sample import MANAGEMENT, NOON_MS, Fields, holding, usual, without, written

OWN = usual(eventName="own")
DELIVERED = USUAL | {name: raw for name, (raw, _) in ODD.items()}
FILES = st.lists(RAW | st.sampled_from([usual(), OWN]), max_size=12)
SMALL = [raw for raw in (*DELIVERED.values(), *(raw for raw, _ in FAULTY.values())) if len(raw) < 4000]


def is_own(record: Mapping[str, Any]) -> bool:
    return record.get("eventName") == "own"


def nothing_is_own(record: Mapping[str, Any]) -> bool:
    return False


class Read:
    """What became of each record of some portions, by its index."""

    def __init__(self, reader: Reader, *portions: Sequence[bytes]) -> None:
        self.reader = reader
        self.events: dict[int, LogEvent] = {}
        self.rejected: dict[int, RejectedRecord] = {}
        self.filtered: list[int] = []
        for portion in portions:
            self._add(reader.read(portion))

    def _add(self, readings: Readings) -> None:
        assert list(readings.sizes_bytes) == [len(event.message.encode()) for event in readings.events]
        self.events |= dict(zip(readings.indexes, readings.events, strict=True))
        self.rejected |= {one.index: one for one in readings.rejected}
        self.filtered += readings.filtered

    @property
    def reasons(self) -> dict[int, Reason]:
        return {index: one.reason for index, one in self.rejected.items()}

    @property
    def all(self) -> tuple[object, ...]:
        told = (Counter(self.reader.odd), self.reader.unknown_fields, self.reader.count)
        return (self.events, self.rejected, self.filtered, *told)


def cut(records: Sequence[bytes], places: Sequence[int]) -> list[Sequence[bytes]]:
    """The records in portions, some of which may be empty."""
    ends = sorted(min(place, len(records)) for place in places)
    return [records[start:stop] for start, stop in zip([0, *ends], [*ends, len(records)], strict=True)]


@pytest.mark.parametrize("raw", DELIVERED.values(), ids=DELIVERED)
def test_a_record_is_delivered_byte_for_byte_though_it_may_be_odd(raw: bytes) -> None:
    read = Read(Reader(), [raw])
    assert read.events[0].timestamp == NOON_MS
    assert read.events[0].message.encode() == raw


@pytest.mark.parametrize("raw", USUAL.values(), ids=USUAL)
def test_a_record_as_cloudtrail_writes_it_is_read_the_usual_way(raw: bytes) -> None:
    assert list(Reader()._usual([raw], 0).events) == [LogEvent(NOON_MS, raw.decode())]


@pytest.mark.parametrize(("raw", "reason"), FAULTY.values(), ids=FAULTY)
def test_a_record_that_cannot_be_delivered_is_a_value_with_its_reason_and_takes_no_neighbour_with_it(
    raw: bytes, reason: Reason
) -> None:
    read = Read(Reader(), [usual(), raw, usual(), raw])
    assert {index: (one.reason, one.raw) for index, one in read.rejected.items()} == dict.fromkeys(
        (1, 3), (reason, raw)
    )
    assert read.events == dict.fromkeys((0, 2), LogEvent(NOON_MS, usual().decode()))


@pytest.mark.parametrize(("raw", "odd"), ODD.values(), ids=ODD)
def test_the_oddities_of_each_record_are_counted(raw: bytes, odd: list[Oddity]) -> None:
    assert Read(Reader(), [raw, usual()], [raw]).reader.odd == Counter(odd * 2)


def test_what_is_odd_about_a_record_that_is_not_delivered_is_not_counted() -> None:
    read = Read(Reader(is_own=is_own), [usual(new=1, eventTime=""), usual(new=1, eventName="own")])
    assert (read.reasons, read.filtered) == ({0: Reason.NO_TIME}, [1])
    assert (read.reader.odd, read.reader.unknown_fields) == (Counter(), set())


def test_the_records_of_a_later_portion_go_on_with_the_indexes() -> None:
    read = Read(Reader(is_own=is_own), [usual()], [], [b"null", OWN], [usual(), usual()])
    assert (list(read.events), list(read.rejected), read.filtered) == ([0, 3, 4], [1], [2])
    assert read.reader.count == 5


def test_no_records_are_no_readings() -> None:
    assert Reader().read([]) == Readings()


@pytest.mark.parametrize("start", range(8))
@pytest.mark.parametrize("places", [[], [3], [1, 2, 4], [0, 0, 6, 6]], ids=str)
@pytest.mark.parametrize("own", [None, is_own], ids=["the usual way", "one by one"])
def test_what_stands_before_the_start_is_counted_and_skipped(start: int, places: list[int], own: Any) -> None:
    records = [usual(requestID=str(index)) for index in range(6)]
    read = Read(Reader(start, own), *cut(records, places))
    assert read.events == {index: LogEvent(NOON_MS, records[index].decode()) for index in range(start, 6)}
    assert read.reader.count == 6


@given(FILES, st.integers(0, 14), st.lists(st.integers(0, 12), max_size=3))
@settings(deadline=None)
def test_an_attempt_that_goes_on_reads_what_an_attempt_from_the_beginning_reads_from_there(
    records: list[bytes], start: int, places: list[int]
) -> None:
    whole, rest = (Read(Reader(first, is_own), *cut(records, places)) for first in (0, start))
    assert rest.events == {index: event for index, event in whole.events.items() if index >= start}
    assert rest.rejected == {index: one for index, one in whole.rejected.items() if index >= start}
    assert rest.filtered == [index for index in whole.filtered if index >= start]
    assert rest.reader.count == whole.reader.count == len(records)


def test_only_what_is_own_is_filtered_and_only_where_it_could_be_delivered() -> None:
    own_but_faulty = usual(eventName="own", eventTime="")
    read = Read(Reader(is_own=is_own), [usual(), OWN, own_but_faulty, OWN])
    assert (list(read.events), read.filtered, read.reasons) == ([0], [1, 3], {2: Reason.NO_TIME})


@given(FILES, st.lists(st.integers(0, 12), max_size=3))
@settings(deadline=None)
def test_every_record_is_delivered_rejected_or_filtered_once_whatever_its_bytes_are(
    records: list[bytes], places: list[int]
) -> None:
    for own in (None, is_own):
        read = Read(Reader(is_own=own), *cut(records, places))
        assert sorted([*read.events, *read.rejected, *read.filtered]) == list(range(len(records)))
        assert all(event.message.encode() == records[index] for index, event in read.events.items())
        assert all(one.raw == records[index] for index, one in read.rejected.items())
        assert all(event.timestamp >= 0 for event in read.events.values())


@given(st.lists(RAW, max_size=6), st.lists(st.integers(0, 6), max_size=2))
@settings(deadline=None, max_examples=300)
def test_both_ways_to_read_come_to_the_same_whatever_the_bytes_are(records: list[bytes], places: list[int]) -> None:
    usual_way, one_by_one = (Read(Reader(is_own=own), *cut(records, places)) for own in (None, nothing_is_own))
    assert usual_way.all == one_by_one.all


@given(RAW)
@settings(deadline=None, max_examples=300)
def test_what_is_read_the_usual_way_has_neither_fault_nor_oddity(raw: bytes) -> None:
    try:
        found = Reader()._usual([raw], 0)
    except (ValueError, RecursionError):
        return
    other = Read(Reader(is_own=nothing_is_own), [raw])
    assert list(found.events) == list(other.events.values())
    assert not other.reader.odd


@pytest.mark.parametrize("name", [*MANAGEMENT, "new"])
@pytest.mark.parametrize("value", [None, True, 1, "", "Data", "1.1", [], {}], ids=repr)
def test_both_ways_to_read_agree_on_each_field_of_each_type(name: str, value: object) -> None:
    fields: Fields = MANAGEMENT | {name: value}
    usual_way, one_by_one = (Read(Reader(is_own=own), [written(fields)]) for own in (None, nothing_is_own))
    assert usual_way.all == one_by_one.all


@pytest.mark.parametrize("name", MANAGEMENT)
def test_both_ways_to_read_agree_on_a_record_without_a_field_and_on_any_value_in_it(name: str) -> None:
    for record in [without(name), *(holding(value, name.encode()) for value in SMALL)]:
        usual_way, one_by_one = (Read(Reader(is_own=own), [record]) for own in (None, nothing_is_own))
        assert usual_way.all == one_by_one.all


def test_the_names_of_unknown_fields_are_told() -> None:
    read = Read(Reader(), [usual(b=1), usual()], [usual(a=1, b=1)])
    assert read.reader.unknown_fields == {"a", "b"}


def test_the_names_that_are_told_already_take_no_place_from_another() -> None:
    told = [f"a-{number:02}" for number in range(FIELDS_TOLD - 1)]
    read = Read(Reader(), [usual(**dict.fromkeys(told))], [usual(**dict.fromkeys([*told, "b"]))])
    assert read.reader.unknown_fields == {*told, "b"}


@pytest.mark.parametrize("a_record", [1, 7, 100])
def test_no_more_names_of_unknown_fields_are_told_than_the_log_may_hold(a_record: int) -> None:
    fields = [f"new-{number}" for number in range(100)]
    records = [usual(**dict.fromkeys(fields[start : start + a_record])) for start in range(0, 100, a_record)]
    read = Read(Reader(), records, records)
    assert len(read.reader.unknown_fields) == FIELDS_TOLD
    assert read.reader.odd == {Oddity.UNKNOWN_FIELD: 2 * len(records)}


@pytest.mark.parametrize("name", [b"x" * 1000, b"\\ud83d" * 100, b"x" * 60 + b"\\ud83d\\ud83d"])
def test_the_name_of_an_unknown_field_is_told_shortened_and_can_be_written(name: bytes) -> None:
    read = Read(Reader(), [holding(b"1", name)])
    (told,) = read.reader.unknown_fields
    assert len(told) == NAME_TOLD_LENGTH
    assert told.encode()


def test_the_slices_of_a_log_file_are_read_as_bytes_are() -> None:
    (portion,) = portions(b'{"Records":[' + b",".join([usual(), b"{}", usual(new=1)]) + b"]}")
    readings = Reader().read(portion)
    assert [event.message.encode() for event in readings.events] == [usual(), usual(new=1)]
    assert list(readings.rejected) == [RejectedRecord(1, Reason.NO_TIME, b"{}")]
