from collections.abc import Sequence

import pytest

from lambdas.core import finding as f
from lambdas.core.chain import links
from lambdas.core.digest_verification import verify
from lambdas.core.finding import Code, Finding
from lambdas.core.proof import ChainProof, Claim, Counts, Hour, Proof, State, Verdict, hours, state_of
from lambdas.crypto.public_key import signs
from tests.unit import chain_case, digest_case
from tests.unit.proof_case import Case, Scenario

VALID, INVALID, MISSING, UNDECIDED = State.VALID, State.INVALID, State.MISSING, State.UNDECIDED


def told(case: Case) -> list[Hour]:
    keys = sorted(key for key in case.archive.objects if "CloudTrail-Digest" in key)
    digests = [verify(case.archive.stored_digest(key), case.archive.keys, signs) for key in keys]
    return hours(digests, links(digests))


def proof(states: Sequence[State], *codes: Code) -> Proof:
    case = Case()
    made = [Hour(start_s=0, end_s=1, state=state) for state in states]
    chain = ChainProof(case.archive.stored_digest(case.digests[0]).key.chain, made)
    found = [Finding(code, "bucket/key", "so") for code in codes]
    return Proof(bucket="b", claim=Claim.ARCHIVED, from_s=0, until_s=1, chains=[chain], findings=found)


@pytest.mark.parametrize(
    ("scenario", "states"),
    [
        (chain_case.a_good_chain_of_five, [VALID] * 5),
        (chain_case.two_missing_in_a_row, [VALID, MISSING, MISSING, VALID, VALID]),
        (chain_case.a_chain_that_begins_anew_after_a_stop, [VALID] * 10),
        (chain_case.another_hash_signed_by_cloudtrail_itself, [*[VALID] * 4, INVALID, *[VALID] * 5]),
        (chain_case.a_hash_of_an_unknown_algorithm, [*[VALID] * 5, UNDECIDED, *[VALID] * 4]),
        (digest_case.altered, [VALID, VALID, INVALID, VALID, VALID]),
        (digest_case.no_key_known, [UNDECIDED] * 5),
    ],
)
def test_each_hour_has_the_state_of_its_digest(scenario: Scenario, states: list[State]) -> None:
    case = Case()
    scenario(case)
    assert [hour.state for hour in told(case)] == states


def test_hours_follow_one_another_the_missing_ones_too() -> None:
    case = Case()
    chain_case.three_missing_in_a_row(case)
    made = told(case)
    assert [hour.start_s for hour in made[1:]] == [hour.end_s for hour in made[:-1]]
    assert [bool(hour.digest) for hour in made] == [True, False, False, False, True]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (f.DIGEST_MISSING, MISSING),
        (f.LOG_FILE_MISSING, MISSING),
        (f.LOG_FILE_ALTERED, INVALID),
        (f.LOG_FILE_NOT_RESTORED, UNDECIDED),
        (f.LOG_FILE_REWRITTEN, VALID),
    ],
)
def test_an_object_has_the_state_of_its_finding(code: Code, state: State) -> None:
    assert state_of(Finding(code, "bucket/key", "so")) is state


def test_an_object_without_a_finding_is_valid() -> None:
    assert state_of(None) is VALID


@pytest.mark.parametrize(
    ("states", "codes", "verdict"),
    [
        ([VALID], (), Verdict.VALID),
        ([VALID], (f.CHAIN_RESTARTED, f.CHAIN_ENDED), Verdict.VALID),
        ([VALID], (f.LOG_FILE_NOT_RESTORED,), Verdict.UNDECIDED),
        ([VALID], (f.LOG_FILE_NOT_RESTORED, f.LOG_FILE_MISSING), Verdict.INVALID),
        ([VALID, MISSING], (f.DIGEST_MISSING,), Verdict.INVALID),
        ([UNDECIDED], (f.PUBLIC_KEYS_UNAVAILABLE,), Verdict.UNDECIDED),
        ([], (), Verdict.UNDECIDED),
    ],
)
def test_a_verdict_is_valid_only_where_something_is_proven_and_nothing_is_left_open(
    states: Sequence[State], codes: tuple[Code, ...], verdict: Verdict
) -> None:
    assert proof(states, *codes).verdict is verdict


def test_counts_are_of_all_hours_of_all_chains() -> None:
    told = proof([VALID, VALID, MISSING, INVALID, UNDECIDED])
    told.chains *= 2
    for hour in told.chains[0].hours[:2]:
        hour.log_files.add(VALID, 3)
        hour.log_files.add(UNDECIDED)
    assert told.digests == Counts(valid=4, invalid=2, missing=2, undecided=2)
    assert told.digests.total == 10
    assert told.log_files == Counts(valid=12, undecided=4)
