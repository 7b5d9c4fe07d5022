"""The calls of Logs Insights, over the emulator's log groups; a query has run when StartQuery answers.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html (2026-04-13)
"""

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from ministack.core import responses

from local.server import emulator, log_operation, seams
from local.server.insights.grammar import parse
from local.server.insights.log_event import LogEvent
from local.server.insights.malformed import MalformedQuery
from local.server.insights.pipeline import LIMIT_DEFAULT, run
from local.server.insights.syntax import Query

Request = Mapping[str, Any]
Answer = Any
"""Status, headers and body, as the emulator has them."""
GROUPS = ("logGroupName", "logGroupNames", "logGroupIdentifiers")
DESCRIBED = ("queryId", "queryString", "status", "createTime", "logGroupName", "queryLanguage")
PAGE_HIGHEST = 1000


def install() -> None:
    seams.replace("services.cloudwatch_logs._start_query", lambda _: start_query)
    seams.replace("services.cloudwatch_logs._stop_query", lambda _: stop_query)
    log_operation.add({"DescribeQueries": describe_queries})


def start_query(request: Request) -> Answer:
    names = _group_names(request)
    failure = _failure(request, names)
    if failure:
        return _refused(*failure)
    text = str(request.get("queryString", ""))
    try:
        query = parse(text)
    except MalformedQuery as error:
        location = {"startCharOffset": error.start, "endCharOffset": error.end}
        told = {"queryCompileError": {"location": location, "message": error.message}}
        return responses.error_response_json("MalformedQueryException", error.message, 400, told)
    query_id = str(uuid.uuid4())
    _queries()[query_id] = {
        "queryId": query_id,
        "queryLanguage": "CWLI",
        "queryString": text,
        "logGroupName": names[0],
        "createTime": int(time.time() * 1000),
        **_run(query, request, names),
    }
    return responses.json_response({"queryId": query_id})


def _run(query: Query, request: Request, names: Sequence[str]) -> dict[str, Any]:
    """In the form that the emulator's GetQueryResults reads."""
    first_ms, last_ms = (request[bound] * 1000 for bound in ("startTime", "endTime"))
    scanned = [each for each in _log_events(names) if first_ms <= each.timestamp_ms <= last_ms]
    statistics = {
        "recordsMatched": 0.0,
        "recordsScanned": float(len(scanned)),
        "bytesScanned": float(sum(len(each.message.encode("utf-8", "surrogatepass")) for each in scanned)),
    }
    try:
        answer = run(query, scanned, request.get("limit") or LIMIT_DEFAULT)
    except RecursionError:
        return {"status": "Failed", "results": [], "statistics": statistics}
    matched = {"recordsMatched": float(answer.matched)}
    return {"status": "Complete", "results": answer.results, "statistics": statistics | matched}


def _log_events(names: Sequence[str]) -> Iterator[LogEvent]:
    account = emulator.account_id()
    for name in names:
        for stream, content in list(_groups()[name]["streams"].items()):
            for event in list(content["events"]):
                yield LogEvent(
                    timestamp_ms=event["timestamp"],
                    message=event["message"],
                    stream=stream,
                    log=f"{account}:{name}",
                    pointer=event.get("eventId", ""),
                    ingestion_ms=event.get("ingestionTime", 0),
                )


def _group_names(request: Request) -> list[str]:
    """An identifier is a name or an ARN."""
    named = [request["logGroupName"]] if request.get("logGroupName") else []
    named += request.get("logGroupNames") or []
    identified = (each.partition(":log-group:") for each in request.get("logGroupIdentifiers") or [])
    named += [(tail or head).removesuffix(":*") for head, _, tail in identified]
    return list(dict.fromkeys(named))


def _failure(request: Request, names: Sequence[str]) -> tuple[str, str] | None:
    if sum(bool(request.get(each)) for each in GROUPS) != 1:
        return "InvalidParameterException", f"Specify exactly one of {', '.join(GROUPS)}"
    if request.get("queryLanguage", "CWLI") != "CWLI":
        return "InvalidParameterException", "This emulator runs queries in Logs Insights QL (CWLI) only"
    bounds = [request.get(each) for each in ("startTime", "endTime")]
    if any(type(bound) is not int for bound in bounds) or bounds[0] > bounds[1]:  # type: ignore[operator]
        return "InvalidParameterException", "Query's end date and time is before its start, or one is missing"
    unknown = [name for name in names if name not in _groups()]
    return ("ResourceNotFoundException", f"Log group '{unknown[0]}' does not exist") if unknown else None


def stop_query(request: Request) -> Answer:
    """A query that has ended is not stopped.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StopQuery.html (2026-04-13)
    """
    if request.get("queryId") not in _queries():
        return _refused("ResourceNotFoundException", f"The query does not exist: {request.get('queryId')}")
    return _refused("InvalidParameterException", "Query is not currently running")


def describe_queries(request: Request) -> dict[str, Any]:
    """The newest first."""
    wanted = {key: request[key] for key in ("logGroupName", "status", "queryLanguage") if request.get(key)}
    found = [each for each in reversed(list(_queries().values())) if wanted.items() <= each.items()]
    first = int(request.get("nextToken") or 0)
    end = first + (request.get("maxResults") or PAGE_HIGHEST)
    described = [{key: each[key] for key in DESCRIBED} for each in found[first:end]]
    following = {"nextToken": str(end)} if end < len(found) else {}
    return {"queries": described, **following}


def _refused(code: str, message: str) -> Answer:
    return responses.error_response_json(code, message, HTTPStatus.BAD_REQUEST)


def _groups() -> Any:
    return seams.seam("services.cloudwatch_logs._log_groups")


def _queries() -> Any:
    return seams.seam("services.cloudwatch_logs._queries")
