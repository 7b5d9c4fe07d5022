"""What is in the bucket or the ledger beside what digests list."""

from lambdas.core.metric import (
    DIGESTS_VERIFIED,
    LOG_FILES_PROVEN,
)
from tests.builder import BUCKET
from tests.digest_builder import HOUR, START, Trail
from tests.verification import FOLDER, deployed, name_of


def test_a_log_file_that_no_digest_lists_is_told_once_the_hour_after_it_is_verified() -> None:
    verification, chain = deployed()
    planted = chain.trail.log_file_key(START + 2.5 * HOUR, "planted")
    late = chain.trail.log_file_key(START + 4.5 * HOUR, "not yet")
    for key in (planted, late.replace(" ", "")):
        verification.archive.objects[key] = b"forged"
    verification.run()
    assert verification.told() == {("log-file-unlisted", "open", name_of(planted)): 1}
    assert verification.delivery.bodies == []


def test_a_family_that_no_digest_lists_is_told_once_and_its_log_files_are_delivered() -> None:
    verification, chain = deployed()
    keys = [chain.trail.log_file_key(START + each * HOUR, f"insight{each}", "Insight") for each in (2, 2.2, 2.4)]
    for key in keys:
        verification.archive.objects[key] = verification.archive.objects[chain.log_files[0]]
    verification.run()
    assert verification.requeued() == keys
    assert verification.told()["family-not-covered", "open", f"{BUCKET}/{FOLDER}CloudTrail-Insight/eu-west-1/"] == 1


def test_a_family_that_the_digests_list_is_covered() -> None:
    verification, chain = deployed()
    verification.archive.extend(chain, log_files=(1, 1, 1), family="Insight")
    verification.deliver(*chain.log_files)
    planted = chain.trail.log_file_key(START + 6.5 * HOUR, "planted", "Insight")
    verification.archive.objects[planted] = b"forged"
    verification.clock.now_s += 3 * 3600
    verification.run()
    assert verification.told() == {("log-file-unlisted", "open", name_of(planted)): 1}


def test_a_log_file_that_another_trails_digest_lists_is_listed() -> None:
    verification, chain = deployed()
    other = verification.archive.add_chain(Trail(name="other"), log_files=(1, 2, 1, 0, 1))
    verification.deliver(*other.log_files)
    counts = verification.run().counts
    assert (verification.lines(), counts[DIGESTS_VERIFIED]) == ([], 10)
    assert counts[LOG_FILES_PROVEN] == len(chain.log_files) + len(other.log_files)


def test_a_receipt_of_what_is_neither_listed_nor_there_is_told() -> None:
    verification, chain = deployed()
    gone = chain.trail.log_file_key(START + 2.5 * HOUR, "gone")
    verification.archive.objects[gone] = verification.archive.objects[chain.log_files[0]]
    verification.deliver(gone)
    del verification.archive.objects[gone]
    verification.run()
    assert verification.told() == {("receipt-without-log-file", "open", name_of(gone)): 1}


def test_the_bucket_is_compared_also_where_the_chain_has_ended() -> None:
    verification, chain = deployed(2, 2, 2)
    forged = chain.trail.log_file_key(START + 1.5 * HOUR, "forged")
    verification.archive.copy(chain.log_files[0], forged)
    verification.deliver(forged)
    verification.pass_hours(24)
    verification.run()
    assert verification.told()["log-file-unlisted", "open", f"{BUCKET}/{forged}"] == 1
