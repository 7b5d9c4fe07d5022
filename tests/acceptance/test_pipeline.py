"""The deployed pipeline: the records of real calls, and those that are awkward, and what becomes of them."""

import base64
import json
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.both_sides import in_bucket, streams
from local.credentials import ACCOUNT
from local.story import Step
from tests.acceptance.deployment import BUCKET, LOG_GROUP, PREFIX, STACKS, Deployment, Line, account_of, new_key
from tests.acceptance.expectation import eventually
from tests.builder import log_file, record

MINUTE_MS = 60 * 1000


# --- real calls -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def steps(told: tuple[Deployment, list[Step]]) -> list[Step]:
    """The story of `make demo`."""
    return told[1]


@pytest.fixture(scope="module")
def arrived(deployed: Deployment) -> list[tuple[int, str]]:
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
    ("told_as", "wanted"),
    [
        pytest.param("creates the user carol", ("IAMUser", "us-east-1", None), id="user"),
        pytest.param("tries to stop the trail", ("IAMUser", "us-east-1", "AccessDenied"), id="denied user"),
        pytest.param("lists the users", ("AssumedRole", "us-east-1", None), id="role"),
        pytest.param("tries to delete carol", ("AssumedRole", "us-east-1", "AccessDenied"), id="denied role"),
        pytest.param("creates a queue in eu-west-1", ("IAMUser", "eu-west-1", None), id="another Region"),
    ],
)
def test_the_record_of_a_real_call_arrives_once(
    steps: list[Step], arrived: list[tuple[int, str]], told_as: str, wanted: tuple[str, str, str | None]
) -> None:
    [request_id] = [step.request_id for step in steps if step.told == told_as]
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


AWKWARD = new_key()
GOOD_RECORDS = (
    record(ago(minutes=1), is_the="newest"),
    record(ago(hours=30), is_the="oldest, more than a day before"),
    record(ago(minutes=2), separator="X").replace(b"X", "\u2028\u2029".encode()),
    record(ago(minutes=5), surrogate="\ud800"),
    record(ago(minutes=4), large="x" * 300 * 1024),
    record(ago(minutes=3), number="N").replace(b'"N"', b"1.50e+2"),
)
BAD_RECORDS = {
    "not-json": record(ago(minutes=3), number="N").replace(b'"N"', b"NaN"),
    "not-an-object": b"null",
    "not-utf-8": record(ago(minutes=3), bytes="X").replace(b"X", b"\xff\xfe"),
    "unknown-version": record(ago(minutes=3)).replace(b"1.11", b"2.0"),
    "no-time": record("yesterday"),
}


@pytest.fixture(scope="module")
def awkward(deployed: Deployment) -> str:
    """Bad records and good ones by turns; the answer is the log file's version."""
    records = [part for pair in zip(BAD_RECORDS.values(), GOOD_RECORDS[1:], strict=True) for part in pair]
    return deployed.add(AWKWARD, log_file(*records, GOOD_RECORDS[0]))


def test_an_awkward_record_arrives_byte_for_byte(deployed: Deployment, awkward: str) -> None:
    wanted = Counter(found.decode() for found in GOOD_RECORDS)
    assert eventually(lambda: deployed.messages(account_of(AWKWARD)), wanted.__eq__) == wanted


def test_what_cannot_arrive_is_in_quarantine_byte_for_byte_with_its_place_and_the_reason(
    deployed: Deployment, awkward: str
) -> None:
    def look() -> list[Line]:
        objects = deployed.quarantined(f"records/{BUCKET}/{AWKWARD}/{awkward}/")
        return [line for lines in objects.values() for line in lines]

    lines = eventually(look, lambda found: len(found) == len(BAD_RECORDS))
    assert {(line["log_file"], line["version"]) for line in lines} == {(f"{BUCKET}/{AWKWARD}", awkward)}
    found = [(line["position"], line["reason"], raw(line)) for line in lines]
    assert found == [(2 * place, reason, bad) for place, (reason, bad) in enumerate(BAD_RECORDS.items())]


def raw(line: Line) -> bytes:
    return line["record"].encode() if "record" in line else base64.b64decode(line["record_base64"])


def test_the_receipt_of_an_awkward_log_file_accounts_for_every_record(deployed: Deployment, awkward: str) -> None:
    receipt = eventually(lambda: deployed.receipt(AWKWARD), is_settled)
    assert (receipt["state"], receipt["read"], receipt["delivered"]) == ("delivered", 11, len(GOOD_RECORDS))
    assert receipt["quarantined"] == dict.fromkeys(BAD_RECORDS, 1)


def is_settled(receipt: dict[str, object]) -> bool:
    return receipt.get("state") in ("delivered", "rejected")


def test_each_reason_why_records_cannot_arrive_has_one_line_that_names_them(deployed: Deployment, awkward: str) -> None:
    def look() -> dict[str, list[int]]:
        lines = [line for line in deployed.lines("records quarantined") if line["key"] == AWKWARD]
        return {line["reason"]: line["first_positions"] for line in lines}

    wanted = {reason: [2 * place] for place, reason in enumerate(BAD_RECORDS)}
    assert eventually(look, wanted.__eq__) == wanted


def test_records_older_than_cloudwatch_takes_arrive_under_the_time_of_their_delivery(deployed: Deployment) -> None:
    old, records = new_key(), [record(ago(days=30), number=number) for number in range(2)]
    began_ms = time.time() * 1000
    deployed.add(old, log_file(*records, record(ago(minutes=1))))
    receipt = eventually(lambda: deployed.receipt(old), is_settled)
    assert (receipt["read"], receipt["delivered"], receipt["restamped"]) == (3, 3, 2)
    times = {message: timestamp for timestamp, message in deployed.delivered(account_of(old))}
    assert all(began_ms <= times[found.decode()] <= began_ms + MINUTE_MS for found in records)
