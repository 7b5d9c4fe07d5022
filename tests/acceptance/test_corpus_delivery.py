"""Thousands of generated log files through the embedded cloud's topic, queue and function, and both sides compared.

CLOUDTRAIL_CORPUS_GENERATOR names the program that makes them, CORPUS_RECORDS how many records there are at least:
100,000 with `make corpus`. Some stand in two log files, as CloudTrail delivers at least once: multisets are compared.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from lambdas.core.receipt import State
from local.cloud import EmbeddedCloud
from tests.acceptance.corpus_delivery import GENERATOR, Corpus, Delivered, Records, deliver
from tests.acceptance.deployment import Deployment
from tests.acceptance.expectation import eventually

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not GENERATOR, reason="CLOUDTRAIL_CORPUS_GENERATOR names no generator of log files"),
]

RECORDS = int(os.environ.get("CORPUS_RECORDS", "5000"))
RECENT = Corpus("o-recent00000", RECORDS, accounts=20 if RECORDS >= 100_000 else 5)
RESTAMPED = Corpus("o-restamped00", 1_000, accounts=2, start="2020-02-29T00:00:00")
QUARANTINED = Corpus("o-quarantined", 1_000, accounts=2, start="2020-02-29T00:00:00")
# CloudWatch Logs takes nothing older, and a record's time is not younger than its delivery.
PAST_LIMIT_MS = timedelta(days=14) // timedelta(milliseconds=1)
TIMEOUT_SECONDS = 30


@pytest.fixture(scope="module")
def deployed(assembly: Path) -> Iterator[Deployment]:
    """In a cloud of its own, with more time than the other scenarios have, and two workers at the most."""
    with EmbeddedCloud() as cloud:
        deployed = Deployment(cloud, assembly)
        # Its own records would come in between, and a function that is changed loses the message that it works on.
        cloud.client("cloudtrail").delete_trail(Name="trailkeeper")
        eventually(deployed.waiting, lambda count: count == 0)
        function, mapping = deployed.physical_ids["Deliver"], deployed.physical_ids["Poll"]
        deployed.functions.update_function_configuration(FunctionName=function, Timeout=TIMEOUT_SECONDS)
        deployed.functions.update_event_source_mapping(UUID=mapping, ScalingConfig={"MaximumConcurrency": 2})
        yield deployed


@pytest.fixture(scope="module")
def recent(deployed: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    return deliver(deployed, RECENT, tmp_path_factory.mktemp("recent"))


@pytest.fixture(scope="module")
def restamped(deployed: Deployment, recent: object, tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    return deliver(deployed, RESTAMPED, tmp_path_factory.mktemp("restamped"))


@pytest.fixture(scope="module")
def quarantined(deployed: Deployment, restamped: object, tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    function = deployed.physical_ids["Deliver"]
    known = deployed.functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    told = {"Variables": {**known, "TRAILKEEPER_OUT_OF_RANGE": "quarantine"}}
    deployed.functions.update_function_configuration(FunctionName=function, Environment=told)
    return deliver(deployed, QUARANTINED, tmp_path_factory.mktemp("quarantined"))


@pytest.fixture
def delivered(request: pytest.FixtureRequest) -> Delivered:
    """The corpus that a test's parameter names."""
    found: Delivered = request.getfixturevalue(request.param)
    return found


each_corpus = pytest.mark.parametrize("delivered", ["recent", "restamped", "quarantined"], indirect=True)


def messages(records: Records) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, message), count in records.items():
        found[message] += count
    return found


def has_version(record: str) -> bool:
    """Some published records have none that anybody can know: "..."."""
    return str(json.loads(record)["eventVersion"]).startswith("1.")


def with_version(records: Records, *, wanted: bool = True) -> Records:
    return Counter({found: count for found, count in records.items() if has_version(found[1]) is wanted})


def difference(found: Counter[str], wanted: Counter[str]) -> tuple[int, int]:
    """How many are missing and how many too many; the records themselves would fill the screen."""
    return (wanted - found).total(), (found - wanted).total()


each_delivered = pytest.mark.parametrize("delivered", ["recent", "restamped"], indirect=True)


@each_delivered
def test_what_arrives_are_the_log_files_records_byte_for_byte(delivered: Delivered) -> None:
    wanted = messages(with_version(delivered.records))
    assert wanted.total() > 0.99 * delivered.records.total() > 900
    assert difference(messages(delivered.arrived), wanted) == (0, 0)


@each_delivered
def test_what_does_not_arrive_is_in_quarantine(delivered: Delivered) -> None:
    wanted = messages(with_version(delivered.records, wanted=False))
    assert difference(delivered.quarantined, wanted) == (0, 0)


def test_the_time_of_each_log_event_is_its_records_event_time(recent: Delivered) -> None:
    oldest_ms = recent.started_ms - PAST_LIMIT_MS
    wanted = Counter({found: count for found, count in with_version(recent.records).items() if found[0] >= oldest_ms})
    assert wanted.total() > 0.99 * recent.records.total()
    assert (wanted - recent.arrived).total() == 0


def test_a_record_that_is_too_old_arrives_under_the_time_of_its_delivery(restamped: Delivered) -> None:
    assert min(time_ms for time_ms, _ in restamped.arrived) >= restamped.started_ms
    assert sum(receipt.restamped for receipt in restamped.receipts.values()) == restamped.arrived.total()


def test_a_record_that_is_too_old_is_in_quarantine_where_the_deployment_says_so(quarantined: Delivered) -> None:
    assert difference(quarantined.quarantined, messages(quarantined.records)) == (0, 0)
    assert not quarantined.arrived


@each_corpus
def test_each_log_file_has_its_receipt(delivered: Delivered) -> None:
    assert delivered.receipts.keys() == delivered.keys
    assert {receipt.state for receipt in delivered.receipts.values()} == {State.DELIVERED}


@each_corpus
def test_the_receipts_account_for_what_was_read_and_what_arrived(delivered: Delivered) -> None:
    found = delivered.receipts.values()
    read = sum(receipt.read for receipt in found)
    arrived = sum(receipt.delivered for receipt in found)
    aside = sum(sum(receipt.quarantined.values()) for receipt in found)
    filtered = sum(receipt.filtered for receipt in found)
    assert (arrived, aside) == (delivered.arrived.total(), delivered.quarantined.total())
    assert read == delivered.records.total() == arrived + aside + filtered
