"""The deployed pipeline: what the trail writes, and whatever else is announced on its topic, and what becomes of it."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lambdas.core.metric import METRICS
from local.both_sides import in_bucket, in_log_group, streams
from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT, Credentials
from local.story import Step, cast, story
from tests.acceptance.deployment import BUCKET, LOG_GROUP, PREFIX, STACKS, Deployment
from tests.acceptance.expectation import error_code, eventually
from tests.builder import key, log_file, notification, record

# What no line of the function's own log may hold: it stands in every record and every message below.
CONTENT = "a secret of the record"
BOMB_BYTES = 65 * 1024 * 1024
MANY = 1_200


@pytest.fixture(scope="module")
def deployed(assembly: Path) -> Iterator[Deployment]:
    """In a cloud of its own: the trail would write the calls of all other tests."""
    with EmbeddedCloud() as cloud:
        yield Deployment(cloud, assembly)


# --- real calls -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steps(deployed: Deployment) -> list[Step]:
    """The story of `make demo`. Then the trail is stopped: looking at what arrives makes records too."""
    steps = list(story(deployed.cloud, cast(deployed.cloud)))
    deployed.cloud.client("cloudtrail").stop_logging(Name="trailkeeper")
    deployed.cloud.deliver()
    return steps


@pytest.fixture(scope="module")
def arrived(deployed: Deployment, steps: list[Step]) -> list[tuple[int, str]]:
    """The times and messages of the account's stream, as soon as they are as many as there are in the archive."""
    archived = in_archive(deployed)
    return eventually(lambda: deployed.delivered(ACCOUNT), lambda found: len(found) >= archived.total())


def in_archive(deployed: Deployment) -> Counter[str]:
    return in_bucket(deployed.cloud, BUCKET, f"{PREFIX}AWSLogs/{ACCOUNT}/")


@pytest.mark.parametrize("stack", STACKS)
def test_the_deployed_template_is_the_one_that_was_synthesized(
    deployed: Deployment, synthesized: Path, stack: str
) -> None:
    assert deployed.template(stack) == json.loads((synthesized / f"{stack}.template.json").read_text())


def test_what_arrives_are_the_archives_records_byte_for_byte(
    deployed: Deployment, arrived: list[tuple[int, str]]
) -> None:
    assert Counter(message for _, message in arrived) == in_archive(deployed)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        pytest.param("creates the user carol", ("IAMUser", "us-east-1", None), id="user"),
        pytest.param("tries to stop the trail", ("IAMUser", "us-east-1", "AccessDenied"), id="denied user"),
        pytest.param("lists the users", ("AssumedRole", "us-east-1", None), id="role"),
        pytest.param("tries to delete carol", ("AssumedRole", "us-east-1", "AccessDenied"), id="denied role"),
        pytest.param("creates a queue in eu-west-1", ("IAMUser", "eu-west-1", None), id="another Region"),
    ],
)
def test_the_record_of_a_real_call_arrives_once(
    steps: list[Step], arrived: list[tuple[int, str]], told: str, wanted: tuple[str, str, str | None]
) -> None:
    [request_id] = [step.request_id for step in steps if step.told == told]
    records = [json.loads(message) for _, message in arrived]
    [found] = [found for found in records if found["requestID"] == request_id]
    assert (found["userIdentity"]["type"], found["awsRegion"], found.get("errorCode")) == wanted


def test_the_records_of_every_region_are_in_the_stream_of_the_home_region(
    deployed: Deployment, arrived: list[tuple[int, str]]
) -> None:
    of_the_account = [stream for stream in streams(deployed.logs, LOG_GROUP) if stream.startswith(ACCOUNT)]
    assert of_the_account == [f"{ACCOUNT}_CloudTrail_us-east-1"]


def test_the_time_of_a_log_event_is_its_records_event_time(arrived: list[tuple[int, str]]) -> None:
    assert [timestamp for timestamp, _ in arrived] == [milliseconds(message) for _, message in arrived]


def milliseconds(message: str) -> int:
    return round(datetime.fromisoformat(json.loads(message)["eventTime"]).timestamp() * 1000)


# --- a log file with awkward records --------------------------------------------------------------------------------


def ago(**past: float) -> str:
    return (datetime.now(UTC) - timedelta(**past)).strftime("%Y-%m-%dT%H:%M:%SZ")


AWKWARD_ACCOUNT = "111122223333"
AWKWARD = key("Awkward000000000", AWKWARD_ACCOUNT, PREFIX)
GOOD_RECORDS = (
    record(ago(minutes=1), note=CONTENT, is_the="newest"),
    record(ago(hours=30), note=CONTENT, is_the="oldest, more than a day before"),
    record(ago(minutes=2), note=CONTENT, separator="X").replace(b"X", "\u2028\u2029".encode()),
    record(ago(minutes=5), note=CONTENT, surrogate="\ud800"),
    record(ago(minutes=4), note=CONTENT, large="x" * 300 * 1024),
    record(ago(minutes=3), note=CONTENT, number="N").replace(b'"N"', b"1.50e+2"),
)
BAD_RECORDS = {
    "not-json": record(ago(minutes=3), note=CONTENT, number="N").replace(b'"N"', b"NaN"),
    "not-an-object": b"null",
    "not-utf-8": record(ago(minutes=3), note=CONTENT, bytes="X").replace(b"X", b"\xff\xfe"),
    "too-old": record(ago(days=15), note=CONTENT),
    "no-time": record("yesterday", note=CONTENT),
}


@pytest.fixture(scope="module")
def awkward(deployed: Deployment, arrived: object) -> None:
    """Bad records and good ones by turns."""
    records = [part for pair in zip(BAD_RECORDS.values(), GOOD_RECORDS[1:], strict=True) for part in pair]
    deployed.add(AWKWARD, log_file(*records, GOOD_RECORDS[0]))


def test_an_awkward_record_arrives_byte_for_byte(deployed: Deployment, awkward: None) -> None:
    wanted = Counter(found.decode() for found in GOOD_RECORDS)
    assert eventually(lambda: deployed.messages(AWKWARD_ACCOUNT), wanted.__eq__) == wanted


def test_each_reason_why_records_cannot_arrive_has_one_line_that_names_them(
    deployed: Deployment, awkward: None
) -> None:
    def look() -> dict[str, list[int]]:
        lines = [
            line for line in deployed.lines("records rejected") if (line["bucket"], line["key"]) == (BUCKET, AWKWARD)
        ]
        return {line["reason"]: line["first_indexes"] for line in lines}

    wanted = {reason: [2 * place] for place, reason in enumerate(BAD_RECORDS)}
    assert eventually(look, wanted.__eq__) == wanted


# --- messages that can never be delivered ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Bad:
    body: str
    key: str
    """What its line names; "" where the message names nothing."""
    reason: str
    """In the reason that its line tells."""
    stored: bytes | None = None


def about(unique: str, stored: bytes, reason: str) -> Bad:
    named = key(f"{unique:0<16}", AWKWARD_ACCOUNT, PREFIX)
    return Bad(notification([named], BUCKET), named, reason, stored)


SOME_RECORD = record(ago(minutes=1), note=CONTENT)
FOREIGN, OUTSIDE = key("Foreign000000000", prefix=PREFIX), key("Outside000000000", prefix="elsewhere/")
BAD_MESSAGES = {
    "no notification": Bad(json.dumps({"note": CONTENT}), "", "no notification of a trail"),
    "truncated gzip": about("Truncated", log_file(SOME_RECORD)[:-6], "cut off"),
    "gzip bomb": about("Bomb", gzip.compress(bytes(BOMB_BYTES), 1), "inflates beyond 67108864 bytes"),
    "no gzip": about("Plain", b'{"Records":[' + SOME_RECORD + b"]}", "not gzip"),
    "JSON that is no log file": about("NoRecords", gzip.compress(SOME_RECORD), "no list of Records"),
    "another bucket": Bad(notification([FOREIGN], "someone-elses-bucket"), FOREIGN, "'someone-elses-bucket'"),
    "another prefix": Bad(notification([OUTSIDE], BUCKET), OUTSIDE, "not below the configured prefix"),
}
NEIGHBOUR_ACCOUNT = "444455556666"
DIGEST = key("Digest0000000000", prefix=PREFIX).replace("/CloudTrail/", "/CloudTrail-Digest/")
MARKER = f"{PREFIX}AWSLogs/{AWKWARD_ACCOUNT}/CloudTrail/"
IGNORED = {
    "validation message": "CloudTrail validation message.",
    "digest": notification([DIGEST], BUCKET),
    "marker": notification([MARKER], BUCKET),
}


@pytest.fixture(scope="module")
def bad(deployed: Deployment, arrived: object) -> None:
    """With a log file that is good, between them."""
    for message in BAD_MESSAGES.values():
        if message.stored is not None:
            deployed.put(message.key, message.stored)
    neighbour = key("Neighbour0000000", NEIGHBOUR_ACCOUNT, PREFIX)
    deployed.put(neighbour, log_file(SOME_RECORD))
    bodies = [message.body for message in BAD_MESSAGES.values()]
    deployed.announce(*bodies[:4], notification([neighbour], BUCKET), *bodies[4:], *IGNORED.values())


@pytest.mark.parametrize("message", BAD_MESSAGES.values(), ids=BAD_MESSAGES)
def test_a_bad_message_has_one_line_that_names_its_object_and_the_reason(
    deployed: Deployment, bad: None, message: Bad
) -> None:
    def look() -> list[dict[str, Any]]:
        return [line for line in deployed.lines("message failed") if line.get("key", "") == message.key]

    [line] = eventually(look)
    assert message.reason in line["reason"]
    assert line["level"] == "ERROR"
    assert line["message_id"]


def test_a_good_log_file_among_bad_messages_arrives(deployed: Deployment, bad: None) -> None:
    wanted = Counter([SOME_RECORD.decode()])
    assert eventually(lambda: deployed.messages(NEIGHBOUR_ACCOUNT), wanted.__eq__) == wanted


def test_what_holds_no_records_by_design_is_told_in_one_line(deployed: Deployment, bad: None) -> None:
    # The trail itself has published a validation message when it was made.
    wanted = Counter({("validation message", ""): 2, ("digest", DIGEST): 1, ("marker", MARKER): 1})

    def look() -> Counter[tuple[str, str]]:
        return Counter((line["kind"], line.get("key", "")) for line in deployed.lines("nothing to deliver"))

    assert eventually(look, wanted.__eq__) == wanted


# --- the function ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def role(deployed: Deployment) -> Credentials:
    """The function's own; only the emulator's root can take it beside Lambda."""
    return deployed.cloud.assume_role(f"arn:aws:iam::{ACCOUNT}:role/{deployed.physical_ids['DeliverRole']}")


def test_the_functions_role_may_read_a_log_file(deployed: Deployment, awkward: None, role: Credentials) -> None:
    s3 = deployed.cloud.client("s3", role)
    assert s3.get_object(Bucket=BUCKET, Key=AWKWARD, ExpectedBucketOwner=ACCOUNT)["Body"].read().startswith(b"\x1f\x8b")


Denied = tuple[str, str, dict[str, str]]
STREAM = {"logGroupName": LOG_GROUP, "logStreamName": f"{ACCOUNT}_CloudTrail_us-east-1"}
DENIED: dict[str, Denied] = {
    "write into the archive": ("s3", "put_object", {"Bucket": BUCKET, "Key": AWKWARD}),
    "delete from the archive": ("s3", "delete_object", {"Bucket": BUCKET, "Key": AWKWARD}),
    "list the archive": ("s3", "list_objects_v2", {"Bucket": BUCKET}),
    "read outside of the prefix": ("s3", "get_object", {"Bucket": BUCKET, "Key": OUTSIDE}),
    "read the records": ("logs", "get_log_events", STREAM),
    "delete the records": ("logs", "delete_log_stream", STREAM),
    "write another log group": ("logs", "create_log_stream", {**STREAM, "logGroupName": "/another"}),
    "stop the trail": ("cloudtrail", "stop_logging", {"Name": "trailkeeper"}),
}


@pytest.mark.parametrize("denied", DENIED.values(), ids=DENIED)
def test_the_functions_role_may_not(deployed: Deployment, role: Credentials, denied: Denied) -> None:
    service, operation, parameters = denied
    call: Callable[..., Any] = getattr(deployed.cloud.client(service, role), operation)
    assert error_code(call, **parameters).startswith("AccessDenied")


@pytest.fixture(scope="module")
def invocations_of_many(deployed: Deployment, bad: None) -> int:
    """How many invocations take many messages, each of which costs the function next to nothing."""
    eventually(lambda: len(deployed.lines("message failed")) >= len(BAD_MESSAGES))
    before = deployed.invocations()
    names = [f"{DIGEST.removesuffix('.json.gz')}{number:04}.json.gz" for number in range(MANY)]
    deployed.announce(*(notification([name], BUCKET) for name in names))
    told = eventually(lambda: {line.get("key") for line in deployed.lines("nothing to deliver")}, {*names}.issubset)
    assert told.issuperset(names)
    return deployed.invocations() - before


def test_many_messages_reach_the_function_more_than_ten_at_a_time(invocations_of_many: int) -> None:
    assert 0 < invocations_of_many < MANY / 10


def test_the_functions_own_log_holds_nothing_of_a_record(deployed: Deployment, awkward: None, bad: None) -> None:
    own_log = deployed.own_log()
    assert "records rejected" in str(own_log)
    assert not [text for text in own_log if CONTENT in text]


def test_every_metric_of_the_table_is_in_cloudwatch_with_its_unit(
    deployed: Deployment, awkward: None, bad: None
) -> None:
    names = [metric.name for metric in METRICS]
    found = eventually(lambda: deployed.metrics(names), lambda found: len(found) == len(names))
    assert {name: unit for name, (_, unit) in found.items()} == {metric.name: metric.unit for metric in METRICS}


def test_the_metrics_account_for_each_record_and_each_message(
    deployed: Deployment, awkward: None, bad: None, invocations_of_many: int
) -> None:
    arrived = in_log_group(deployed.cloud, LOG_GROUP).total()
    wanted = {
        "RecordsRead": arrived + len(BAD_RECORDS),
        "RecordsDelivered": arrived,
        "RecordsRejected": len(BAD_RECORDS),
        "MessagesFailed": len(BAD_MESSAGES),
        "LogFilesRejected": len(BAD_MESSAGES),
        "NotificationsIgnored": 1 + len(IGNORED) + MANY,
    }

    def look() -> dict[str, float]:
        return {name: amount for name, (amount, _) in deployed.metrics([*wanted]).items()}

    assert eventually(look, wanted.__eq__) == wanted


def test_only_the_bad_messages_end_among_the_dead_letters(deployed: Deployment, bad: None) -> None:
    wanted = sorted(message.body for message in BAD_MESSAGES.values())
    assert eventually(deployed.dead_letters, wanted.__eq__, seconds=60) == wanted
    assert eventually(deployed.waiting, lambda count: count == 0) == 0
