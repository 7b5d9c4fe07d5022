"""Logs Insights QL over a few log events: what each command gives."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.server.insights.grammar import parse
from local.server.insights.log_event import FIELDS_HIGHEST, discovered
from local.server.insights.malformed import MalformedQuery
from local.server.insights.pipeline import run
from tests.unit.local.insights_log import LOG, answer, log_events, rows


def test_a_log_event_is_shown_with_time_message_and_pointer_the_newest_first() -> None:
    first, *_ = answer("filter size > 0").results
    assert first == [
        {"field": "@timestamp", "value": "2026-11-24 10:02:00.000"},
        {"field": "@message", "value": json.dumps(LOG[2])},
        {"field": "@ptr", "value": "p2"},
    ]


def test_fields_add_up_and_display_takes_their_place() -> None:
    assert rows("fields name | fields size | limit 1") == [{"name": "GetObject", "size": "10.5"}]
    assert rows("fields name, size | display size | limit 1") == [{"size": "10.5"}]


def test_what_has_no_alias_is_called_as_it_is_written() -> None:
    assert rows("stats count(*), sum( size ) by name, bin(1h) | sort name asc | limit 1") == [
        {"name": "GetObject", "bin(1h)": "2026-11-24 10:00:00.000", "count(*)": "2", "sum( size )": "15.5"}
    ]


def test_a_group_without_the_field_is_a_row_without_it() -> None:
    assert rows("stats count(*) as n by error | sort n desc") == [{"n": "2"}, {"error": "AccessDenied", "n": "1"}]


def test_no_log_events_have_no_groups() -> None:
    assert rows('filter name = "Nothing" | stats count(*)') == []


def test_groups_are_filtered_and_have_no_pointer() -> None:
    found = answer("stats count(*) as n by name | filter n > 1")
    assert found.results == [[{"field": "name", "value": "GetObject"}, {"field": "n", "value": "2"}]]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("size asc", ["5", "10.5", "30"]),
        ("by size desc", ["30", "10.5", "5"]),
        ("name asc, size desc", ["10.5", "5", "30"]),
        ("error desc, size asc", ["30", "5", "10.5"]),
    ],
)
def test_rows_are_sorted(keys: str, expected: list[str]) -> None:
    assert [row["size"] for row in rows(f"fields size | sort {keys}")] == expected


def test_dedup_keeps_the_newest_of_each_and_what_lacks_the_field() -> None:
    assert [row["size"] for row in rows("fields size | dedup name")] == ["10.5", "30"]
    assert [row["size"] for row in rows("fields size | dedup error | limit 2")] == ["10.5", "30"]


@pytest.mark.parametrize(
    "command",
    [
        'parse @message "\\"name\\": \\"*Object\\", \\"size\\": *," as verb, bytes',
        'parse @message /name": "(.*)Object", "size": ([0-9.]+)/ as verb, bytes',
        'parse @message /name": "(?<verb>.*)Object", "size": (?<bytes>[0-9.]+)/',
    ],
)
def test_parse_takes_values_out(command: str) -> None:
    assert rows(f"{command} | display verb, bytes | limit 1") == [{"verb": "Get", "bytes": "10.5"}]


def test_what_a_pattern_does_not_fit_lacks_its_values() -> None:
    assert rows("parse name /(?<verb>Get)/ | stats count(*) as n by verb | sort n desc") == [
        {"verb": "Get", "n": "2"},
        {"n": "1"},
    ]


def test_a_comment_and_the_spelling_of_keywords_say_nothing() -> None:
    assert rows("# all | of them\nFILTER size > 5 AND name = 'PutObject'\n  | FIELDS size # bytes") == [{"size": "30"}]


@pytest.mark.parametrize(
    ("text", "matched"),
    [("fields name", 3), ("filter size > 5 | limit 1", 2), ("filter size > 5 | stats count(*) as n", 2)],
)
def test_what_matched_is_counted_before_rows_are_left_out(text: str, matched: int) -> None:
    assert answer(text).matched == matched


def test_the_limit_of_the_request_holds_too() -> None:
    assert len(run(parse("fields name | limit 2"), log_events(), limit=1).results) == 1


def test_no_more_fields_of_a_log_event_are_discovered_than_in_cloudwatch() -> None:
    many = {f"f{number}": number for number in range(FIELDS_HIGHEST + 1)}
    assert list(discovered(json.dumps(many))) == list(many)[:FIELDS_HIGHEST]


@pytest.mark.parametrize("message", ["", "START", "5", "[1", '"a"', "[" * 100_000, "null"])
def test_what_is_no_json_object_has_no_fields(message: str) -> None:
    assert discovered(message) == {}


WORDS = [
    "fields",
    "filter",
    "stats",
    "by",
    "as",
    "sort",
    "limit",
    "parse",
    "dedup",
    "and",
    "not",
    "in",
    "like",
    "count",
]
SIGNS = [
    "|",
    "(",
    ")",
    "[",
    "]",
    ",",
    "=",
    "/",
    "*",
    "-",
    "'",
    '"',
    "`",
    "#",
    "\n",
    " ",
    "1",
    "5m",
    "size",
    "@timestamp",
]


@given(st.lists(st.sampled_from(WORDS + SIGNS) | st.text(max_size=3)).map(" ".join))
def test_any_text_runs_or_is_refused(text: str) -> None:
    with contextlib.suppress(MalformedQuery):
        run(parse(text), log_events())
