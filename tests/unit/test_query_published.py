"""The saved queries over published records, against counts that are made without Logs Insights QL."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pytest

from local.server.insights.grammar import parse
from local.server.insights.log_event import FIELDS_HIGHEST, LogEvent, discovered
from local.server.insights.pipeline import Answer, run
from stacks.query import QUERIES
from tests.corpus import needs_corpus, published
from tests.unit.record_case import columns

pytestmark = needs_corpus

BY_NAME = {query.name: query for query in QUERIES}
Record = Mapping[str, Any]


@cache
def log_events() -> Sequence[LogEvent]:
    """Those of which every field is discovered; of what is beyond the limit plain Python knows more."""
    read = (LogEvent(number, each.decode(errors="replace")) for number, each in enumerate(published()))
    return [each for each in read if len(discovered(each.message)) < FIELDS_HIGHEST]


@cache
def records() -> Sequence[Record]:
    return [json.loads(each.message) for each in log_events()]


@cache
def answer(name: str) -> Answer:
    return run(parse(BY_NAME[name].text), log_events())


def at(record: Record, *path: str) -> Any:
    found: Any = record
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def is_call(record: Record, service: str, *names: str) -> bool:
    return record.get("eventSource") == f"{service}.amazonaws.com" and record.get("eventName") in names


def who(record: Record) -> str | None:
    identity = at(record, "userIdentity") or {}
    listed = (identity.get(key) for key in ("arn", "invokedBy", "principalId", "userName"))
    return next((each for each in listed if each is not None), None)


def is_root(record: Record) -> bool:
    identity = at(record, "userIdentity") or {}
    is_service = record.get("eventType") == "AwsServiceEvent"
    return identity.get("type") == "Root" and identity.get("invokedBy") is None and not is_service


def is_denied(record: Record) -> bool:
    code = str(record.get("errorCode") or "")
    return code.endswith("UnauthorizedOperation") or code.startswith("AccessDenied")


def is_foreign(record: Record) -> bool:
    accounts = at(record, "userIdentity", "accountId"), record.get("recipientAccountId")
    return None not in accounts and accounts[0] != accounts[1]


def is_world_open(record: Record) -> bool:
    opening = ("AuthorizeSecurityGroupIngress", "CreateNetworkAclEntry", "ModifySecurityGroupRules")
    text = json.dumps(record)
    return record.get("eventName") in opening and ('"0.0.0.0/0"' in text or '"::/0"' in text)


COUNTED: dict[str, Callable[[Record], bool]] = {
    "identities/who used root": is_root,
    "identities/which other accounts call": is_foreign,
    "sign-ins/who signed in": lambda each: each.get("eventName") == "ConsoleLogin",
    "sign-ins/without mfa": lambda each: (
        each.get("eventName") == "ConsoleLogin"
        and at(each, "responseElements", "ConsoleLogin") == "Success"
        and at(each, "additionalEventData", "MFAUsed") == "No"
    ),
    "sign-ins/failed": lambda each: (
        each.get("eventName") == "ConsoleLogin" and at(each, "responseElements", "ConsoleLogin") == "Failure"
    ),
    "denied/what was denied": is_denied,
    "denied/who is denied most": is_denied,
    "denied/errors by service": lambda each: each.get("errorCode") is not None,
    "permissions/new access keys": lambda each: is_call(each, "iam", "CreateAccessKey"),
    "permissions/trust policies": lambda each: is_call(each, "iam", "UpdateAssumeRolePolicy"),
    "keys and secrets/key policies": lambda each: is_call(each, "kms", "PutKeyPolicy"),
    "keys and secrets/secrets read": lambda each: is_call(
        each, "secretsmanager", "GetSecretValue", "BatchGetSecretValue"
    ),
    "network/opened to the world": is_world_open,
    "machines/instances launched": lambda each: is_call(each, "ec2", "RunInstances"),
    "overview/most called": lambda each: each.get("eventName") is not None,
    "overview/regions not used": lambda each: (
        each.get("awsRegion") is not None and each["awsRegion"] not in ("eu-central-1", "us-east-1")
    ),
    "overview/everything of one account": lambda each: each.get("recipientAccountId") == "111122223333",
    "overview/insights": lambda each: each.get("eventCategory") == "Insight",
}


@pytest.mark.parametrize("name", COUNTED)
def test_a_query_matches_as_many_records_as_plain_python_counts(name: str) -> None:
    counted = sum(map(COUNTED[name], records()))
    assert answer(name).matched == counted
    assert counted > 0


GROUPED: dict[str, tuple[Callable[[Record], bool], Callable[[Record], tuple[Any, ...]]]] = {
    "denied/who is denied most": (
        is_denied,
        lambda each: (who(each), each.get("eventSource"), each.get("eventName")),
    ),
    "denied/errors by service": (
        lambda each: each.get("errorCode") is not None,
        lambda each: (each.get("eventSource"), each.get("errorCode")),
    ),
    "keys and secrets/secrets read": (
        lambda each: is_call(each, "secretsmanager", "GetSecretValue", "BatchGetSecretValue"),
        lambda each: (who(each), at(each, "requestParameters", "secretId")),
    ),
    "overview/most called": (
        lambda each: each.get("eventName") is not None,
        lambda each: (each.get("eventSource"), each.get("eventName")),
    ),
    "overview/by account": (
        lambda each: each.get("recipientAccountId") is not None,
        lambda each: (each["recipientAccountId"],),
    ),
    "overview/by region": (
        lambda each: each.get("awsRegion") is not None,
        lambda each: (each["awsRegion"], each.get("eventSource")),
    ),
}


def shown(value: object) -> str | None:
    """An account id is a number in one of the records."""
    return None if value is None else str(value)


@pytest.mark.parametrize("name", GROUPED)
def test_a_query_counts_each_group_as_plain_python_does(name: str) -> None:
    is_one, key = GROUPED[name]
    counted = Counter(tuple(map(shown, key(each))) for each in records() if is_one(each))
    rows = [{each["field"]: each["value"] for each in row} for row in answer(name).results]
    times = {"calls", "first_call", "last_call"}
    by = BY_NAME[name].commands.partition("\n  by ")[2].partition("\n")[0].split(", ")
    assert Counter({tuple(row.get(each) for each in by): int(row["calls"]) for row in rows}) == counted
    assert times <= rows[0].keys()


def test_hardly_any_record_has_more_fields_than_are_discovered() -> None:
    everything = len(list(published()))
    assert everything - len(log_events()) <= everything / 1000


def test_most_queries_find_something_and_leave_no_column_empty() -> None:
    found = {query: answer(query.name).results for query in QUERIES}
    # Its three records are of calls whose parameters name nothing.
    found.pop(BY_NAME["changes/organization"])
    rows = {query: results for query, results in found.items() if results}
    assert len(rows) >= 45
    for query, results in rows.items():
        filled = {each["field"] for row in results for each in row}
        assert set(columns(query.text)) - {"errorCode"} <= filled, query.name
