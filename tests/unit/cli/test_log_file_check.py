"""What comes of asking for a log file, whatever the bucket answers."""

import gzip
import hashlib

import pytest

from cli.verification.check import Checked, Task
from cli.verification.log_file_check import SHARE_BYTES, LogFileCheck
from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import digest_key
from lambdas.core.error import ConfigurationError, MissingLogFile, NotRestored, PipelineError, Unavailable
from lambdas.core.log_file_verification import LIMIT_BYTES
from lambdas.core.stored_object import StoredObject
from tests.builder import BUCKET, log_file, record
from tests.digest_builder import START, Trail

BODY = log_file(record("2026-11-23T10:00:00Z"), record("2026-11-23T10:00:01Z"))
SHA256 = hashlib.sha256(gzip.decompress(BODY)).hexdigest()


class Bucket:
    """Of one answer to all; an object of which it holds no body is larger than any share."""

    def __init__(self, answer: bytes | PipelineError, size_bytes: int = 0) -> None:
        self._answer = answer
        self._size_bytes = size_bytes
        self.asked: list[int] = []

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:  # noqa: ARG002  (the port's)
        self.asked.append(most_bytes)
        if isinstance(self._answer, PipelineError):
            raise self._answer
        size_bytes = self._size_bytes or len(self._answer)
        return StoredObject(self._answer if size_bytes <= most_bytes else None, "v1", size_bytes)


def task(sha256: str = SHA256) -> Task:
    by = digest_key(Trail().digest_key(START))
    assert by
    return Task(ListedLogFile(BUCKET, Trail().log_file_key(START, "a"), sha256, "SHA-256"), by)


def checked(bucket: Bucket, *, keep: bool = False) -> Checked | None:
    [answer] = LogFileCheck(bucket, keep=keep)([task()])
    return answer


def test_there_is_nothing_to_tell_of_a_log_file_as_it_was_signed() -> None:
    assert checked(Bucket(BODY)) is None


def test_each_log_file_is_told_with_its_records_where_that_is_asked_for() -> None:
    assert checked(Bucket(BODY), keep=True) == Checked(None, SHA256, "v1", len(BODY), 2)


def test_what_is_no_log_file_has_no_records() -> None:
    body = gzip.compress(b"text")
    answer = checked(Bucket(body), keep=True)
    assert answer
    assert (answer.records, answer.finding and answer.finding.code.name) == (-1, "log-file-altered")


ERRORS: dict[str, tuple[PipelineError, str]] = {
    "gone": (MissingLogFile("gone"), "log-file-missing"),
    "in Glacier": (NotRestored("archived"), "log-file-not-restored"),
    "not allowed": (Unavailable("AccessDenied"), "log-file-unreadable"),
    "its key is disabled": (ConfigurationError("KMS.DisabledException"), "log-file-unreadable"),
}


@pytest.mark.parametrize(("error", "code"), ERRORS.values(), ids=ERRORS)
def test_what_cannot_be_read_is_a_finding(error: PipelineError, code: str) -> None:
    answer = checked(Bucket(error))
    assert answer
    assert answer.finding
    assert (answer.finding.code.name, answer.finding.what) == (code, str(error))


def test_a_large_log_file_is_read_alone() -> None:
    bucket = Bucket(BODY, SHARE_BYTES + 1)
    assert checked(bucket) is None
    assert bucket.asked == [SHARE_BYTES, LIMIT_BYTES]


def test_what_is_larger_than_any_log_file_is_damaged() -> None:
    answer = checked(Bucket(BODY, LIMIT_BYTES + 1))
    assert answer
    assert answer.finding
    assert answer.finding.code.name == "log-file-damaged"


def test_many_are_answered_in_their_order() -> None:
    tasks = [task("0" * 64 if number % 7 == 0 else SHA256) for number in range(200)]
    answers = LogFileCheck(Bucket(BODY), keep=False)(tasks)
    assert [number for number, answer in enumerate(answers) if answer] == list(range(0, 200, 7))
