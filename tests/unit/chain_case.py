"""What can become of a chain of digests, in words, and what has to be found."""

from datetime import UTC, datetime, timedelta

from tests.digest_builder import ATTACKER, FIRST, HOUR, START, Signer, Trail, iso
from tests.unit.proof_case import Case, Expected


def a_good_chain_of_five(_: Case) -> Expected:
    return set()


def empty_hours(case: Case) -> Expected:
    case.archive.extend(case.chain, log_files=(0, 0, 2))
    return set()


def a_range_that_begins_before_the_chain(case: Case) -> Expected:
    case.from_ = START - HOUR
    return {("chain-started", case.digests[0])}


def a_range_that_begins_within_the_chain(case: Case) -> Expected:
    case.from_ = START + 3 * HOUR
    case.archive.remove(*case.digests[:3])
    return set()


def a_chain_that_begins_anew_after_a_stop(case: Case) -> Expected:
    case.archive.extend(case.chain, start=case.chain.end + 7 * HOUR, previous=FIRST)
    return {("chain-restarted", case.digests[5])}


def one_missing(case: Case) -> Expected:
    case.archive.remove(case.digests[2])
    return {("digest-missing", case.digests[2])}


def two_missing_in_a_row(case: Case) -> Expected:
    case.archive.remove(*case.digests[1:3])
    return {("digest-missing", case.absent(1)), ("digest-missing", case.digests[2])}


def three_missing_in_a_row(case: Case) -> Expected:
    case.archive.remove(*case.digests[1:4])
    return {("digest-missing", case.absent(1)), ("digest-missing", case.absent(2)), ("digest-missing", case.digests[3])}


def the_first_of_the_range_missing(case: Case) -> Expected:
    case.archive.remove(case.digests[0])
    return {("digest-missing", case.digests[0])}


def the_first_of_the_range_missing_in_part_of_its_hour(case: Case) -> Expected:
    case.from_ = START + HOUR / 2
    case.archive.remove(case.digests[0])
    return {("digest-missing", case.digests[0])}


def the_last_two_missing(case: Case) -> Expected:
    case.archive.remove(*case.digests[3:])
    return {("digest-missing", case.absent(3)), ("digest-missing", case.absent(4))}


def one_missing_before_one_altered(case: Case) -> Expected:
    case.archive.remove(case.digests[1])
    case.archive.alter(case.digests[2])
    altered = {("digest-forged", case.digests[2]), ("chain-broken", case.digests[2])}
    return {("digest-missing", case.absent(1)), *altered}


def intervals_some_minutes_off_the_hour(case: Case) -> Expected:
    case.archive.extend(case.chain, start=case.chain.end + timedelta(minutes=7))
    return set()


def a_chain_that_came_from_another_bucket(case: Case) -> Expected:
    previous = {**case.chain.last, "previousDigestS3Bucket": "older-logs"}
    case.archive.extend(case.chain, previous=previous)
    return {("chain-elsewhere", case.digests[5])}


def a_range_that_begins_where_the_chain_came_from_another_bucket(case: Case) -> Expected:
    trail = Trail(region="us-east-1")
    elsewhere = {**case.chain.last, "previousDigestS3Bucket": "older-logs"}
    chain = case.archive.add_chain(trail, previous=elsewhere)
    return {("chain-elsewhere", chain.digests[0])}


def a_trail_that_had_another_prefix_before(case: Case) -> Expected:
    chain = case.archive.add_chain(Trail(prefix="new"), previous=case.chain.last)
    return {("chain-elsewhere", chain.digests[0])}


def a_fork(case: Case) -> Expected:
    case.archive.extend(case.chain, previous=case.archive.rewrite(case.digests[2]))
    return {("chain-forked", case.digests[5])}


def a_digest_that_lies_about_its_neighbours(case: Case) -> Expected:
    before = case.archive.rewrite(case.digests[0])
    case.archive.rewrite(case.digests[2], ATTACKER, **before)
    return {("digest-forged", case.digests[2]), ("chain-broken", case.digests[2])}


def a_digest_planted_between_two(case: Case) -> Expected:
    planted = _plant(case, START + 3.5 * HOUR)
    return {("public-key-unknown", planted)}


def a_digest_planted_before_a_missing_one(case: Case) -> Expected:
    planted = _plant(case, START + 2.5 * HOUR)
    case.archive.remove(case.digests[2])
    return {("public-key-unknown", planted), ("digest-missing", case.digests[2])}


def a_digest_planted_after_a_missing_one(case: Case) -> Expected:
    planted = _plant(case, START + 3.5 * HOUR)
    case.archive.remove(case.digests[2])
    return {("public-key-unknown", planted), ("digest-missing", case.digests[2])}


def a_digest_planted_before_the_range(case: Case) -> Expected:
    case.from_ = START + HOUR
    planted = _plant(case, START + 1.5 * HOUR)
    case.archive.remove(case.digests[0])
    return {("public-key-unknown", planted)}


def a_hash_of_an_unknown_algorithm(case: Case) -> Expected:
    previous = {**case.chain.last, "previousDigestHashAlgorithm": "SHA-512"}
    case.archive.extend(case.chain, previous=previous)
    return {("hash-algorithm-unknown", case.digests[5])}


def a_hash_and_a_signature_in_upper_case(case: Case) -> Expected:
    names = ("previousDigestHashValue", "previousDigestSignature")
    upper = {name: str(case.chain.last[name]).upper() for name in names}
    case.archive.extend(case.chain, previous={**case.chain.last, **upper})
    return set()


def another_hash_signed_by_cloudtrail_itself(case: Case) -> Expected:
    case.archive.extend(case.chain, previous={**case.chain.last, "previousDigestHashValue": "0" * 64})
    return {("chain-broken", case.digests[4])}


def another_signature_signed_by_cloudtrail_itself(case: Case) -> Expected:
    case.archive.extend(case.chain, previous={**case.chain.last, "previousDigestSignature": "0" * 512})
    return {("chain-broken", case.digests[4])}


def an_organization_trail_with_a_hard_name(case: Case) -> Expected:
    trail = Trail("222233334444", "us-gov-west-1", "my_trail_us-east-1_a.b", "us-east-1", "o-abc1234567", "logs/all")
    case.archive.add_chain(trail)
    return set()


def a_backfilled_chain_beside_the_other(case: Case) -> Expected:
    later, made = Signer("later"), START + 15 * 24 * HOUR
    case.archive.public_keys.append(later.listed(made - HOUR, made + HOUR))
    case.archive.add_chain(start=START - 9 * HOUR, signer=later, generated=made)
    return set()


def hours_that_only_a_backfilled_chain_is_of(case: Case) -> Expected:
    case.archive.add_chain(start=case.chain.end, log_files=(1, 1), generated=START + 12 * HOUR)
    case.archive.extend(case.chain, start=case.chain.end + 2 * HOUR)
    return set()


def hours_between_two_digests_that_follow_one_another(case: Case) -> Expected:
    case.archive.extend(case.chain, start=case.chain.end + 2.5 * HOUR)
    return {("chain-gap", case.supposed(7.5)), ("chain-gap", case.supposed(6.5)), ("chain-gap", case.supposed(5.5))}


def hours_of_which_not_all_were_backfilled(case: Case) -> Expected:
    backfilled = case.archive.add_chain(start=case.chain.end, log_files=(1, 1, 1), generated=START + 12 * HOUR)
    case.archive.extend(case.chain, start=case.chain.end + 3 * HOUR)
    case.archive.remove(backfilled.digests[1])
    return {("chain-gap", case.supposed(7)), ("digest-missing", backfilled.digests[1])}


def hours_whose_backfilled_digests_are_not_cloudtrails(case: Case) -> Expected:
    backfilled = case.archive.add_chain(
        start=case.chain.end, log_files=(0,), generated=START + 12 * HOUR, signer=ATTACKER
    )
    case.archive.extend(case.chain, start=case.chain.end + HOUR)
    return {("chain-gap", case.supposed(6)), ("public-key-unknown", backfilled.digests[0])}


def digests_planted_centuries_before_the_others(case: Case) -> Expected:
    """Of a time without keys. No more hours than a day's are told to be missing."""
    planted = [_plant(case, datetime(year, 1, 2, tzinfo=UTC)) for year in (1000, 2012)]
    case.archive.remove(case.digests[0])
    missing = [case.digests[0], *map(case.absent, range(-23, 0))]
    restarted = ("chain-restarted", planted[1])
    return {
        *(("digest-missing", each) for each in missing),
        *(("public-keys-unavailable", each) for each in planted),
        restarted,
    }


def _plant(case: Case, end: datetime) -> str:
    """A digest of the attacker's that says it continues none, where no digest should end."""
    key = case.chain.trail.digest_key(end)
    times = {"digestStartTime": iso(end - HOUR), "digestEndTime": iso(end)}
    named = {"digestS3Object": key, "digestPublicKeyFingerprint": ATTACKER.fingerprint, **times}
    case.archive.put_digest(key, {**case.archive.document(case.digests[0]), **named}, ATTACKER)
    return key
