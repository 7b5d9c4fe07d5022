import gzip
import hashlib

from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import Chain, DigestKey
from lambdas.core.error import MissingLogFile
from lambdas.core.finding import LOG_FILE_ALTERED, LOG_FILE_MISSING, Finding
from lambdas.core.log_file_verification import verify

CONTENT = b'{"Records":[]}'
BODY = gzip.compress(CONTENT)
SHA256 = hashlib.sha256(CONTENT).hexdigest()
LISTED = ListedLogFile("logs", "AWSLogs/key.json.gz", SHA256, "SHA-256")
BY = DigestKey("", Chain("AWSLogs/111122223333/", "111122223333", "eu-west-1", "audit", "eu-west-1"), 1_795_428_091)


def test_a_log_file_that_is_what_was_signed_has_no_finding() -> None:
    verified = verify(LISTED, BY, BODY, "v1")
    assert (verified.name, verified.sha256, verified.finding) == ("logs/AWSLogs/key.json.gz", SHA256, None)
    assert (verified.version, verified.inflated) == ("v1", None)


def test_its_content_is_given_to_who_asks_to_keep_it() -> None:
    verified = verify(LISTED, BY, BODY, keep=True)
    assert verified.inflated is not None
    assert verified.inflated.body == CONTENT


def test_an_altered_one_tells_both_hashes() -> None:
    verified = verify(LISTED, BY, gzip.compress(b"{}"))
    assert verified.finding is not None
    assert verified.finding.code is LOG_FILE_ALTERED
    assert verified.sha256 in verified.finding.what
    assert SHA256 in verified.finding.what


def test_an_altered_one_with_bytes_after_its_gzip_counts_as_altered() -> None:
    verified = verify(LISTED, BY, gzip.compress(b"{}") + b"\0")
    assert verified.finding is not None
    assert verified.finding.code is LOG_FILE_ALTERED


def test_a_missing_one_is_of_the_account_region_and_hour_of_its_digest() -> None:
    verified = verify(LISTED, BY, MissingLogFile("not in the archive"), "v1")
    of_the_hour = ("111122223333", "eu-west-1", BY.end_s)
    assert verified.finding == Finding(LOG_FILE_MISSING, LISTED.name, "not in the archive", *of_the_hour)
    assert (verified.sha256, verified.version) == ("", "v1")
