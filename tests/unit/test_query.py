"""The saved queries, by the records that each has to find and those that it must not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from local.server.insights.grammar import parse
from local.server.insights.log_event import LogEvent
from local.server.insights.pipeline import run
from local.server.insights.syntax import Call, Fields, Filter, Like, Name, Operation, Stats
from stacks.config import load
from stacks.query import QUERIES, log_groups, table_rows
from stacks.saved_query.row import PLACEHOLDERS, Of, Query
from tests.unit import query_access_case, query_identity_case, query_overview_case, query_resource_case
from tests.unit.record_case import Case, columns, log_event, nested_json, record

BY_NAME = {query.name: query for query in QUERIES}
OF_RECORDS = [
    *query_identity_case.CASES,
    *query_access_case.CASES,
    *query_resource_case.CASES,
    *query_overview_case.CASES,
]
CASES = [*OF_RECORDS, *query_overview_case.OWN]
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "queries.md"

Rows = list[dict[str, str]]


def log_events(case: Case, log: Iterable[dict[str, object]]) -> Sequence[LogEvent]:
    written = record if BY_NAME[case.query].of is Of.RECORDS else nested_json
    return [log_event(written(fields), number) for number, fields in enumerate(log)]


def rows(query: Query, log: Sequence[LogEvent]) -> Rows:
    found = run(parse(query.text), log).results
    return [{each["field"]: each["value"] for each in row if each["field"] != "@ptr"} for row in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.query)
def test_a_query_finds_its_records(case: Case) -> None:
    query, log = BY_NAME[case.query], log_events(case, case.found)
    assert run(parse(query.text), log).matched == len(case.found) or "last_state" in query.text
    assert case.row in rows(query, log)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.query)
def test_a_query_does_not_find_others(case: Case) -> None:
    assert rows(BY_NAME[case.query], log_events(case, case.missed)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.query)
def test_each_column_of_a_query_has_a_value_in_some_row(case: Case) -> None:
    query = BY_NAME[case.query]
    filled = {name for row in rows(query, log_events(case, case.found)) for name in row}
    assert filled == set(columns(query.text))


def names(expression: object) -> Iterator[str]:
    """The fields that an expression needs, without those of which another may stand in."""
    match expression:
        case Name(name=name):
            yield name
        case Call(function="coalesce"):
            return
        case Call(arguments=inner) | Operation(operands=inner) | tuple(inner):
            for each in inner:
                yield from names(each)
        case Like(operand=operand):
            yield from names(operand)
        case Filter(condition=condition):
            yield from names(condition)
        case Fields(columns=columns):
            yield from names(tuple(column.expression for column in columns))
        case Stats(columns=columns, by=by):
            yield from names(tuple(column.expression for column in (*columns, *by)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.query)
def test_a_wrong_name_of_a_field_is_seen(case: Case) -> None:
    query = BY_NAME[case.query]
    found, missed = (log_events(case, log) for log in (case.found, case.missed))
    for name in sorted(set(names(parse(query.text)))):
        wrong = replace(query, commands=re.sub(rf"(?<![\w.@]){re.escape(name)}(?![\w.])", f"{name}2", query.commands))
        assert (rows(wrong, found), rows(wrong, missed)) != (rows(query, found), []), name


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_sorts_says_which_way_and_ends(query: Query) -> None:
    """Which way a sort goes without a word, and how a result without one is ordered, AWS's documents leave open."""
    assert "| sort " in query.commands
    assert any(word in query.commands for word in (" asc", " desc"))
    assert "stats" in query.commands or "| limit " in query.commands


def test_each_query_has_one_case() -> None:
    assert Counter(case.query for case in CASES) == Counter(list(BY_NAME))


def test_there_are_as_many_questions_as_promised() -> None:
    assert len(QUERIES) >= 36
    assert len({query.title for query in QUERIES}) == len({query.question for query in QUERIES}) == len(QUERIES)


def test_a_query_fits_into_cloudwatch() -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html (2026-04-13)."""
    assert max(len(query.title) for query in QUERIES) <= 255
    assert max(len(query.text) for query in QUERIES) <= 10_000


def test_no_query_is_about_a_field_that_is_true_or_false() -> None:
    for name in ("readOnly", "managementEvent", "sessionCredentialFromConsole"):
        assert not any(name in query.commands for query in QUERIES)


def test_a_query_says_what_is_to_be_put_in_and_each_placeholder_is_used() -> None:
    used = {each for query in QUERIES for each in query.placeholders}
    assert used == set(PLACEHOLDERS)
    for query in QUERIES:
        assert all(f"Put in place of {each}" in query.text for each in query.placeholders)


def test_findings_that_are_resolved_are_open_no_more() -> None:
    told = query_overview_case.FOUND
    case = Case("trailkeeper/findings still open", (told, {**told, "state": "resolved"}), (), {})
    assert rows(BY_NAME[case.query], log_events(case, case.found)) == []


@pytest.mark.parametrize("row", list(table_rows()), ids=lambda row: row[0])
def test_the_document_has_each_query(row: tuple[str, str, str, str]) -> None:
    name, question, own, _ = row
    document = DOCUMENT.read_text()
    assert name in document
    assert question in document
    assert own in document


@pytest.mark.parametrize(
    ("configuration", "groups"),
    [
        (
            {},
            {
                Of.RECORDS: "/trailkeeper/records",
                Of.FINDINGS: "/trailkeeper/findings",
                Of.DELIVER: "/aws/lambda/trailkeeper-deliver",
            },
        ),
        ({"ingestion": "native"}, {Of.RECORDS: "/trailkeeper/native"}),
        ({"ingestion": "native", "native": {"log_group_name": "own"}}, {Of.RECORDS: "own"}),
        ({"ingestion": "direct"}, {}),
    ],
)
def test_a_query_is_on_a_log_group_of_the_deployment(configuration: dict[str, object], groups: dict[Of, str]) -> None:
    assert log_groups(load(configuration)) == groups


def test_beside_the_pipeline_the_native_link_is_not_asked() -> None:
    both = load({"ingestion": "native", "ingestion_beside": ["pipeline"]})
    assert log_groups(both)[Of.RECORDS] == "/trailkeeper/records"
