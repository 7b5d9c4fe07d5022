"""What has no receipt goes back on the delivery queue, three times and no more."""

import copy
import json
from collections.abc import Mapping, Sequence

import msgspec
import pytest

from lambdas.core.chain_state import RegionState
from lambdas.core.error import ConfigurationError, Unavailable
from lambdas.core.metric import (
    FINDINGS_RESOLVED,
    LOG_FILES_PROVEN,
    LOG_FILES_REQUEUED,
)
from lambdas.core.receipt import State
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.memory.logs import LogGroup
from lambdas.memory.queue import Queue
from lambdas.memory.verification_table import VerificationTable
from tests.builder import BUCKET
from tests.digest_builder import HOUR, START
from tests.verification import START_S, deployed, name_of


class Deleted(LogGroup):
    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
        raise ConfigurationError(f"{stream}: no such group for {len(events)} lines")


class Full(Queue):
    def put(self, bodies: Sequence[str]) -> None:
        if bodies:
            raise Unavailable(f"no room for {len(bodies)}")


class Stale(VerificationTable):
    """As another invocation has read it before this one wrote."""

    def __init__(self, as_read: VerificationTable, table: VerificationTable) -> None:
        self.states, self._as_read = table.states, as_read

    def load(self, folder: str, account: str, region: str = "") -> Mapping[str, RegionState]:
        return self._as_read.load(folder, account, region)


def test_a_log_file_without_a_receipt_goes_back_on_the_delivery_queue_as_cloudtrail_publishes_it() -> None:
    verification, chain = deployed()
    lost = chain.log_files[3]
    del verification.receipts[name_of(lost)]
    counts = verification.run().counts
    assert [json.loads(body) for body in verification.delivery.bodies] == [{"s3Bucket": BUCKET, "s3ObjectKey": [lost]}]
    assert (counts[LOG_FILES_REQUEUED], counts[LOG_FILES_PROVEN]) == (1, 6)
    assert verification.told() == {("receipt-requeued", "open", name_of(lost)): 1}


def test_when_the_receipt_comes_the_requeue_is_resolved() -> None:
    verification, chain = deployed()
    lost = chain.log_files[3]
    del verification.receipts[name_of(lost)]
    verification.run()
    verification.deliver(lost)
    verification.pass_hours()
    counts = verification.run().counts
    assert (counts[FINDINGS_RESOLVED], counts[LOG_FILES_PROVEN]) == (1, 1)
    assert verification.codes() == {("receipt-requeued", "open"), ("receipt-requeued", "resolved")}
    assert verification.requeued() == [lost]


def test_after_three_requeues_the_receipt_is_missing_and_nothing_is_requeued_any_more() -> None:
    verification, chain = deployed()
    lost = chain.log_files[3]
    del verification.receipts[name_of(lost)]
    for _ in range(5):
        verification.run()
        verification.archive.extend(chain, log_files=(0,))
        verification.pass_hours()
    assert verification.requeued() == [lost] * 3
    assert verification.told()["receipt-missing", "open", name_of(lost)] == 1
    verification.deliver(lost)
    verification.run()
    assert verification.told()["receipt-missing", "resolved", name_of(lost)] == 1


def test_what_hastens_the_verification_requeues_nothing_twice() -> None:
    verification, chain = deployed()
    del verification.receipts[name_of(chain.log_files[3])]
    verification.run()
    verification.run()
    assert verification.requeued() == [chain.log_files[3]]


def test_no_more_than_the_limit_is_requeued_and_the_rest_an_hour_later() -> None:
    verification, chain = deployed(3, 3, 3, 3, 3, delivered=False)
    verification.settings = msgspec.structs.replace(verification.settings, requeue_limit=10)
    verification.run()
    assert len(verification.requeued()) == 10
    verification.pass_hours()
    verification.deliver(*verification.requeued())
    verification.run()
    assert sorted(verification.requeued()) == sorted(chain.log_files)


def test_a_delivery_under_way_is_waited_for() -> None:
    verification, chain = deployed()
    name = name_of(chain.log_files[0])
    lease = (verification.clock.now_s + 60) * 1000
    whole = verification.receipts[name]
    verification.receipts[name] = msgspec.structs.replace(whole, state=State.IN_FLIGHT, lease_until_ms=lease)
    verification.run()
    assert (verification.requeued(), verification.lines()) == ([], [])
    verification.pass_hours()
    verification.run()
    assert verification.requeued() == chain.log_files[:1]


def test_log_files_from_before_the_deployment_are_not_covered_and_never_requeued() -> None:
    verification, chain = deployed(2, 2, 2, 2, 2, delivered=False)
    verification.delivery = type(verification.delivery)(int((START + 2.5 * HOUR).timestamp()))
    verification.run()
    assert verification.requeued() == chain.log_files[5:]
    assert [line for line in verification.lines() if line["code"] == "not-covered"] != []


def test_a_deployment_can_answer_for_log_files_from_before_its_queue() -> None:
    verification, chain = deployed(2, 2, 2, 2, 2, delivered=False)
    verification.delivery = type(verification.delivery)(int((START + 2.5 * HOUR).timestamp()))
    since = f"{START + HOUR:%Y-%m-%dT%H:%M:%SZ}"
    verification.settings = msgspec.structs.replace(verification.settings, covers_from=since)
    verification.run()
    assert verification.requeued() == chain.log_files[2:]


def test_where_nothing_can_be_told_a_log_file_is_requeued_three_times_and_no_more() -> None:
    verification, chain = deployed()
    lost = chain.log_files[3]
    del verification.receipts[name_of(lost)]
    verification.others["findings"] = Deleted()
    for _ in range(6):
        with pytest.raises(ConfigurationError):
            verification.run()
        verification.pass_hours()
    assert verification.requeued() == [lost] * 3
    verification.others.clear()
    verification.run()
    assert verification.told()["receipt-missing", "open", name_of(lost)] == 1


def test_what_was_requeued_and_could_not_be_told_is_told_when_its_receipt_comes() -> None:
    verification, chain = deployed()
    lost = chain.log_files[3]
    del verification.receipts[name_of(lost)]
    verification.others["findings"] = Deleted()
    with pytest.raises(ConfigurationError):
        verification.run()
    verification.others.clear()
    verification.deliver(lost)
    verification.pass_hours()
    verification.run()
    assert verification.told()["receipt-requeued", "resolved", name_of(lost)] == 1


def test_what_the_queue_does_not_take_counts_as_no_attempt() -> None:
    verification, chain = deployed()
    lost = chain.log_files[3]
    del verification.receipts[name_of(lost)]
    verification.others["delivery"] = Full(START_S)
    for _ in range(5):
        assert list(verification.run().failed) == ["0"]
        verification.pass_hours()
    verification.others.clear()
    verification.run()
    assert verification.requeued() == [lost]


def test_two_invocations_that_have_read_the_same_requeue_a_log_file_once() -> None:
    verification, chain = deployed()
    del verification.receipts[name_of(chain.log_files[3])]
    as_read = copy.deepcopy(verification.table)
    verification.run()
    verification.others["table"] = Stale(as_read, verification.table)
    verification.pass_hours()
    verification.run()
    assert verification.requeued() == [chain.log_files[3]]
