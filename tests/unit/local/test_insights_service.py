"""The calls of Logs Insights where there is nothing to run, or the wrong thing."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from local.server import emulator, seams
from local.server.insights.service import describe_queries, start_query, stop_query

GROUP = "insights-service"
ASKED: Mapping[str, Any] = {"logGroupName": GROUP, "startTime": 0, "endTime": 10, "queryString": "fields @message"}


@pytest.fixture(autouse=True)
def _group() -> Iterator[None]:
    with emulator.scope("111122223333", "us-east-1"):
        named = {"logGroupName": GROUP, "logStreamName": "one"}
        for making in ("_create_log_group", "_create_log_stream"):
            seams.seam(f"services.cloudwatch_logs.{making}")(named)
        logged = {**named, "logEvents": [{"timestamp": 5000, "message": "a"}]}
        seams.seam("services.cloudwatch_logs._put_log_events")(logged)
        yield
        for kept in ("_log_groups", "_queries"):
            seams.seam(f"services.cloudwatch_logs.{kept}").clear()


def body(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer[2])
    return found


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"logGroupName": None}, "InvalidParameterException"),
        ({"logGroupNames": [GROUP]}, "InvalidParameterException"),
        ({"logGroupName": "another"}, "ResourceNotFoundException"),
        ({"endTime": None}, "InvalidParameterException"),
        ({"startTime": 11}, "InvalidParameterException"),
        ({"queryLanguage": "SQL"}, "InvalidParameterException"),
        ({"queryString": "filter"}, "MalformedQueryException"),
    ],
)
def test_a_query_is_not_started(change: Mapping[str, Any], code: str) -> None:
    status, _, _ = refused = start_query({**ASKED, **change})
    assert (status, body(refused)["__type"]) == (400, code)


def test_a_fault_of_a_query_has_its_place() -> None:
    error = body(start_query({**ASKED, "queryString": "filter a = "}))["queryCompileError"]
    assert error["location"] == {"startCharOffset": 11, "endCharOffset": 11}
    assert error["message"].startswith("expected a name")


@pytest.mark.parametrize(
    "groups",
    [
        {"logGroupNames": [GROUP]},
        {"logGroupIdentifiers": [GROUP]},
        {"logGroupIdentifiers": [f"arn:aws:logs:us-east-1:111122223333:log-group:{GROUP}:*"]},
    ],
)
def test_a_log_group_is_named_in_three_ways(groups: Mapping[str, Any]) -> None:
    assert "queryId" in body(start_query({**ASKED, "logGroupName": None, **groups}))


def test_queries_are_described_the_newest_first_and_by_pages() -> None:
    for text in ("fields a", "fields b", "fields c"):
        start_query({**ASKED, "queryString": text})
    first = describe_queries({"logGroupName": GROUP, "maxResults": 2})
    second = describe_queries({"logGroupName": GROUP, "maxResults": 2, "nextToken": first["nextToken"]})
    texts = [each["queryString"] for each in (*first["queries"], *second["queries"])]
    assert texts == ["fields c", "fields b", "fields a"]
    assert "nextToken" not in second
    assert describe_queries({"status": "Running"})["queries"] == []


def test_a_query_that_is_too_deep_to_run_has_failed() -> None:
    query_id = body(start_query({**ASKED, "queryString": "filter a" + " or a" * 1900}))["queryId"]
    assert describe_queries({"status": "Failed"})["queries"][0]["queryId"] == query_id


def test_what_has_ended_is_not_stopped() -> None:
    query_id = body(start_query(ASKED))["queryId"]
    assert body(stop_query({"queryId": query_id}))["__type"] == "InvalidParameterException"
    assert body(stop_query({"queryId": "unknown"}))["__type"] == "ResourceNotFoundException"
