"""The deployed function itself: what its role may not do, what it counts, and what its log holds."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.core.metric import METRICS
from local.both_sides import in_log_group
from local.credentials import ACCOUNT, Credentials
from tests import ledger_table
from tests.acceptance.deployment import BUCKET, LEDGER, LOG_GROUP, PREFIX, QUARANTINE, Deployment, new_account, new_key
from tests.acceptance.expectation import error_code, eventually
from tests.builder import key, log_file, notification, record

# What no line of the function's own log may hold: it stands in every record and every message below.
CONTENT = "a secret of the record"
NOW = datetime.now(UTC)
MANY = 1_200


def some_record(age: timedelta = timedelta(), **fields: object) -> bytes:
    return record((NOW - age).strftime("%Y-%m-%dT%H:%M:%SZ"), eventID="1", userAgent=CONTENT, **fields)


# --- its role -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def role(deployed: Deployment) -> Credentials:
    """The function's own; only the emulator's root can take it beside Lambda."""
    return deployed.cloud.assume_role(role_arn(deployed))


def role_arn(deployed: Deployment) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{deployed.physical_ids['DeliverRole']}"


STORED, OUTSIDE = new_key(), key("Outside000000000", prefix="elsewhere/")
STREAM = {"logGroupName": LOG_GROUP, "logStreamName": f"{ACCOUNT}_CloudTrail_us-east-1"}
RECEIPT = {"TableName": LEDGER, "Key": ledger_table.key_of(f"{BUCKET}/{STORED}")}
Denied = tuple[str, str, dict[str, Any]]
DENIED: dict[str, Denied] = {
    "write into the archive": ("s3", "put_object", {"Bucket": BUCKET, "Key": STORED}),
    "delete from the archive": ("s3", "delete_object", {"Bucket": BUCKET, "Key": STORED}),
    "list the archive": ("s3", "list_objects_v2", {"Bucket": BUCKET}),
    "read outside of the prefix": ("s3", "get_object", {"Bucket": BUCKET, "Key": OUTSIDE}),
    "take a message back from quarantine": ("s3", "delete_object", {"Bucket": QUARANTINE, "Key": "messages/1.json"}),
    "delete a version from quarantine": (
        "s3",
        "delete_object",
        {"Bucket": QUARANTINE, "Key": "records/1", "VersionId": "1"},
    ),
    "delete a receipt": ("dynamodb", "delete_item", RECEIPT),
    "read the dead letters": ("sqs", "receive_message", {}),
    "read the records": ("logs", "get_log_events", STREAM),
    "delete the records": ("logs", "delete_log_stream", STREAM),
    "write another log group": ("logs", "create_log_stream", {**STREAM, "logGroupName": "/another"}),
    "stop the trail": ("cloudtrail", "stop_logging", {"Name": "trailkeeper"}),
}


@pytest.mark.parametrize("denied", DENIED.values(), ids=DENIED)
def test_the_functions_role_may_not(deployed: Deployment, role: Credentials, denied: Denied) -> None:
    service, operation, parameters = denied
    call: Callable[..., Any] = getattr(deployed.cloud.client(service, role), operation)
    where = {"QueueUrl": deployed.physical_ids["DeadLetters"]} if service == "sqs" else {}
    assert error_code(call, **parameters, **where).startswith("AccessDenied")


# --- what it counts -------------------------------------------------------------------------------------------------


def add(deployed: Deployment, *bodies: bytes) -> str:
    """Each a version of the same log file, delivered before the next one is put."""
    name = new_key()
    for body in bodies:
        deployed.put(name, body)
        tell(deployed, name)
    return name


def tell(deployed: Deployment, *names: str) -> None:
    body = {**json.loads(notification(names, BUCKET)), "note": CONTENT}
    assert deployed.invoke(body) == ("", {"batchItemFailures": []})


def begun(deployed: Deployment, **fields: object) -> None:
    """A log file of three records that another invocation has claimed."""
    name = new_key()
    version = deployed.put(name, log_file(*[some_record()] * 3))
    deployed.note(name, version=version, state="in-flight", owner="somebody", **fields)
    tell(deployed, name)


def own_call(deployed: Deployment) -> bytes:
    """GetObject on the archive, as CloudTrail records it of the function."""
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/{deployed.physical_ids['DeliverRole']}/deliver"
    issuer = {"type": "Role", "arn": role_arn(deployed)}
    identity = {"type": "AssumedRole", "arn": session, "sessionContext": {"sessionIssuer": issuer}}
    resources = [{"ARN": f"arn:aws:s3:::{BUCKET}/{PREFIX}AWSLogs/x.json.gz"}, {"ARN": f"arn:aws:s3:::{BUCKET}"}]
    return some_record(
        userIdentity=identity, resources=resources, eventSource="s3.amazonaws.com", eventName="GetObject"
    )


PLAIN = log_file(some_record())
OF_A_FILE = {"LogFilesRead": 1, "RecordsRead": 1, "RecordsDelivered": 1}
SCENARIOS: dict[str, tuple[Callable[[Deployment], object], dict[str, int]]] = {
    "a log file": (lambda it: add(it, PLAIN), OF_A_FILE),
    "a log file twice": (lambda it: tell(it, add(it, PLAIN)), {**OF_A_FILE, "LogFilesRepeated": 1}),
    "a log file that was begun": (
        lambda it: begun(it, lease_until_ms=1, next_record=1, read=1, delivered=1),
        {"LogFilesRead": 1, "LogFilesResumed": 1, "RecordsRead": 2, "RecordsDelivered": 2},
    ),
    "a log file that somebody delivers": (
        lambda it: begun(it, lease_until_ms=int(time.time() * 1000) + 10**9),
        {"MessagesGivenUp": 1},
    ),
    "a damaged log file": (lambda it: add(it, PLAIN[:-6]), {"LogFilesRejected": 1}),
    "other bytes under a key": (
        lambda it: add(it, PLAIN, log_file(some_record(), some_record())),
        {**OF_A_FILE, "ObjectsRewritten": 1},
    ),
    "bytes after the end": (lambda it: add(it, PLAIN + CONTENT.encode()), {**OF_A_FILE, "TrailingBytes": len(CONTENT)}),
    "a bad record": (
        lambda it: add(it, log_file(some_record(), some_record()[:-1] + b",}")),
        {**OF_A_FILE, "RecordsRead": 2, "RecordsQuarantined": 1},
    ),
    "a record of its own": (
        lambda it: add(it, log_file(some_record(), own_call(it))),
        {**OF_A_FILE, "RecordsRead": 2, "RecordsFiltered": 1},
    ),
    "a record with a field that nobody knows": (
        lambda it: add(it, log_file(some_record(note=CONTENT))),
        {**OF_A_FILE, "RecordsOdd": 1},
    ),
    "an old record": (
        lambda it: add(it, log_file(some_record(timedelta(days=30)))),
        {**OF_A_FILE, "RecordsRestamped": 1},
    ),
    "a digest": (
        lambda it: tell(it, new_key().replace("/CloudTrail/", "/CloudTrail-Digest/")),
        {"NotificationsIgnored": 1},
    ),
    "an unknown shape": (lambda it: it.invoke({"id": new_account(), "note": CONTENT}), {"MessagesQuarantined": 1}),
}
# What the requests held is no scenario's own to say; a message that fails is given up at once here.
UNCOUNTED = {"BytesDelivered", "Requests", "MessagesFailed", "DeliveryDelaySeconds"}
PUT_ASIDE = ("RecordsQuarantined", "LogFilesRejected", "MessagesQuarantined")
# Of security rules and of a destination that is busy, which tests/unit/test_deliver_{rules,metrics}.py have.
ELSEWHERE = {"RequestsThrottled", "RuleMatches", "NoticesSent", "NoticesHeld", "TopicFailures"}
HERE = [metric for metric in METRICS if metric.name not in ELSEWHERE]


def counted(deployed: Deployment) -> dict[str, float]:
    return {name: amount for name, (amount, _) in deployed.metrics([metric.name for metric in HERE]).items()}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_metric_counts_what_it_is_named_after(deployed: Deployment, scenario: str) -> None:
    run, wanted = SCENARIOS[scenario]
    aside = sum(wanted.get(name, 0) for name in PUT_ASIDE)
    wanted = wanted | ({"Quarantined": aside} if aside else {})
    assert eventually(deployed.waiting, lambda count: count == 0) == 0
    before = counted(deployed)
    run(deployed)
    more = {name: amount - before.get(name, 0) for name, amount in counted(deployed).items()}
    assert {name: amount for name, amount in more.items() if amount and name not in UNCOUNTED} == wanted


def test_there_is_a_scenario_for_each_metric() -> None:
    assert {name for _, wanted in SCENARIOS.values() for name in wanted} | UNCOUNTED | {"Quarantined"} == {
        metric.name for metric in HERE
    }


@pytest.fixture(scope="module")
def invocations_of_many(deployed: Deployment) -> int:
    """How many invocations take many messages, each of which costs the function next to nothing."""
    assert eventually(deployed.waiting, lambda count: count == 0) == 0
    before = deployed.invocations()
    digest = new_key().replace("/CloudTrail/", "/CloudTrail-Digest/").removesuffix(".json.gz")
    names = [f"{digest}{number:04}.json.gz" for number in range(MANY)]
    deployed.announce(*(notification([name], BUCKET) for name in names))
    told = eventually(lambda: {line.get("key") for line in deployed.lines("nothing to deliver")}, {*names}.issubset)
    assert told.issuperset(names)
    return deployed.invocations() - before


def test_many_messages_reach_the_function_more_than_ten_at_a_time(invocations_of_many: int) -> None:
    assert 0 < invocations_of_many < MANY / 10


def test_every_metric_is_in_cloudwatch_with_its_unit(deployed: Deployment) -> None:
    for run, _ in SCENARIOS.values():
        run(deployed)
    found = deployed.metrics([metric.name for metric in HERE])
    assert {name: unit for name, (_, unit) in found.items()} == {metric.name: metric.unit for metric in HERE}


def test_what_was_read_is_what_was_delivered_filtered_and_quarantined(
    deployed: Deployment, invocations_of_many: int
) -> None:
    """Over all scenarios that this deployment has seen, of this file and others."""
    assert eventually(deployed.waiting, lambda count: count == 0) == 0
    found = counted(deployed)
    parts = ("RecordsDelivered", "RecordsFiltered", "RecordsQuarantined")
    assert found["RecordsRead"] == sum(found.get(name, 0) for name in parts) > 0
    assert found["RecordsDelivered"] == in_log_group(deployed.cloud, LOG_GROUP).total()


def test_the_functions_own_log_holds_nothing_of_a_record(deployed: Deployment) -> None:
    for run, _ in SCENARIOS.values():
        run(deployed)
    own_log = deployed.own_log()
    assert all(told in str(own_log) for told in ("records quarantined", "message quarantined", "message given up"))
    assert not [text for text in own_log if CONTENT in text]
