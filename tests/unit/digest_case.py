"""What can become of a digest and of the keys, in words, and what has to be found."""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from lambdas.core.digest_verification import LIMIT_BYTES, MOST_BYTES
from tests.digest_builder import ATTACKER, CLOUDTRAIL, HOUR, START, Archive, Chain, Signer
from tests.unit.proof_case import Case, Expected

DAY = timedelta(days=1)


def altered(case: Case) -> Expected:
    case.archive.alter(case.digests[2], b'"hashValue":"', b'"hashValue":"0')
    return _broken(case, "digest-forged")


def bytes_after_its_gzip(case: Case) -> Expected:
    case.archive.objects[case.digests[2]] += b"\0"
    return {("digest-damaged", case.digests[2])}


def a_second_gzip_member(case: Case) -> Expected:
    case.archive.objects[case.digests[2]] += gzip.compress(b"{}")
    return {("digest-damaged", case.digests[2])}


def cut(case: Case) -> Expected:
    case.archive.objects[case.digests[2]] = case.archive.objects[case.digests[2]][:-1]
    return _broken(case, "digest-damaged")


def emptied(case: Case) -> Expected:
    case.archive.objects[case.digests[2]] = b""
    return _broken(case, "digest-damaged")


def no_json(case: Case) -> Expected:
    case.archive.objects[case.digests[2]] = gzip.compress(b'{"digestStartTime"')
    return _broken(case, "digest-malformed")


def json_of_something_else(case: Case) -> Expected:
    case.archive.objects[case.digests[2]] = gzip.compress(b'{"Records":[]}')
    return _broken(case, "digest-malformed")


def an_end_that_is_not_its_names(case: Case) -> Expected:
    case.archive.rewrite(case.digests[4], digestEndTime="2026-11-23T15:01:32Z")
    return {("digest-malformed", case.digests[4])}


def moved_to_another_hour(case: Case) -> Expected:
    later = case.chain.trail.digest_key(START + 6 * HOUR)
    case.archive.copy(case.digests[4], later)
    case.archive.remove(case.digests[4])
    return {("digest-moved", later), ("digest-missing", case.absent(4))}


def moved_to_another_days_folder(case: Case) -> Expected:
    moved = case.digests[2].replace("/2026/11/23/", "/2026/11/22/")
    case.archive.copy(case.digests[2], moved)
    case.archive.remove(case.digests[2])
    return {("digest-moved", moved), ("digest-missing", case.digests[2])}


def copied_to_another_days_folder(case: Case) -> Expected:
    copied = case.digests[2].replace("/2026/11/23/", "/2026/11/24/")
    case.archive.copy(case.digests[2], copied)
    return {("digest-moved", copied)}


def moved_to_another_bucket(case: Case) -> Expected:
    case.archive.bucket = "copy-of-trail-logs"
    return _each("digest-moved", case.digests)


def copied_over_a_later_one(case: Case) -> Expected:
    case.archive.copy(case.digests[1], case.digests[2])
    return _broken(case, "digest-moved")


def swapped_with_another_of_the_chain(case: Case) -> Expected:
    case.archive.copy(case.digests[0], "aside")
    case.archive.copy(case.digests[2], case.digests[0])
    case.archive.copy("aside", case.digests[2])
    swapped = [case.digests[0], case.digests[2]]
    return {*_each("digest-moved", swapped), *_each("chain-broken", swapped)}


def signed_by_the_attacker_under_cloudtrails_fingerprint(case: Case) -> Expected:
    case.archive.rewrite(case.digests[2], ATTACKER)
    return _broken(case, "digest-forged")


def signed_by_the_attacker_under_the_attackers_fingerprint(case: Case) -> Expected:
    case.archive.rewrite(case.digests[2], ATTACKER, digestPublicKeyFingerprint=ATTACKER.fingerprint)
    return _broken(case, "public-key-unknown")


def the_whole_chain_from_one_on_signed_by_the_attacker(case: Case) -> Expected:
    _rebuild(case.archive, case.chain, digestPublicKeyFingerprint=ATTACKER.fingerprint)
    return _each("public-key-unknown", case.digests[2:])


def the_whole_chain_from_one_on_signed_under_cloudtrails_fingerprint(case: Case) -> Expected:
    _rebuild(case.archive, case.chain)
    return _each("digest-forged", case.digests[2:])


def without_a_signature(case: Case) -> Expected:
    del case.archive.metadata[case.digests[2]]
    return _broken(case, "digest-unsigned")


def a_signature_that_is_no_hex(case: Case) -> Expected:
    case.archive.metadata[case.digests[2]]["signature"] = "c2lnbmF0dXJl"
    return _broken(case, "digest-unsigned")


def a_signature_of_another_digest(case: Case) -> Expected:
    case.archive.metadata[case.digests[2]] = case.archive.metadata[case.digests[1]]
    return _broken(case, "digest-forged")


def a_signature_in_upper_case(case: Case) -> Expected:
    kept = case.archive.metadata[case.digests[2]]
    kept["signature"] = kept["signature"].upper()
    return set()


def an_object_of_another_algorithm(case: Case) -> Expected:
    case.archive.metadata[case.digests[2]]["signature-algorithm"] = "SHA1withRSA"
    return {("digest-unsigned", case.digests[2])}


def a_content_of_another_algorithm(case: Case) -> Expected:
    case.archive.rewrite(case.digests[4], digestSignatureAlgorithm="SHA1withRSA")
    return {("digest-unsigned", case.digests[4])}


def a_backfilled_one_that_does_not_say_when(case: Case) -> Expected:
    chain = case.archive.add_chain(log_files=(0,), generated=START)
    del case.archive.metadata[chain.digests[0]]["backfill-generation-timestamp"]
    return {("digest-unsigned", chain.digests[0])}


def a_backfilled_one_that_says_that_it_was_made_before_its_hour(case: Case) -> Expected:
    return _made(case, "2016-01-01T00:00:00Z")


def a_backfilled_one_that_was_made_when_no_clock_can_tell(case: Case) -> Expected:
    return _made(case, "9999-12-31T23:59:59Z")


def one_that_is_not_backfilled_and_says_when_it_was_made(case: Case) -> Expected:
    for generated, key in zip(("2016-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001"), case.digests, strict=False):
        case.archive.metadata[key]["backfill-generation-timestamp"] = generated
    return set()


def forged_and_made_in_a_year_without_keys(case: Case) -> Expected:
    case.archive.rewrite(case.digests[4], ATTACKER, digestPublicKeyFingerprint=ATTACKER.fingerprint)
    case.archive.metadata[case.digests[4]]["backfill-generation-timestamp"] = "2016-01-01T00:00:00Z"
    return {("public-key-unknown", case.digests[4])}


def larger_than_a_digest_is(case: Case) -> Expected:
    case.archive.objects[case.digests[4]] += bytes(MOST_BYTES)
    return {("digest-damaged", case.digests[4])}


def a_bomb(case: Case) -> Expected:
    case.archive.objects[case.digests[4]] = gzip.compress(bytes(LIMIT_BYTES + 1), compresslevel=1)
    return {("digest-damaged", case.digests[4])}


def a_text_of_any_length(case: Case) -> Expected:
    case.archive.rewrite(case.digests[4], ATTACKER, digestPublicKeyFingerprint="f" * 500_000)
    return {("digest-malformed", case.digests[4])}


def a_backfilled_one_whose_key_is_of_its_hour_and_not_of_when_it_was_made(case: Case) -> Expected:
    made = START + 40 * DAY
    case.archive.public_keys.append(Signer("later").listed(made - DAY, made + DAY))
    chain = case.archive.add_chain(log_files=(0,), generated=made)
    return {("public-key-expired", chain.digests[0])}


def a_key_that_had_expired(case: Case) -> Expected:
    case.archive.public_keys = [CLOUDTRAIL.listed(START - 40 * DAY, START - 10 * DAY), ATTACKER.listed()]
    return _each("public-key-expired", case.digests)


def a_key_that_took_turns_with_another(case: Case) -> Expected:
    turn, successor = case.chain.end, Signer("successor")
    case.archive.public_keys = [CLOUDTRAIL.listed(until=turn), successor.listed(from_=turn)]
    case.archive.extend(case.chain, signer=successor)
    return set()


def a_key_that_is_of_another_region(case: Case) -> Expected:
    case.archive.public_keys = [Signer("of another Region").listed()]
    return _each("public-key-unknown", case.digests)


def a_key_under_the_fingerprint_of_cloudtrails(case: Case) -> Expected:
    case.archive.public_keys = [{**ATTACKER.listed(), "Fingerprint": CLOUDTRAIL.fingerprint}]
    _rebuild(case.archive, case.chain)
    return _each("public-key-unknown", case.digests)


def no_key_known(case: Case) -> Expected:
    case.archive.public_keys = []
    return _each("public-keys-unavailable", case.digests)


def no_key_known_of_that_time(case: Case) -> Expected:
    case.archive.public_keys = [Signer("of another time").listed(START - 40 * DAY, START - 10 * DAY)]
    return _each("public-keys-unavailable", case.digests)


def a_key_as_subject_public_key_info(case: Case) -> Expected:
    signer = replace(CLOUDTRAIL, is_spki=True)
    case.archive.public_keys.append(signer.listed())
    case.archive.extend(case.chain, signer=signer)
    return set()


def a_listed_key_that_is_no_key(case: Case) -> Expected:
    der = b"no DER"
    fingerprint = hashlib.md5(der, usedforsecurity=False).hexdigest()
    case.archive.public_keys.append({**CLOUDTRAIL.listed(), "Value": der, "Fingerprint": fingerprint})
    case.archive.rewrite(case.digests[4], digestPublicKeyFingerprint=fingerprint)
    return {("digest-forged", case.digests[4])}


def _made(case: Case, generated: str) -> Expected:
    chain = case.archive.add_chain(log_files=(0,), generated=START + DAY)
    case.archive.metadata[chain.digests[0]]["backfill-generation-timestamp"] = generated
    return {("digest-unsigned", chain.digests[0])}


def _each(code: str, keys: Iterable[str]) -> Expected:
    return {(code, key) for key in keys}


def _broken(case: Case, code: str) -> Expected:
    """The third digest, which the fourth one names otherwise."""
    return {(code, case.digests[2]), ("chain-broken", case.digests[2])}


def _rebuild(archive: Archive, chain: Chain, **changes: str) -> None:
    """From the third digest on: each without log files, and naming the one before it as it is now."""
    previous = archive.rewrite(chain.digests[1])
    for key in chain.digests[2:]:
        previous = archive.rewrite(key, ATTACKER, **previous, **changes, logFiles=[])
