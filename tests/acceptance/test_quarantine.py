"""The deployed quarantine: log files that cannot be delivered, and what a redrive does with them."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.acceptance.deployment import BUCKET, QUARANTINE, Deployment, account_of, new_key
from tests.acceptance.expectation import eventually
from tests.builder import log_file, notification, record

BOMB_BYTES = 65 * 1024 * 1024
SOME_RECORD = record(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
WHOLE = log_file(SOME_RECORD)
DAMAGED = {
    "truncated gzip": (WHOLE[:-6], "cut off"),
    "gzip bomb": (gzip.compress(bytes(BOMB_BYTES), 1), "inflates beyond 67108864 bytes"),
    "no gzip": (b'{"Records":[' + SOME_RECORD + b"]}", "not gzip"),
    "JSON that is no log file": (gzip.compress(SOME_RECORD), "no list of Records"),
}


def pointers(deployed: Deployment, name: str) -> dict[str, list[dict[str, Any]]]:
    return deployed.quarantined(f"log-files/{BUCKET}/{name}/")


@pytest.fixture(scope="module")
def damaged(deployed: Deployment) -> dict[str, str]:
    """Their keys. All are announced together, with a good log file between them."""
    keys = {fault: new_key() for fault in (*DAMAGED, "none")}
    for fault, name in keys.items():
        deployed.put(name, DAMAGED[fault][0] if fault in DAMAGED else WHOLE)
    deployed.announce(*(notification([keys[fault]], BUCKET) for fault in ("no gzip", "none", *DAMAGED)))
    return keys


@pytest.mark.parametrize("fault", DAMAGED)
def test_a_damaged_log_file_is_pointed_at_in_quarantine_with_the_reason(
    deployed: Deployment, damaged: Mapping[str, str], fault: str
) -> None:
    [[found]] = eventually(lambda: pointers(deployed, damaged[fault])).values()
    assert (found["bucket"], found["key"], found["reason"]) == (BUCKET, damaged[fault], "malformed-log-file")
    assert DAMAGED[fault][1] in found["detail"]


@pytest.mark.parametrize("fault", DAMAGED)
def test_the_receipt_of_a_damaged_log_file_tells_the_reason(
    deployed: Deployment, damaged: Mapping[str, str], fault: str
) -> None:
    receipt = eventually(
        lambda: deployed.receipt(damaged[fault]), lambda found: found.get("state", "in-flight") != "in-flight"
    )
    assert (receipt["state"], receipt.get("read", 0)) == ("rejected", 0)
    assert receipt["reason"].startswith("malformed-log-file: ")
    assert DAMAGED[fault][1] in receipt["reason"]


@pytest.mark.parametrize("fault", DAMAGED)
def test_a_damaged_log_file_has_one_line_that_names_it_and_the_reason(
    deployed: Deployment, damaged: Mapping[str, str], fault: str
) -> None:
    def look() -> list[dict[str, Any]]:
        return [line for line in deployed.lines("log file quarantined") if line["key"] == damaged[fault]]

    [line] = eventually(look)
    assert (line["level"], line["bucket"], line["reason"]) == ("ERROR", BUCKET, "malformed-log-file")
    assert DAMAGED[fault][1] in line["detail"]


def test_a_good_log_file_among_damaged_ones_arrives(deployed: Deployment, damaged: Mapping[str, str]) -> None:
    wanted = Counter([SOME_RECORD.decode()])
    assert eventually(lambda: deployed.messages(account_of(damaged["none"])), wanted.__eq__) == wanted


def test_a_message_that_names_a_damaged_log_file_is_acknowledged(
    deployed: Deployment, damaged: Mapping[str, str]
) -> None:
    assert eventually(deployed.waiting, lambda count: count == 0) == 0
    assert not deployed.given_up().keys() & {notification([name], BUCKET) for name in damaged.values()}


# --- redrive --------------------------------------------------------------------------------------------------------


def redrive(deployed: Deployment, *names: str) -> None:
    deployed.send(json.dumps({"quarantine": names}))


@pytest.fixture
def pointer(deployed: Deployment) -> tuple[str, str]:
    """The key of a log file that is damaged, and the name of what points at it in quarantine."""
    key = new_key()
    deployed.add(key, WHOLE[:-6])
    [name] = eventually(lambda: pointers(deployed, key))
    return key, name


def test_a_log_file_that_is_whole_again_is_delivered_by_a_redrive_and_leaves_the_quarantine(
    deployed: Deployment, pointer: tuple[str, str]
) -> None:
    key, name = pointer
    version = deployed.put(key, WHOLE)
    redrive(deployed, name)
    receipt = eventually(lambda: deployed.receipt(key), lambda found: found["state"] == "delivered")
    assert (receipt["version"], receipt["delivered"]) == (version, 1)
    assert deployed.messages(account_of(key)) == Counter([SOME_RECORD.decode()])
    assert eventually(lambda: pointers(deployed, key), lambda found: not found) == {}


def test_a_log_file_that_is_still_damaged_stays_in_quarantine(deployed: Deployment, pointer: tuple[str, str]) -> None:
    key, name = pointer
    redrive(deployed, name)
    receipt = eventually(lambda: deployed.receipt(key), lambda found: found["attempts"] == 2)
    assert eventually(deployed.waiting, lambda count: count == 0) == 0
    assert (receipt["attempts"], deployed.receipt(key)["state"]) == (2, "rejected")
    assert list(pointers(deployed, key)) == [name]


def test_what_has_been_redriven_already_is_acknowledged(deployed: Deployment, pointer: tuple[str, str]) -> None:
    key, name = pointer
    deployed.put(key, WHOLE)
    redrive(deployed, name)
    assert eventually(lambda: pointers(deployed, key), lambda found: not found) == {}
    assert deployed.invoke({"quarantine": [name]}) == ("", {"batchItemFailures": []})
    assert json.dumps({"quarantine": [name]}) not in deployed.given_up()
    assert deployed.messages(account_of(key)) == Counter([SOME_RECORD.decode()])


def test_a_record_that_can_be_delivered_by_now_is_delivered_by_a_redrive_and_leaves_the_quarantine(
    deployed: Deployment,
) -> None:
    """As an older release has put it there, whose checks it did not pass."""
    key = new_key()
    name = f"records/{BUCKET}/{key}/a-version/000000000.ndjson"
    line = {"log_file": f"{BUCKET}/{key}", "version": "a-version", "position": 7, "reason": "unknown-version"}
    body = json.dumps({**line, "record": SOME_RECORD.decode()}).encode()
    deployed.s3.put_object(Bucket=QUARANTINE, Key=name, Body=body)
    redrive(deployed, name)
    wanted = Counter([SOME_RECORD.decode()])
    assert eventually(lambda: deployed.messages(account_of(key)), wanted.__eq__) == wanted
    assert eventually(lambda: deployed.quarantined(name), lambda found: not found) == {}
    receipt = deployed.receipt(name, QUARANTINE)
    assert (receipt["state"], receipt["read"], receipt["delivered"]) == ("delivered", 1, 1)


def test_a_record_that_still_cannot_be_delivered_stays_in_quarantine_by_its_place(deployed: Deployment) -> None:
    key = new_key()
    version = deployed.add(key, log_file(SOME_RECORD, b"null"))
    folder = f"records/{BUCKET}/{key}/{version}/"
    [name] = eventually(lambda: deployed.quarantined(folder))
    redrive(deployed, name)
    again = name.replace(".ndjson", "-again.ndjson")
    found = eventually(lambda: deployed.quarantined(folder), lambda found: list(found) == [again])
    [line] = found[again]
    assert (line["log_file"], line["version"], line["position"]) == (f"{BUCKET}/{key}", version, 1)
    assert deployed.messages(account_of(key)) == Counter([SOME_RECORD.decode()])
