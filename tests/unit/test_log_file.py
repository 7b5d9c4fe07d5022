import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.error import MalformedLogFile
from lambdas.core.log_file import LIMITS, Limits, Portion, portions
from lambdas.core.record import Reader
from lambdas.core.splitter import split
from tests.builder import record as usual

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
)
SEPARATORS = st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: ")])
LIMIT = 1_000


def cut(body: bytes, limits: Limits = LIMITS) -> list[bytes]:
    return [bytes(record) for portion in portions(body, limits) for record in portion]


@given(st.lists(JSON), SEPARATORS)
def test_the_records_are_the_values_that_were_written(values: list[Any], separators: tuple[str, str]) -> None:
    body = json.dumps({"Records": values}, separators=separators).encode()
    assert [json.loads(record) for record in cut(body)] == values


@given(st.lists(JSON))
def test_each_record_is_its_own_bytes_in_the_file(values: list[Any]) -> None:
    written = [json.dumps(value).encode() for value in values]
    assert cut(b'{"Records":[' + b",".join(written) + b"]}") == written


@given(st.lists(JSON))
def test_the_splitter_cuts_what_the_fast_path_cuts(values: list[Any]) -> None:
    body = json.dumps({"Records": values}, separators=(",", ":")).encode()
    assert list(split(body, 0, LIMIT)) == cut(body)


SHAPES = {
    "CloudTrail's own": b'{"Records":[A,B]}',
    "no records": b'{"Records":[]}',
    "a bare list": b"[A,B]",
    "an empty list": b"[]",
    "a byte order mark": b'\xef\xbb\xbf{"Records":[A,B]}',
    "spaces in the list": b'{"Records":[ A ,\t\r\nB ]}',
    "pretty printed": b'{\n  "Records": [\n    A,\n    B\n  ]\n}\n',
    "other keys around": b'{"a":[{"b":"]}"}],"Records":[A,B],"c":{"Records":[9]}}',
    "a repeated key": b'{"Records":[A],"Records":[B]}',
    "a key with an escape": b'{"\\u0052ecords":[A,B]}',
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_shape_of_a_log_file_gives_its_records(shape: bytes) -> None:
    wanted = [b'{"a":"x,]}\\""}', b'{"b":[1,{"c":2}]}']
    body = shape.replace(b"A", wanted[0]).replace(b"B", wanted[1])
    assert cut(body) == (wanted if b"A" in shape else [])


BAD = {
    "NaN": b'{"a":NaN}',
    "a lone surrogate": b'{"a":"\\ud83d"}',
    "bytes that are not UTF-8": b'{"a":"\xff"}',
    "deep nesting": b"[" * 5000 + b"]" * 5000,
    "no value": b"",
    "junk": b"oops",
    "a control character": b'{"a":"\n"}',
    "null": b"null",
    "a string": b'"text"',
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_record_is_cut_out_and_its_neighbours_are_untouched(bad: bytes) -> None:
    assert cut(b'{"Records":[{"x":1},' + bad + b',{"y":2}]}') == [b'{"x":1}', bad, b'{"y":2}']


CUT_OFF = {
    b'{"Records":[{"x":1},{"y"': [b'{"x":1}', b'{"y"', b""],
    b'{"Records":[{"x":1},{"y":"un': [b'{"x":1}', b'{"y":"un', b""],
    b'{"Records":[{"x":1},': [b'{"x":1}', b""],
    b'{"Records":[{"x":1}': [b'{"x":1}', b""],
    b'{"Records":[{"x":1}]': [b'{"x":1}', b""],
    b'{"Records":[{"x":1}],"y': [b'{"x":1}', b',"y'],
    b'{"Records":[{"x":1}]}}}': [b'{"x":1}', b"}}"],
    b'{"Records":[{"x":1}]}{"Records":[2]}': [b'{"x":1}', b'{"Records":[2]}'],
    b'[{"x":1}': [b'{"x":1}', b""],
}


@pytest.mark.parametrize(("body", "wanted"), CUT_OFF.items(), ids=[repr(body) for body in CUT_OFF])
def test_what_is_cut_off_or_left_over_is_a_record_that_shows_it(body: bytes, wanted: list[bytes]) -> None:
    assert cut(body) == wanted


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b'{"Records":null}', b'{"records":[]}', b'"Records"', b"\xff"])
def test_what_holds_no_list_of_records_is_rejected(body: bytes) -> None:
    with pytest.raises(MalformedLogFile):
        cut(body)


@pytest.mark.parametrize("record", [b"{}", b"1", b""])
@pytest.mark.parametrize(("head", "tail"), [(b'{"Records":[', b"]}"), (b"[", b"]"), (b'{"x":1,"Records":[', b"]}")])
def test_after_the_limit_all_that_follows_is_one_more_record(record: bytes, head: bytes, tail: bytes) -> None:
    limits = Limits(records=100)
    found = cut(head + b",".join([record] * 103) + tail, limits)
    assert found == [record] * 100 + [b",".join([record] * 3) + tail]
    assert cut(head + b",".join([record] * 100) + tail, limits) == [record] * 100


PORTIONED = [
    json.dumps({"eventVersion": "1.11", "n": n, "a": [{"b": ","}]}).encode().replace(b": ", b":") for n in range(50)
]


@pytest.mark.parametrize("portion_bytes", [1, 40, 64, 200, 100_000])
def test_where_portions_are_cut_changes_no_record(portion_bytes: int) -> None:
    limits = Limits(portion_bytes=portion_bytes)
    assert cut(b'{"Records":[' + b",".join(PORTIONED) + b"]}", limits) == PORTIONED


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
@pytest.mark.parametrize("place", [0, 1, 25, 50])
def test_a_bad_record_in_any_portion_takes_no_neighbour_with_it(bad: bytes, place: int) -> None:
    limits = Limits(portion_bytes=200)
    written = [*PORTIONED[:place], bad, *PORTIONED[place:]]
    assert cut(b'{"Records":[' + b",".join(written) + b"]}", limits) == written


def test_what_looks_like_the_next_record_inside_of_one_is_no_place_to_cut() -> None:
    limits = Limits(portion_bytes=1)
    nested = b'{"eventVersion":"1","a":[1,{"eventVersion":"2"},{"eventVersion":"3"}]}'
    assert cut(b'{"Records":[' + nested + b"," + nested + b"]}", limits) == [nested, nested]


def test_a_portion_that_is_too_large_is_left_to_the_splitter() -> None:
    limits = Limits(portion_most_bytes=10)
    assert cut(b'{"Records":[' + b",".join(PORTIONED) + b"]}", limits) == PORTIONED


DAMAGE = {
    "a quote that nothing closes": b'{"eventVersion":"1.11","a":"cut}',
    "a quote too many": b'{"eventVersion":"1.11","a":"x"y"}',
    "a bracket that nothing closes": b'{"eventVersion":"1.11","a":[}',
    "a brace too many": b'{"eventVersion":"1.11","a":1}}',
    "a bracket too many": b'{"eventVersion":"1.11","a":1}]',
    "the wrong bracket": b'{"eventVersion":"1.11","a":{]}',
    "half of a record": b'{"eventVersion":"1.11","userIdentity":{"ty',
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("place", [0, 500, 1000])
def test_a_damaged_record_costs_none_of_its_thousand_neighbours(damage: bytes, place: int) -> None:
    good = PORTIONED * 20
    found = cut(b'{"Records":[' + b",".join([*good[:place], damage, *good[place:]]) + b"]}")
    assert [record for record in found if record in PORTIONED] == good
    assert any(record not in PORTIONED for record in found)


def test_damage_in_many_places_is_cut_out_of_each() -> None:
    pieces = [piece for good in PORTIONED for piece in (good, *DAMAGE.values())][:100]
    found = cut(b'{"Records":[' + b",".join(pieces) + b"]}")
    assert [record for record in found if record in PORTIONED] == [piece for piece in pieces if piece in PORTIONED]


@given(st.binary(), st.sampled_from([b"", b'{"Records":[', b'{"Records":[{"eventVersion":"1"},', b"["]))
def test_any_bytes_give_records_or_a_rejection(rest: bytes, head: bytes) -> None:
    body = head + rest
    try:
        found = cut(body)
    except MalformedLogFile:
        return
    assert all(record in body for record in found)


@given(st.lists(st.sampled_from([b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b'"Records"', b"1", b" "])))
def test_any_brackets_give_records_in_their_order(tokens: list[bytes]) -> None:
    body = b'{"Records":[' + b"".join(tokens)
    position = 0
    for record in cut(body):
        position = body.index(record, position) + len(record)


def body_of(*records: bytes) -> bytes:
    return b'{"Records":[' + b",".join(records) + b"]}"


NESTED = usual(eventID="e", requestParameters={"list": [{"a": 1}, {"eventVersion": "1.0"}]})
PLACES = {
    "usual records": body_of(usual(eventID="1"), usual(eventID="2"), usual(eventID="3")),
    "what looks like the beginning of a record inside of one": body_of(usual(eventID="1"), NESTED, usual()),
    "space after a record": b'{"Records":[' + usual(eventID="1") + b" ," + usual(eventID="2") + b" ]}",
    "space before a record": b'{"Records":[ ' + usual(eventID="1") + b"," + usual(eventID="2") + b"]}",
    "a record that is not usual": body_of(usual(eventID="1"), b"null", usual(eventID="2")),
    "a record that is cut off": body_of(usual(eventID="1"), usual(eventID="2")[:-9], usual(eventID="3")),
    "no records": b'{"Records":[]}',
}


@pytest.mark.parametrize("body", PLACES.values(), ids=PLACES)
def test_records_are_the_same_whether_who_reads_them_proves_the_places_or_not(body: bytes) -> None:
    reader = Reader()
    found: list[bytes] = []
    for portion in portions(body, proves=reader.proves):
        reader.read(portion)
        found += map(bytes, portion)
    assert found == [bytes(raw) for portion in portions(body) for raw in portion]
    assert reader.count == len(found)


def test_a_proof_is_asked_for_once_and_spares_the_second_reading() -> None:
    asked: list[int] = []

    def proves(records: Portion) -> bool:
        asked.append(len(records))
        return True

    assert [len(portion) for portion in portions(PLACES["usual records"], proves=proves)] == asked == [3]
