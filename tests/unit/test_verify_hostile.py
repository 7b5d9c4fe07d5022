"""verify where somebody who may write to the bucket wants to blind it."""

import itertools
from datetime import timedelta

import msgspec
import pytest

from lambdas.core.error import ConfigurationError, NotRestored, PipelineError, Throttled, Unavailable
from lambdas.core.metric import DIGESTS_VERIFIED
from tests.builder import ACCOUNT
from tests.digest_builder import ATTACKER, HOUR
from tests.hostile_bucket import RefusedKeys, forge, next_hour, watched
from tests.verification import FOLDER, deployed, name_of, receipt

OPEN, RESOLVED = "open", "resolved"

FORGED = {
    "between two hours": (timedelta(minutes=30), "digest-damaged"),
    "of an hour and a half from now": (HOUR * 1.5, "digest-premature"),
    "of ten days from now": (HOUR * 240.5, "digest-premature"),
    "of ten years from now": (HOUR * 24 * 3650, "digest-premature"),
}


@pytest.mark.parametrize(("after", "code"), FORGED.values(), ids=FORGED)
def test_a_forged_name_of_a_digest_is_told_once_and_hides_no_hour_that_comes_before_it(
    after: timedelta, code: str
) -> None:
    verification, chain = deployed()
    verification.run()
    forged = forge(verification, chain, after)
    verification.run()
    assert verification.told() == {(code, OPEN, name_of(forged)): 1}
    altered, gone, lost = next_hour(verification, chain, 3)
    verification.deliver(altered, gone)
    verification.archive.alter(altered)
    verification.receipts[name_of(altered)] = receipt(altered, verification.archive.objects[altered])
    verification.archive.remove(gone)
    verification.run()
    told = {(each, name) for each, state, name in verification.told() if state == OPEN}
    assert {("log-file-altered", name_of(altered)), ("log-file-missing", name_of(gone))} <= told
    assert verification.requeued() == [lost]
    assert "digest-missing" not in {each for each, _ in told}


def test_the_hours_after_a_forged_digest_of_the_chains_own_name_are_compared_with_the_one_before_it() -> None:
    verification, chain = deployed()
    next_hour(verification, chain)
    verification.archive.rewrite(chain.digests[-1], ATTACKER)
    verification.run()
    (state,) = verification.table.states.values()
    assert [head.key for head in state.heads.values()] == [chain.digests[-2]]
    next_hour(verification, chain)
    verification.run()
    assert ("chain-broken", OPEN, name_of(chain.digests[-2])) in verification.told()
    assert [head.key for head in verification.table.states[FOLDER, "eu-west-1"].heads.values()] == [chain.digests[-1]]


def test_a_digest_that_cloudtrail_writes_over_a_forged_one_of_its_name_is_walked_as_any_other() -> None:
    verification, chain = deployed()
    verification.run()
    forged = forge(verification, chain, HOUR)
    verification.run()
    (log_file,) = next_hour(verification, chain)
    assert chain.digests[-1] == forged
    verification.deliver(*next_hour(verification, chain))
    verification.run()
    assert verification.requeued() == [log_file]
    assert verification.codes() == {
        ("digest-damaged", OPEN),
        ("digest-damaged", RESOLVED),
        ("receipt-requeued", OPEN),
    }


def test_what_was_told_of_a_flood_of_forged_digests_is_remembered_when_the_time_is_over() -> None:
    verification, chain = deployed()
    verification.run()
    for number in range(1, 351):
        forge(verification, chain, -timedelta(seconds=number))
    next_hour(verification, chain)
    verification.clock.short = itertools.chain([False] * 5, itertools.cycle([True]))
    assert list(verification.run().failed) == ["0"]
    told = sum(code == "digest-damaged" for code, _, _ in verification.told())
    assert 0 < told < 350
    verification.clock.short = itertools.cycle([False])
    assert verification.run().counts[DIGESTS_VERIFIED] == 1
    assert {verification.told()[each] for each in verification.told()} == {1}


def test_a_forged_name_that_is_removed_is_mended_where_the_chain_never_needed_it() -> None:
    verification, chain = deployed()
    verification.run()
    forged = [forge(verification, chain, timedelta(minutes=30)), forge(verification, chain, HOUR * 30)]
    verification.run()
    verification.archive.remove(*forged)
    verification.deliver(*next_hour(verification, chain))
    verification.run()
    assert verification.told() == {
        (code, state, name_of(key)): 1
        for code, key in zip(("digest-damaged", "digest-premature"), forged, strict=True)
        for state in (OPEN, RESOLVED)
    }


def test_a_substitute_for_a_missing_digest_leaves_it_missing() -> None:
    verification, chain = deployed()
    verification.archive.remove(key := chain.digests[2])
    verification.run()
    verification.archive.objects[key] = b"x"
    verification.pass_hours()
    verification.run()
    assert verification.told() == {("digest-missing", OPEN, name_of(key)): 1, ("digest-damaged", OPEN, name_of(key)): 1}


UNREAD = {
    "a key of somebody else's": ConfigurationError("AccessDenied: kms:Decrypt"),
    "a storage class": NotRestored("InvalidObjectState"),
    "a key that is to be deleted": Unavailable("KMS.KMSInvalidStateException"),
}


@pytest.mark.parametrize("error", UNREAD.values(), ids=UNREAD)
def test_a_digest_that_cannot_be_read_stops_no_other_and_is_looked_at_until_it_can(error: PipelineError) -> None:
    verification, chain = deployed(1, 1, 1, 1, 1)
    hidden = chain.log_files[2]
    del verification.receipts[name_of(hidden)]
    digests = watched(verification)
    digests.errors[chain.digests[2]] = error
    invocation = verification.run()
    assert (invocation.failed, invocation.counts[DIGESTS_VERIFIED]) == ({}, 4)
    assert verification.told()["digest-unreadable", OPEN, name_of(chain.digests[2])] == 1
    digests.errors.clear()
    verification.pass_hours()
    verification.run()
    assert verification.told()["digest-unreadable", RESOLVED, name_of(chain.digests[2])] == 1
    assert hidden in verification.requeued()


def test_a_digest_that_could_not_be_read_and_is_deleted_then_is_missing() -> None:
    verification, chain = deployed()
    watched(verification).errors[chain.digests[2]] = NotRestored("InvalidObjectState")
    verification.run()
    verification.others.clear()
    verification.archive.remove(chain.digests[2])
    verification.pass_hours()
    verification.run()
    assert verification.told()["digest-missing", OPEN, name_of(chain.digests[2])] == 1


def test_a_bucket_that_slows_down_is_no_finding() -> None:
    verification, chain = deployed()
    watched(verification).errors[chain.digests[2]] = Throttled("SlowDown")
    assert list(verification.run().failed) == ["0"]
    assert verification.lines() == []


def test_a_log_file_that_nobody_may_decrypt_is_told_and_fails_nothing() -> None:
    verification, chain = deployed()
    name = name_of(chain.log_files[0])
    verification.receipts[name] = msgspec.structs.replace(verification.receipts[name], sha256="0" * 64)

    class LogFiles:
        def get(self, *_: object) -> None:
            raise ConfigurationError("KMS.DisabledException")

    verification.others["log_files"] = LogFiles()
    assert verification.run().failed == {}
    assert ("log-file-unreadable", OPEN) in verification.codes()


def test_where_the_public_keys_are_refused_log_files_are_looked_after_and_the_digests_proven_later() -> None:
    verification, chain = deployed(1, 1, 1)
    del verification.receipts[name_of(chain.log_files[0])]
    verification.others["public_keys"] = RefusedKeys(ConfigurationError("AccessDeniedException: a policy"))
    invocation = verification.run()
    assert (invocation.failed, verification.requeued()) == ({}, chain.log_files[:1])
    told = [line for line in verification.lines() if line["code"] == "public-keys-unavailable"]
    assert ["AccessDeniedException: a policy" in line["what"] for line in told] == [True] * 3
    verification.others.clear()
    verification.deliver(*chain.log_files, *next_hour(verification, chain))
    verification.run()
    mended = [key for code, state, key in verification.told() if (code, state) == (told[0]["code"], RESOLVED)]
    assert sorted(mended) == sorted(map(name_of, chain.digests[:3]))
    assert {code for code, _ in verification.codes()} == {"public-keys-unavailable", "receipt-requeued", "digest-late"}


def test_an_unsigned_digest_of_a_later_hour_hides_nothing_where_the_public_keys_are_refused() -> None:
    verification, chain = deployed(1, 1, 1)
    verification.others["public_keys"] = RefusedKeys(ConfigurationError("AccessDeniedException"))
    verification.run()
    later = chain.trail.digest_key(chain.end + HOUR * 1.5)
    document = verification.archive.document(chain.digests[-1])
    ends = {"digestEndTime": f"{chain.end + HOUR * 1.5:%Y-%m-%dT%H:%M:%SZ}", "digestS3Object": later, "logFiles": []}
    verification.archive.put_digest(later, {**document, **ends}, ATTACKER)
    verification.pass_hours()
    verification.run()
    (lost,) = next_hour(verification, chain)
    verification.run()
    assert verification.requeued() == [lost]


def test_where_nothing_is_new_no_digest_is_read_again() -> None:
    verification, chain = deployed()
    verification.run()
    digests = watched(verification)
    verification.run()
    assert digests.asked == []
    verification.deliver(*next_hour(verification, chain))
    verification.run()
    assert chain.digests[-1] in digests.asked


def test_an_account_of_digests_that_nobody_can_read_reports_no_message_as_failed() -> None:
    verification, chain = deployed()
    watched(verification).errors.update({key: NotRestored("InvalidObjectState") for key in chain.digests})
    assert verification.run().failed == {}
    assert {line["account"] for line in verification.lines()} == {ACCOUNT}
