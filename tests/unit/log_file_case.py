"""What can become of a log file that a digest lists, in words, and what has to be found."""

import gzip

from lambdas.core.error import ConfigurationError, NotRestored, Unavailable
from tests.digest_builder import ATTACKER, Trail
from tests.unit.proof_case import Case, Expected


def missing(case: Case) -> Expected:
    case.archive.remove(case.log_files[1])
    return {("log-file-missing", case.log_files[1])}


def altered(case: Case) -> Expected:
    case.archive.alter(case.log_files[1])
    return {("log-file-altered", case.log_files[1])}


def damaged(case: Case) -> Expected:
    body = case.archive.objects[case.log_files[1]]
    case.archive.objects[case.log_files[1]] = body[:-8] + bytes(4) + body[-4:]
    return {("log-file-damaged", case.log_files[1])}


def not_compressed(case: Case) -> Expected:
    case.archive.objects[case.log_files[1]] = gzip.decompress(case.archive.objects[case.log_files[1]])
    return {("log-file-damaged", case.log_files[1])}


def cut(case: Case) -> Expected:
    case.archive.objects[case.log_files[1]] = case.archive.objects[case.log_files[1]][:-1]
    return {("log-file-damaged", case.log_files[1])}


def emptied(case: Case) -> Expected:
    case.archive.objects[case.log_files[1]] = b""
    return {("log-file-damaged", case.log_files[1])}


def bytes_after_its_gzip(case: Case) -> Expected:
    case.archive.objects[case.log_files[1]] += b"\0"
    return {("log-file-trailing-data", case.log_files[1])}


def a_second_gzip_member(case: Case) -> Expected:
    case.archive.objects[case.log_files[1]] += gzip.compress(b'{"Records":[]}')
    return {("log-file-trailing-data", case.log_files[1])}


def swapped_with_another(case: Case) -> Expected:
    objects, (one, other) = case.archive.objects, case.log_files[1:3]
    objects[one], objects[other] = objects[other], objects[one]
    return {("log-file-altered", one), ("log-file-altered", other)}


def compressed_otherwise(case: Case) -> Expected:
    body = gzip.decompress(case.archive.objects[case.log_files[1]])
    case.archive.objects[case.log_files[1]] = gzip.compress(body, compresslevel=1, mtime=1)
    return set()


def not_restored(case: Case) -> Expected:
    case.unread[case.log_files[1]] = NotRestored("in GLACIER")
    return {("log-file-not-restored", case.log_files[1])}


def not_to_be_read(case: Case) -> Expected:
    case.unread[case.log_files[1]] = ConfigurationError("AccessDenied")
    return {("log-file-unreadable", case.log_files[1])}


def not_to_be_read_now(case: Case) -> Expected:
    case.unread[case.log_files[1]] = Unavailable("SlowDown")
    return {("log-file-unreadable", case.log_files[1])}


def a_hash_of_an_unknown_algorithm(case: Case) -> Expected:
    return {("hash-algorithm-unknown", _listed(case, hashAlgorithm="SHA-512"))}


def missing_and_of_an_unknown_algorithm(case: Case) -> Expected:
    key = _listed(case, hashAlgorithm="SHA-512")
    case.archive.remove(key)
    return {("log-file-missing", key)}


def a_hash_in_upper_case(case: Case) -> Expected:
    listed = case.archive.document(case.digests[4])["logFiles"][0]
    _listed(case, hashValue=listed["hashValue"].upper())
    return set()


def listed_by_a_digest_that_is_not_cloudtrails(case: Case) -> Expected:
    case.archive.rewrite(case.digests[4], ATTACKER)
    case.archive.remove(case.log_files[4])
    return {("digest-forged", case.digests[4])}


def of_another_family(case: Case) -> Expected:
    chain = case.archive.add_chain(Trail(region="us-east-1"), family="Insight")
    case.archive.alter(chain.log_files[0])
    return {("log-file-altered", chain.log_files[0])}


def _listed(case: Case, **changes: str) -> str:
    """The last digest's log file, listed otherwise by CloudTrail itself."""
    key = case.digests[4]
    listed = {**case.archive.document(key)["logFiles"][0], **changes}
    case.archive.rewrite(key, logFiles=[listed])
    return case.log_files[4]
