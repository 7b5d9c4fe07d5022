"""verify, from a message to findings, requeued log files and what is remembered."""

import itertools
import json

import msgspec
import pytest

from lambdas.core.chain_state import FindingState
from lambdas.core.metric import (
    DIGESTS_INVALID,
    DIGESTS_MISSING,
    DIGESTS_VERIFIED,
    FINDINGS_OPENED,
    LOG_FILES_PROVEN,
)
from lambdas.core.stored_object import StoredVersion
from lambdas.memory.archive import version_of
from tests.builder import ACCOUNT, BUCKET
from tests.digest_builder import ATTACKER, Trail
from tests.verification import Verification, account_message, deployed, name_of


def test_of_an_archive_as_cloudtrail_left_it_all_is_proven_and_nothing_told() -> None:
    verification, chain = deployed()
    counts = verification.run().counts
    assert (counts[DIGESTS_VERIFIED], counts[LOG_FILES_PROVEN]) == (5, 7)
    assert (verification.lines(), verification.delivery.bodies, verification.topic.messages) == ([], [], [])
    assert verification.store.reads == []
    (state,) = verification.table.states.values()
    assert [head.key for head in state.heads.values()] == chain.digests[-1:]


def test_an_hour_later_only_what_is_new_is_looked_at() -> None:
    verification, chain = deployed()
    verification.run()
    verification.archive.extend(chain, log_files=(2,))
    verification.deliver(*chain.log_files)
    verification.pass_hours()
    counts = verification.run().counts
    assert (counts[DIGESTS_VERIFIED], counts[LOG_FILES_PROVEN], verification.lines()) == (1, 2, [])


def rewritten(verification: Verification, key: str, body: bytes) -> None:
    """As another version over the one that CloudTrail wrote."""
    before = verification.archive.objects[key]
    verification.archive.objects[key] = body
    verification.versions[key] = [
        StoredVersion(key, f"new-{version_of(body)}", is_latest=True, size_bytes=len(body)),
        StoredVersion(key, version_of(before), is_latest=False, size_bytes=len(before)),
    ]


def test_a_log_file_that_was_altered_after_its_delivery_is_told_to_the_alarm_topic() -> None:
    verification, chain = deployed()
    key = chain.log_files[2]
    before = verification.archive.objects[key]
    verification.archive.alter(key)
    altered, verification.archive.objects[key] = verification.archive.objects[key], before
    rewritten(verification, key, altered)
    counts = verification.run().counts
    assert verification.told() == {("log-file-altered", "open", name_of(key)): 1}
    assert (counts[FINDINGS_OPENED], counts[LOG_FILES_PROVEN]) == (1, 7)
    ((subject, text),) = verification.topic.messages
    assert subject == f"Trailkeeper: critical: log-file-altered in {ACCOUNT} eu-west-1"
    assert name_of(key) in text


def test_a_log_file_that_was_written_again_with_the_same_bytes_is_told() -> None:
    verification, chain = deployed()
    key = chain.log_files[2]
    rewritten(verification, key, verification.archive.objects[key])
    verification.run()
    assert verification.told() == {("log-file-rewritten", "open", name_of(key)): 1}


def test_a_log_file_that_is_gone_is_told_and_when_it_is_back_that_too() -> None:
    verification, chain = deployed()
    key = chain.log_files[2]
    body = verification.archive.objects.pop(key)
    verification.run()
    verification.archive.objects[key] = body
    verification.pass_hours()
    verification.run()
    assert verification.told() == {
        ("log-file-missing", "open", name_of(key)): 1,
        ("log-file-missing", "resolved", name_of(key)): 1,
    }


def test_a_finding_that_stays_is_told_once() -> None:
    verification, chain = deployed()
    verification.archive.remove(chain.log_files[2])
    for _ in range(3):
        verification.run()
        verification.archive.extend(chain, log_files=(0,))
        verification.pass_hours(30)
    assert [told for told in verification.told().elements() if told[0] == "log-file-missing"] == [
        ("log-file-missing", "open", name_of(chain.log_files[2]))
    ]


def test_other_bytes_than_cloudtrail_signed_were_delivered() -> None:
    verification, chain = deployed()
    name = name_of(chain.log_files[2])
    verification.receipts[name] = msgspec.structs.replace(verification.receipts[name], sha256="0" * 64)
    verification.run()
    assert verification.told() == {("receipt-differs", "open", name): 1}


def test_a_missing_digest_is_told_and_when_it_comes_late_its_log_files_are_looked_after() -> None:
    verification, chain = deployed()
    key = chain.digests[2]
    body, kept = verification.archive.objects.pop(key), verification.archive.metadata[key]
    counts = verification.run().counts
    assert (counts[DIGESTS_VERIFIED], counts[DIGESTS_MISSING]) == (4, 1)
    assert verification.told() == {("digest-missing", "open", name_of(key)): 1}
    verification.archive.objects[key], verification.archive.metadata[key] = body, kept
    verification.pass_hours()
    verification.run()
    assert verification.codes() == {("digest-missing", "open"), ("digest-missing", "resolved"), ("digest-late", "open")}


def test_log_files_of_an_hour_whose_digest_is_missing_are_not_called_unlisted() -> None:
    verification, chain = deployed(2, 2, 2, 2, 2)
    verification.archive.remove(chain.digests[2])
    verification.run()
    assert {line["code"] for line in verification.lines()} == {"digest-missing"}


def test_a_forged_digest_counts_once_though_the_next_one_tells_of_it_too() -> None:
    verification, chain = deployed()
    verification.archive.rewrite(chain.digests[2], ATTACKER)
    counts = verification.run().counts
    assert counts[DIGESTS_INVALID] == 1
    assert verification.codes() == {("digest-forged", "open"), ("chain-broken", "open")}


def test_the_head_of_a_chain_that_is_deleted_is_missed() -> None:
    verification, chain = deployed()
    verification.run()
    verification.archive.remove(chain.digests[-1])
    verification.run()
    assert verification.told()["digest-missing", "open", name_of(chain.digests[-1])] == 1


def test_a_chain_whose_digests_are_all_deleted_is_known_still() -> None:
    verification, chain = deployed()
    verification.run()
    verification.archive.remove(*chain.digests)
    verification.pass_hours(4)
    verification.run()
    assert {code for code, _ in verification.codes()} == {"digest-missing", "digest-overdue"}


def test_a_digest_that_is_overdue_is_told_and_when_it_comes_that_too() -> None:
    verification, chain = deployed()
    verification.pass_hours(3)
    verification.run()
    assert verification.codes() == {("digest-overdue", "open")}
    verification.archive.extend(chain, log_files=(0, 0, 0))
    verification.run()
    assert verification.codes() == {("digest-overdue", "open"), ("digest-overdue", "resolved")}


def test_what_is_done_is_kept_when_the_time_is_over_and_the_message_comes_again() -> None:
    verification, chain = deployed()
    verification.clock.short = itertools.chain([False] * 5, itertools.cycle([True]))
    invocation = verification.run()
    assert list(invocation.failed) == ["0"]
    (state,) = verification.table.states.values()
    assert [head.key in chain.digests[:-1] for head in state.heads.values()] == [True]
    verification.clock.short = itertools.cycle([False])
    again = verification.run()
    assert invocation.counts[DIGESTS_VERIFIED] + again.counts[DIGESTS_VERIFIED] == 5
    assert verification.lines() == []


def test_an_invocation_tells_ten_findings_and_then_how_many_more_there_are() -> None:
    verification, chain = deployed(5, 5, 5)
    verification.archive.remove(*chain.log_files)
    verification.run()
    subjects = [subject for subject, _ in verification.topic.messages]
    assert len(subjects) == 11
    assert verification.topic.messages[-1][1].startswith("5 further findings")


def test_an_event_on_a_digest_hastens_its_region_alone() -> None:
    verification, _ = deployed()
    other = verification.archive.add_chain(Trail(region="us-east-1"), log_files=(1, 1))
    event = {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {"bucket": {"name": BUCKET}, "object": {"key": other.digests[-1]}},
    }
    assert verification.run(json.dumps(event)).failed == {}
    assert {region for _, region in verification.table.states} == {"us-east-1"}


REFUSED = {
    "no JSON": "hello",
    "another bucket": json.dumps({"s3Bucket": "other", "s3ObjectKey": ["k"]}),
    "no digest": json.dumps({"s3Bucket": BUCKET, "s3ObjectKey": ["AWSLogs/k"]}),
    "another prefix": account_message("other/AWSLogs/111122223333/"),
    "no account": account_message("AWSLogs/"),
    "a way out": account_message("AWSLogs/../111122223333/"),
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_a_message_that_names_nothing_of_the_archive_ends_in_the_dead_letters(body: str) -> None:
    verification, _ = deployed()
    invocation = verification.run(body, account_message())
    assert (list(invocation.failed), invocation.counts[DIGESTS_VERIFIED]) == (["0"], 5)


def test_a_resolved_finding_is_remembered_as_such() -> None:
    verification, chain = deployed()
    body = verification.archive.objects.pop(chain.log_files[2])
    verification.run()
    verification.archive.objects[chain.log_files[2]] = body
    verification.pass_hours()
    verification.run()
    (state,) = verification.table.states.values()
    assert [known.state for known in state.findings.values()] == [FindingState.RESOLVED]
