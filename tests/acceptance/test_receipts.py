"""The deployed ledger: what a receipt says, what a log file is that has one, and who may write it."""

import gzip
import hashlib
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdas.aws.receipts import Receipts
from lambdas.core import receipt as core
from local.credentials import Credentials
from local.story import allow
from tests import ledger_table
from tests.acceptance.deployment import (
    BUCKET,
    LEDGER,
    LOG_GROUP,
    QUARANTINE,
    Deployment,
    Receipt,
    account_of,
    new_key,
)
from tests.acceptance.expectation import error_code, eventually
from tests.builder import log_file, notification, record

NOW = datetime.now(UTC).replace(microsecond=0)
RECORDS = tuple(
    record((NOW - timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ"), minute=minute) for minute in range(3)
)
FILE = log_file(*RECORDS)
DAY_MS = 24 * 60 * 60 * 1000
NEVER_MS = int(time.time() * 1000) + DAY_MS


def settled(deployed: Deployment, name: str) -> Receipt:
    return eventually(lambda: deployed.receipt(name), lambda found: found.get("state") == "delivered")


@pytest.fixture(scope="module")
def delivered(deployed: Deployment) -> str:
    """The key of a log file that has its receipt."""
    name = new_key()
    deployed.add(name, FILE)
    assert settled(deployed, name)
    return name


def test_a_receipt_tells_what_became_of_each_record_and_of_which_bytes(deployed: Deployment) -> None:
    name = new_key()
    version = deployed.add(name, FILE)
    receipt = settled(deployed, name)
    assert (receipt["version"], receipt["sha256"]) == (version, hashlib.sha256(gzip.decompress(FILE)).hexdigest())
    assert (receipt["read"], receipt["delivered"], receipt["next_record"]) == (3, 3, 3)
    assert not receipt.keys() & {"filtered", "quarantined", "restamped", "reason", "lease_until_ms"}
    assert receipt["destinations"] == [f"{LOG_GROUP}:{account_of(name)}_CloudTrail_us-east-1"]
    oldest = NOW - timedelta(minutes=2)
    assert (receipt["first_event_ms"], receipt["last_event_ms"]) == (milliseconds(oldest), milliseconds(NOW))
    assert receipt["size_bytes"] == len(FILE)
    assert receipt["claimed_ms"] <= receipt["settled_ms"] < receipt["expires_s"] * 1000
    assert (receipt["owner"], receipt["attempts"]) == ("", 1)


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def test_a_second_notification_of_a_delivered_log_file_is_skipped(deployed: Deployment, delivered: str) -> None:
    before = deployed.receipt(delivered)
    deployed.announce(notification([delivered], BUCKET))
    assert eventually(lambda: skipped(deployed, delivered)) == 1
    assert deployed.receipt(delivered) == before
    assert deployed.messages(account_of(delivered)) == Counter(found.decode() for found in RECORDS)


def skipped(deployed: Deployment, name: str) -> int:
    return sum(line["key"] == name for line in deployed.lines("log file has its receipt"))


def test_other_bytes_under_a_delivered_key_are_a_finding_and_are_not_delivered(deployed: Deployment) -> None:
    name = new_key()
    first = deployed.add(name, FILE)
    before = settled(deployed, name)
    second = deployed.add(name, log_file(record(NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), forged=True)))
    [[found]] = eventually(lambda: deployed.quarantined(f"log-files/{BUCKET}/{name}/{second}.json")).values()
    assert (found["reason"], found["version"]) == ("object-rewritten", second)
    assert first in found["detail"]
    [line] = eventually(lambda: [line for line in deployed.lines("finding") if line["key"] == name])
    assert (line["level"], line["code"], line["version"]) == ("ERROR", "object-rewritten", second)
    assert deployed.receipt(name) == before
    assert deployed.messages(account_of(name)) == Counter(found.decode() for found in RECORDS)


def test_the_same_bytes_under_a_delivered_key_are_no_finding(deployed: Deployment, delivered: str) -> None:
    before = skipped(deployed, delivered)
    deployed.add(delivered, FILE)
    assert eventually(lambda: skipped(deployed, delivered), (before + 1).__eq__) == before + 1
    assert not [line for line in deployed.lines("finding") if line["key"] == delivered]


# --- claims ---------------------------------------------------------------------------------------------------------


def test_a_message_whose_log_file_somebody_else_delivers_ends_among_the_dead_letters_with_the_reason(
    deployed: Deployment,
) -> None:
    name = new_key()
    version = deployed.put(name, FILE)
    deployed.note(name, version=version, state="in-flight", owner="somebody", lease_until_ms=NEVER_MS)
    body = notification([name], BUCKET)
    deployed.announce(body)
    assert eventually(lambda: deployed.given_up().get(body)) == "another invocation delivers it"
    assert deployed.messages(account_of(name)) == Counter()
    assert deployed.receipt(name)["owner"] == "somebody"


def test_a_log_file_whose_owner_has_gone_is_continued_from_its_next_record(deployed: Deployment) -> None:
    name = new_key()
    version = deployed.put(name, FILE)
    begun = {"state": "in-flight", "next_record": 1, "read": 1, "delivered": 1}
    deployed.note(name, version=version, owner="somebody", lease_until_ms=1, **begun)
    deployed.announce(notification([name], BUCKET))
    receipt = settled(deployed, name)
    assert (receipt["read"], receipt["delivered"], receipt["attempts"]) == (3, 3, 2)
    assert deployed.messages(account_of(name)) == Counter(found.decode() for found in RECORDS[1:])


def test_the_version_that_was_begun_is_the_one_that_is_delivered(deployed: Deployment) -> None:
    name = new_key()
    first = deployed.put(name, FILE)
    second = deployed.put(name, log_file(RECORDS[0]))
    deployed.note(name, version=first, state="in-flight", owner="somebody", lease_until_ms=1)
    deployed.announce(notification([name], BUCKET))
    assert settled(deployed, name)["version"] == first
    assert deployed.messages(account_of(name)) == Counter(found.decode() for found in RECORDS)
    assert deployed.quarantined(f"log-files/{BUCKET}/{name}/{second}.json")


def test_a_message_whose_log_file_is_not_there_ends_among_the_dead_letters_with_the_reason(
    deployed: Deployment,
) -> None:
    """deliver may not list the archive, so S3 does not say that it is not there."""
    name = new_key()
    body = notification([name], BUCKET)
    deployed.announce(body)
    reason = eventually(lambda: deployed.given_up().get(body)) or ""
    assert reason.startswith(f"log file s3://{BUCKET}/{name}: AccessDenied")
    assert deployed.receipt(name) == {}


# --- who may write --------------------------------------------------------------------------------------------------

ITEM = ledger_table.key_of(f"{BUCKET}/forged")
PUT = {"TableName": LEDGER, "Item": ITEM}
FORGERIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "put a receipt": ("dynamodb", "put_item", PUT),
    "put a receipt in a batch": (
        "dynamodb",
        "batch_write_item",
        {"RequestItems": {LEDGER: [{"PutRequest": {"Item": ITEM}}]}},
    ),
    "put a receipt in a transaction": ("dynamodb", "transact_write_items", {"TransactItems": [{"Put": PUT}]}),
    "change a receipt": ("dynamodb", "update_item", {"TableName": LEDGER, "Key": ITEM}),
    "delete a receipt": ("dynamodb", "delete_item", {"TableName": LEDGER, "Key": ITEM}),
    "put records into quarantine": ("s3", "put_object", {"Bucket": QUARANTINE, "Key": "records/forged"}),
}


@pytest.fixture(scope="module")
def administrator(deployed: Deployment) -> Credentials:
    return deployed.cloud.user("administrator", allow("dynamodb:*", "s3:*", "kms:*"))


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_nobody_but_deliver_may(
    deployed: Deployment, administrator: Credentials, forgery: tuple[str, str, dict[str, Any]]
) -> None:
    service, operation, parameters = forgery
    call = getattr(deployed.cloud.client(service, administrator), operation)
    assert error_code(call, **parameters).startswith("AccessDenied")


def test_whoever_iam_allows_may_read_receipts_and_quarantine(
    deployed: Deployment, administrator: Credentials, delivered: str
) -> None:
    name = ledger_table.key_of(f"{BUCKET}/{delivered}")
    assert deployed.cloud.client("dynamodb", administrator).get_item(TableName=LEDGER, Key=name)["Item"]
    assert "Name" in deployed.cloud.client("s3", administrator).list_objects_v2(Bucket=QUARANTINE)


def test_whoever_may_query_reads_the_receipts_of_a_folder(deployed: Deployment, delivered: str) -> None:
    folder, _, name = f"{BUCKET}/{delivered}".rpartition("/")
    reader = deployed.cloud.user("reader", allow("dynamodb:Query", "kms:Decrypt"))
    [found] = Receipts(deployed.cloud.client("dynamodb", reader), LEDGER).between(folder, name, name)
    assert isinstance(found, core.Receipt)
    assert (found.log_file, found.state) == (f"{BUCKET}/{delivered}", core.State.DELIVERED)
