"""What is in the bucket or the ledger beside what digests list."""

from lambdas.core.metric import (
    DIGESTS_VERIFIED,
    LOG_FILES_PROVEN,
)
from tests.builder import BUCKET
from tests.digest_builder import HOUR, START, Chain, Trail
from tests.verification import FOLDER, Verification, deployed, name_of


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


def test_log_files_of_a_family_that_cloudtrail_does_not_write_are_told_once_and_never_delivered() -> None:
    verification, chain = deployed()
    for each in (1.5, 2.2, 2.4):
        verification.archive.copy(chain.log_files[0], chain.trail.log_file_key(START + each * HOUR, f"f{each}", "Evil"))
    verification.run()
    place = f"{BUCKET}/{FOLDER}CloudTrail-Evil/eu-west-1/"
    assert verification.told() == {("log-file-of-no-family", "open", place): 1}
    assert verification.requeued() == []


def unsettled() -> tuple[Verification, Chain, str]:
    """With a forged log file in the hour of the third digest, which is not where it should be."""
    verification, chain = deployed()
    forged = chain.trail.log_file_key(START + 2.5 * HOUR, "forged")
    verification.archive.copy(chain.log_files[0], forged)
    verification.archive.copy(chain.digests[2], "kept")
    verification.archive.remove(chain.digests[2])
    verification.run()
    return verification, chain, forged


def go_on(verification: Verification, chain: Chain, hours: int) -> None:
    for _ in range(hours):
        verification.archive.extend(chain, log_files=(0,))
        verification.pass_hours()
        verification.run()


def test_a_log_file_of_an_hour_whose_digest_is_missing_waits_for_it_and_is_told_when_that_comes() -> None:
    verification, chain, forged = unsettled()
    go_on(verification, chain, 3)
    verification.archive.copy("kept", chain.digests[2])
    go_on(verification, chain, 1)
    assert verification.told()["log-file-unlisted", "open", name_of(forged)] == 1
    go_on(verification, chain, 24)
    assert verification.requeued() == []


def test_a_log_file_whose_digest_does_not_come_is_delivered_after_a_day() -> None:
    verification, chain, forged = unsettled()
    go_on(verification, chain, 21)
    assert verification.requeued() == []
    go_on(verification, chain, 1)
    assert verification.requeued() == [forged]


def test_a_digest_that_comes_after_days_has_its_hour_compared_again() -> None:
    verification, chain, forged = unsettled()
    go_on(verification, chain, 48)
    verification.archive.copy("kept", chain.digests[2])
    go_on(verification, chain, 2)
    assert verification.told()["log-file-unlisted", "open", name_of(forged)] == 1
