"""Logs Insights on the embedded cloud, over the wire: the saved queries find records that PutLogEvents has stored."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.cloud import EmbeddedCloud
from stacks.query import QUERIES
from tests.acceptance.expectation import error_code
from tests.unit.query_access_case import DENIED, MISSING
from tests.unit.query_identity_case import READ, ROOT, SIGNED_IN, WITH_MFA
from tests.unit.record_case import record

TEXTS = {query.name: query.text for query in QUERIES}
GROUPS = ("insights-a", "insights-b")
NOW_S = int(time.time())
RECORDS = (
    [{**READ, **ROOT}, DENIED, MISSING],
    [SIGNED_IN, WITH_MFA, READ],
)
"""Of each log group."""


@pytest.fixture(scope="module")
def logs(cloud: EmbeddedCloud) -> Iterator[Any]:
    client = cloud.client("logs")
    for group, log in zip(GROUPS, RECORDS, strict=True):
        client.create_log_group(logGroupName=group)
        client.create_log_stream(logGroupName=group, logStreamName="one")
        stored = [
            {"timestamp": NOW_S * 1000 + number - 1000, "message": record(each)} for number, each in enumerate(log)
        ]
        client.put_log_events(logGroupName=group, logStreamName="one", logEvents=stored)
    yield client
    for group in GROUPS:
        client.delete_log_group(logGroupName=group)


def asked(text: str, *groups: str, ago_s: int = 3600) -> dict[str, Any]:
    return {"logGroupNames": list(groups), "queryString": text, "startTime": NOW_S - ago_s, "endTime": NOW_S}


def answer(logs: Any, text: str, *groups: str) -> dict[str, Any]:
    query_id = logs.start_query(**asked(text, *(groups or GROUPS)))["queryId"]
    found: dict[str, Any] = logs.get_query_results(queryId=query_id)
    assert found["status"] == "Complete"
    return found


def rows(found: dict[str, Any]) -> list[dict[str, str]]:
    return [{each["field"]: each["value"] for each in row} for row in found["results"]]


@pytest.mark.parametrize(
    ("query", "column", "expected"),
    [
        ("identities/who used root", "action", ["GetObject"]),
        ("denied/what was denied", "errorMessage", ["is not authorized"]),
        ("denied/errors by service", "errorCode", ["AccessDenied", "NoSuchBucketPolicy"]),
        ("sign-ins/who signed in", "mfa", ["No", "Yes"]),
        ("sign-ins/without mfa", "identity_type", ["IAMUser"]),
        ("overview/by account", "calls", ["6"]),
    ],
)
def test_a_saved_query_finds_its_records_in_several_log_groups(
    logs: Any, query: str, column: str, expected: list[str]
) -> None:
    assert sorted(row[column] for row in rows(answer(logs, TEXTS[query]))) == expected


def test_what_was_scanned_and_matched_is_told(logs: Any) -> None:
    found = answer(logs, TEXTS["identities/who used root"])
    scanned = sum(len(record(each)) for log in RECORDS for each in log)
    assert found["statistics"]["recordsScanned"] == 6
    assert found["statistics"]["recordsMatched"] == 1
    assert found["statistics"]["bytesScanned"] == scanned


def test_a_row_leads_to_its_whole_record(logs: Any) -> None:
    [row] = rows(answer(logs, f"{TEXTS['identities/who used root']} | display @log, @logStream", GROUPS[0]))
    assert (row["@log"].split(":")[1], row["@logStream"]) == (GROUPS[0], "one")
    whole = logs.get_log_record(logRecordPointer=row["@ptr"])["logRecord"]
    assert whole["@message"] == record({**READ, **ROOT})


def test_only_the_log_groups_and_the_time_that_are_asked_for_are_scanned(logs: Any) -> None:
    assert answer(logs, "fields @message", GROUPS[0])["statistics"]["recordsScanned"] == 3
    query_id = logs.start_query(**{**asked("fields @message", *GROUPS), "endTime": NOW_S - 60})["queryId"]
    assert logs.get_query_results(queryId=query_id)["results"] == []


def test_a_malformed_query_is_refused_with_the_place_of_the_fault(logs: Any) -> None:
    with pytest.raises(ClientError) as refused:
        logs.start_query(**asked("filter eventName = | limit 5", GROUPS[0]))
    assert refused.value.response["Error"]["Code"] == "MalformedQueryException"
    location = refused.value.response["queryCompileError"]["location"]  # type: ignore[typeddict-item]
    assert location == {"startCharOffset": 19, "endCharOffset": 20}


def test_a_log_group_that_is_not_there_is_told(logs: Any) -> None:
    unknown = asked("fields @message", "insights-unknown")
    assert error_code(logs.start_query, **unknown) == "ResourceNotFoundException"


def test_a_query_that_ran_is_described_and_cannot_be_stopped(logs: Any) -> None:
    query_id = logs.start_query(**asked("fields @message | limit 1", GROUPS[1]))["queryId"]
    described = logs.describe_queries(logGroupName=GROUPS[1])["queries"][0]
    assert (described["queryId"], described["status"]) == (query_id, "Complete")
    assert error_code(logs.stop_query, queryId=query_id) == "InvalidParameterException"
