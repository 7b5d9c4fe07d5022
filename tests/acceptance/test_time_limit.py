"""The deployed function, stopped by its hard time limit in the middle of a log file, and what comes after."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from lambdas.aws.receipts import receipts
from lambdas.core.receipt import Receipt, State
from local.cloud import EmbeddedCloud
from local.deploy import host_assembly, synthesize
from tests.acceptance.deployment import CONFIGURATION, PREFIX, Deployment
from tests.acceptance.expectation import eventually
from tests.builder import key, log_file, record

TIMEOUT_SECONDS = 3
# A message comes again after six times that.
DELIVERY = {"timeout_seconds": TIMEOUT_SECONDS, "batching_window_seconds": 1, "max_receive_count": 5}
ACCOUNT = "111122223333"
KEY = key("TimeLimit0000000", ACCOUNT, PREFIX)
RECORDS = 20_000
REQUEST_LIMIT_BYTES = 1_048_576
# The first answer is that there is no such stream.
ANSWERS = 3


@dataclass(frozen=True)
class Stopped:
    """As it stood when the function had been stopped."""

    receipt: Receipt
    arrived: Counter[str]
    held: int


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    configuration = {**CONFIGURATION, "delivery": DELIVERY}
    synthesized = synthesize(tmp_path_factory.mktemp("synthesized"), configuration)
    assembly = host_assembly(synthesized, tmp_path_factory.mktemp("assembly") / "cdk.out")
    with EmbeddedCloud() as cloud:
        deployed = Deployment(cloud, assembly)
        # Its own records would come in between.
        cloud.client("cloudtrail").delete_trail(Name="trailkeeper")
        cloud.deliver()
        eventually(deployed.waiting, lambda count: count == 0)
        yield deployed


@pytest.fixture(scope="module")
def records() -> list[str]:
    now = (datetime.now(UTC) - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [record(now, eventID=f"{number:06}", pad="x" * 100).decode() for number in range(RECORDS)]


@pytest.fixture(scope="module")
def stopped(deployed: Deployment, records: list[str]) -> Stopped:
    control(deployed, "hold", operation="PutLogEvents", after=ANSWERS)
    deployed.add(KEY, log_file(*(text.encode() for text in records)))
    assert eventually(lambda: was_stopped(deployed))
    found, arrived = receipt(deployed), deployed.messages(ACCOUNT)
    return Stopped(found, arrived, control(deployed, "release"))


@pytest.fixture(scope="module")
def completed(deployed: Deployment, stopped: Stopped) -> Receipt:
    return eventually(lambda: receipt(deployed), lambda found: found.state is State.DELIVERED, seconds=60)


def control(deployed: Deployment, name: str, **query: object) -> int:
    return int(deployed.cloud._control("POST", name, **query)["held"])


def was_stopped(deployed: Deployment) -> bool:
    """The emulator says it here; Lambda says it in the function's own log."""
    name = deployed.physical_ids["Deliver"]
    return f"Lambda {name} timed out after {TIMEOUT_SECONDS}s" in deployed.cloud.log.read_text()


def receipt(deployed: Deployment) -> Receipt:
    table = deployed.physical_ids["Ledger"]
    [found] = [found for found in receipts(deployed.cloud.client("dynamodb"), table) if found.log_file.endswith(KEY)]
    return found


def test_it_is_stopped_while_it_waits_for_the_answer_to_a_request_that_was_accepted(stopped: Stopped) -> None:
    assert stopped.held == 1
    assert stopped.receipt.state is State.IN_FLIGHT
    assert 0 < stopped.receipt.next_record < stopped.arrived.total() < RECORDS


def test_it_had_no_time_to_say_that_its_message_failed(deployed: Deployment, stopped: Stopped) -> None:
    assert not deployed.lines("message failed")


def test_it_goes_on_in_another_attempt_and_accounts_for_every_record(completed: Receipt) -> None:
    assert completed.state is State.DELIVERED
    assert completed.attempts >= 2
    assert (completed.read, completed.delivered, completed.filtered) == (RECORDS, RECORDS, 0)


def test_every_record_arrives(deployed: Deployment, completed: Receipt, records: list[str]) -> None:
    assert {*deployed.messages(ACCOUNT)} == {*records}


def test_the_records_of_the_request_without_an_answer_come_twice_and_no_others(
    deployed: Deployment, stopped: Stopped, completed: Receipt, records: list[str]
) -> None:
    arrived = deployed.messages(ACCOUNT)
    twice = [number for number, text in enumerate(records) if arrived[text] > 1]
    assert twice == [*range(stopped.receipt.next_record, stopped.arrived.total())]
    assert all(arrived[records[number]] == 2 for number in twice)
    assert sum(len(records[number]) + 26 for number in twice) <= REQUEST_LIMIT_BYTES


def test_the_message_is_acknowledged(deployed: Deployment, completed: Receipt) -> None:
    assert eventually(deployed.waiting, lambda count: count == 0) == 0
