import base64
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.error import MalformedLogFile
from lambdas.core.quarantine import (
    LOG_FILES,
    MESSAGES,
    RECORDS,
    Quarantined,
    RejectedLogFile,
    RejectedMessage,
    lines,
    log_file_name,
    message_name,
    read_log_file,
    read_message,
    read_records,
    records_name,
    written,
)
from tests.builder import key

LOG_FILE = f"trail-logs/{key()}"
ANY_TEXT = st.text() | st.text("a\n\ud83d")
"""A lone surrogate among it, as json.loads may return one."""

NAMES = {
    "the first records": (LOG_FILE, "v1", 0, f"records/{LOG_FILE}/v1/000000000.ndjson"),
    "records of a later attempt": (LOG_FILE, "v1", 500_000, f"records/{LOG_FILE}/v1/000500000.ndjson"),
    "an entity tag for a version": (LOG_FILE, "etag:0a1b", 7, f"records/{LOG_FILE}/etag_0a1b/000000007.ndjson"),
    "a version of S3's": (LOG_FILE, "3/L4kq+Jx.Y_-o", 0, f"records/{LOG_FILE}/3_L4kq_Jx.Y_-o/000000000.ndjson"),
    "no version": (LOG_FILE, "", 0, f"records/{LOG_FILE}/none/000000000.ndjson"),
    "a prefix that is called records": (
        f"trail-logs/records/{key()}",
        "v1",
        0,
        f"records/trail-logs/records/{key()}/v1/000000000.ndjson",
    ),
    "again": ("quarantine/records/b/k/v1/000000000.ndjson", "v9", 0, "records/b/k/v1/000000000-again.ndjson"),
    "again from a later record on": (
        *("quarantine/records/b/k/v1/000000000.ndjson", "v9", 12),
        "records/b/k/v1/000000000-again12.ndjson",
    ),
    "again and again": (
        *("quarantine/records/b/k/v1/000000000-again.ndjson", "v9", 0),
        "records/b/k/v1/000000000-again-again.ndjson",
    ),
}


@pytest.mark.parametrize(("log_file", "version", "start", "name"), NAMES.values(), ids=NAMES)
def test_the_records_of_a_log_file_have_one_name(log_file: str, version: str, start: int, name: str) -> None:
    assert records_name(log_file, version, start) == name


ATTEMPTS = st.lists(st.integers(0, 12) | st.integers(0, 500_000), min_size=1, max_size=4)


def name_after(attempts: list[int]) -> str:
    """The first at a log file, each other at what the one before it has put into quarantine."""
    name = records_name(LOG_FILE, "v1", attempts[0])
    for start in attempts[1:]:
        name = records_name(f"quarantine/{name}", "v9", start)
    return name


@given(ATTEMPTS, ATTEMPTS)
def test_two_attempts_write_to_one_name_where_they_are_the_same_and_only_there(
    one: list[int], other: list[int]
) -> None:
    assert (name_after(one) == name_after(other)) == (one == other)
    assert name_after(one).startswith(f"{RECORDS}{LOG_FILE}/v1/")


@pytest.mark.parametrize(("version", "name"), [("v1", "v1"), ("", "none"), ("../../x", ".._.._x")])
def test_a_log_file_has_one_name_for_each_version(version: str, name: str) -> None:
    assert log_file_name(LOG_FILE, version) == f"log-files/{LOG_FILE}/{name}.json"


HOSTILE = {
    "": "none",
    "b5a0c7a2-6b3e": "b5a0c7a2-6b3e",
    "../../log-files/x": ".._.._log-files_x",
    "/": "_",
    "..": "..",
    "a/b\\c\nd e\0f": "a_b_c_d_e_f",
    "é\u202e\ud83d": "_",
    "x" * 5000: "x" * 200,
}


@pytest.mark.parametrize(("message_id", "name"), HOSTILE.items(), ids=[ascii(text)[:20] for text in HOSTILE])
def test_a_message_of_any_id_has_a_name_that_is_one_plain_word(message_id: str, name: str) -> None:
    assert message_name(message_id) == f"messages/{name}.json"


@given(ANY_TEXT)
def test_no_id_leads_out_of_its_folder_or_beyond_what_a_key_may_hold(text: str) -> None:
    for folder, name in [(MESSAGES, message_name(text)), (f"{LOG_FILES}b/k/", log_file_name("b/k", text))]:
        assert name.startswith(folder)
        assert name.isascii()
        assert "/" not in name.removeprefix(folder)
        assert len(name) < 250


ENTRIES = st.builds(
    Quarantined.of,
    st.just(LOG_FILE),
    st.text(),
    st.integers(0, 500_000),
    st.text(),
    st.binary() | st.text().map(str.encode),
)


@given(st.lists(ENTRIES, min_size=1))
def test_the_records_of_a_quarantine_object_are_the_ones_that_were_put_there(entries: list[Quarantined]) -> None:
    body = lines(entries)
    assert list(read_records(body)) == entries
    assert [json.loads(line)["position"] for line in body.split(b"\n")[:-1]] == [entry.position for entry in entries]


LINE = b'{"log_file":"b/k","version":"v1","position":0,"reason":"x","record":"y"}'
RAW = [
    b"",
    b"null",
    b'{"a":"\n\r\x1c\x85"}',
    "\u2028\u0085\x0b".encode(),
    b"\xff",
    b"\xed\xa0\x80",
    b"\xf0\x9f\x98",
    b"\0",
]


@given(st.binary() | st.sampled_from(RAW))
def test_any_record_can_be_read_again_byte_for_byte(raw: bytes) -> None:
    (read,) = read_records(lines([Quarantined.of(LOG_FILE, "v1", 7, "not-json", raw)]))
    assert (read.log_file, read.version, read.position, read.reason, read.raw) == (LOG_FILE, "v1", 7, "not-json", raw)


def test_a_lone_surrogate_that_somebody_has_written_into_a_line_is_no_utf_8_and_fails_no_other_line() -> None:
    surrogate = LINE.replace(b'"y"', b'"\\ud83d"')
    assert [entry.raw for entry in read_records(surrogate + b"\n" + LINE)] == [b"\xed\xa0\xbd", b"y"]


def test_a_record_is_kept_as_text_where_it_is_utf_8_and_else_in_base64() -> None:
    text, other = (Quarantined.of("b/k", "v1", 0, "not-json", raw) for raw in (b'{"a":\xc3\xa9', b"\xff"))
    where = {"log_file": "b/k", "version": "v1", "position": 0, "reason": "not-json"}
    first, second = lines([text, other]).splitlines()
    assert json.loads(first) == {**where, "record": '{"a":é'}
    assert json.loads(second) == {**where, "record_base64": base64.b64encode(b"\xff").decode()}


@given(ANY_TEXT, ANY_TEXT, st.lists(ANY_TEXT))
def test_a_message_of_any_text_can_be_read_again(message_id: str, body: str, details: list[str]) -> None:
    entry = RejectedMessage(message_id, "unknown-shape", tuple(details), body)
    assert read_message(written(entry)) == entry


@given(ANY_TEXT, ANY_TEXT)
def test_a_rejected_log_file_can_be_read_again(name: str, detail: str) -> None:
    entry = RejectedLogFile("trail-logs", name, "v1", "malformed-log-file", detail)
    assert read_log_file(written(entry)) == entry


MALFORMED = {
    "nothing": b"",
    "an end of line": b"\n",
    "no JSON": b"oops",
    "null": b"null",
    "a list": b"[]",
    "an empty object": b"{}",
    "cut off": LINE[:-1],
    "two in a line": LINE + LINE,
    "another kind of object": b'{"Records":[]}',
    "wrong types": b'{"log_file":1,"bucket":1,"message_id":1}',
    "not UTF-8": b'{"log_file":"\xff","bucket":"\xff","message_id":"\xff"}',
    "nested too deeply": b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a number of 5000 digits": b'{"x":' + b"1" * 5000 + b"}",
    "a gzip": b"\x1f\x8b\x08\x00",
}


@pytest.mark.parametrize("read", [lambda body: list(read_records(body)), read_log_file, read_message])
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_no_quarantine_holds_is_refused(read: Callable[[bytes], object], body: bytes) -> None:
    with pytest.raises(MalformedLogFile, match="nothing of the quarantine"):
        read(body)


LATER = {
    "a line that is no JSON": b"oops",
    "an empty line": b"",
    "no base64": LINE.replace(b'"record":"y"', b'"record_base64":"!!"'),
    "a position that is text": LINE.replace(b":0", b':"0"'),
    "another kind of line": b'{"bucket":"b","key":"k","version":"v1","reason":"x","detail":""}',
}


@pytest.mark.parametrize("line", LATER.values(), ids=LATER)
def test_one_line_that_is_none_refuses_the_object(line: bytes) -> None:
    with pytest.raises(MalformedLogFile):
        list(read_records(LINE + b"\n" + line + b"\n" + LINE))


@given(st.binary() | ANY_TEXT.map(lambda text: json.dumps(text).encode()))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    for read in (read_records, read_log_file, read_message):
        try:
            found = read(body)
            assert [entry.raw for entry in found] if read is read_records else found  # type: ignore[union-attr]
        except MalformedLogFile:
            continue
