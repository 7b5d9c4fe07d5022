"""verify of what it has told, once that is mended; and chains that begin, end and go on elsewhere."""

import msgspec
import pytest

from lambdas.core.error import NotRestored
from lambdas.core.metric import LOG_FILES_PROVEN
from lambdas.core.receipt import State, UnreadableReceipt
from lambdas.memory.archive import version_of
from lambdas.verify import delivered
from tests.digest_builder import ATTACKER, HOUR, START, Chain, Trail
from tests.hostile_bucket import next_hour, watched
from tests.verification import Verification, deployed, name_of, receipt

OPEN, RESOLVED = "open", "resolved"

ARRIVED = {
    "deliver rejected it": {"state": State.REJECTED, "sha256": "", "read": 0, "delivered": 0},
    "other bytes were delivered": {"sha256": "0" * 64},
}


@pytest.mark.parametrize("fields", ARRIVED.values(), ids=ARRIVED)
def test_a_receipt_that_comes_late_is_judged_as_one_that_came_in_time(fields: dict[str, object]) -> None:
    verification, chain = deployed()
    key = chain.log_files[-1]
    del verification.receipts[name_of(key)]
    verification.run()
    verification.archive.alter(key)
    kept = {**fields, "version": version_of(verification.archive.objects[key])}
    verification.receipts[name_of(key)] = receipt(key, verification.archive.objects[key], **kept)
    verification.pass_hours()
    verification.run()
    assert {("receipt-requeued", RESOLVED), ("log-file-altered", OPEN)} <= verification.codes()


def test_a_receipt_that_comes_late_and_is_none_is_told() -> None:
    verification, chain = deployed()
    name = name_of(chain.log_files[-1])
    del verification.receipts[name]
    verification.run()
    verification.receipts[name] = UnreadableReceipt(name, "its counts do not add up")
    verification.pass_hours()
    counts = verification.run().counts
    assert verification.told()["receipt-unreadable", OPEN, name] == 1
    assert counts[LOG_FILES_PROVEN] == 0


def test_other_bytes_that_were_delivered_are_mended_by_a_delivery_of_the_right_ones() -> None:
    verification, chain = deployed()
    name, whole = name_of(chain.log_files[2]), verification.receipts[name_of(chain.log_files[2])]
    verification.receipts[name] = msgspec.structs.replace(whole, sha256="0" * 64)
    verification.run()
    verification.receipts[name] = whole
    verification.pass_hours()
    verification.run()
    assert verification.told() == {("receipt-differs", OPEN, name): 1, ("receipt-differs", RESOLVED, name): 1}


def test_a_digest_that_is_restored_is_mended_with_what_the_next_one_said_of_it() -> None:
    verification, chain = deployed()
    key = chain.digests[2]
    kept = verification.archive.objects[key], verification.archive.metadata[key]
    verification.archive.rewrite(key, ATTACKER)
    verification.run()
    verification.archive.objects[key], verification.archive.metadata[key] = kept
    verification.pass_hours()
    verification.run()
    states = [(code, state) for code in ("digest-forged", "chain-broken") for state in (OPEN, RESOLVED)]
    told = {(code, state, name_of(key)): 1 for code, state in [*states, ("digest-late", OPEN)]}
    assert verification.told() == told


def test_a_forged_log_file_of_an_hour_whose_digest_could_not_be_read_is_told_once_that_can() -> None:
    verification, chain = deployed()
    watched(verification).errors[chain.digests[2]] = NotRestored("InvalidObjectState")
    forged = chain.trail.log_file_key(START + HOUR * 2.5, "forged")
    verification.archive.objects[forged] = verification.archive.objects[chain.log_files[0]]
    verification.deliver(forged, *next_hour(verification, chain, *[0] * 30))
    verification.run()
    assert ("log-file-unlisted", OPEN) not in verification.codes()
    verification.others.clear()
    verification.pass_hours()
    verification.run()
    assert verification.told()["log-file-unlisted", OPEN, name_of(forged)] == 1


def test_of_more_findings_than_an_hour_looks_at_each_has_its_turn() -> None:
    verification, chain = deployed(delivered.LOOKED_AT + 50, 1, 1)
    bodies = {key: verification.archive.objects[key] for key in chain.log_files[: delivered.LOOKED_AT + 50]}
    verification.archive.remove(*bodies)
    verification.run()
    verification.archive.objects.update(dict(list(bodies.items())[-30:]))
    for _ in range(2):
        verification.pass_hours()
        verification.run()
    assert sum(state == RESOLVED for _, state, _ in verification.told()) == 30


def renamed(verification: Verification, chain: Chain) -> Chain:
    """The trail goes on under another name, whose first digest names the last one of the old."""
    other = Chain(Trail(name="renamed"), end=chain.end, last=chain.last)
    for _ in range(5):
        verification.deliver(*next_hour(verification, other))
    return other


def test_a_chain_that_another_continues_is_not_overdue() -> None:
    verification, chain = deployed()
    verification.run()
    renamed(verification, chain)
    verification.run()
    assert verification.codes() == {("chain-elsewhere", OPEN)}
    verification.run()
    assert verification.codes() == {("chain-elsewhere", OPEN)}


def test_the_last_digest_before_a_trail_was_renamed_is_missed() -> None:
    verification, chain = deployed()
    verification.run()
    verification.deliver(*next_hour(verification, chain))
    verification.archive.remove(last := chain.digests[-1])
    renamed(verification, chain)
    verification.run()
    assert verification.told()["digest-missing", OPEN, name_of(last)] == 1


def test_a_backfilled_chain_begins_with_no_finding() -> None:
    verification, chain = deployed()
    verification.archive.extend(
        Chain(chain.trail, end=chain.end - HOUR * 3), log_files=(0, 0), generated=chain.end - HOUR
    )
    verification.run()
    assert verification.lines() == []
