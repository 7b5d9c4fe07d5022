import json
from typing import Any

import pytest

from lambdas.core.digest import MalformedDigest, read, read_head, seconds, signed_text, without_log_files
from tests.digest_builder import Archive

ARCHIVE = Archive()
FIRST, SECOND = (ARCHIVE.document(key) for key in ARCHIVE.add_chain(log_files=(1, 1)).digests)
MISSING = object()


def body(document: dict[str, Any], **changes: object) -> bytes:
    kept = {name: value for name, value in {**document, **changes}.items() if value is not MISSING}
    return json.dumps(kept).encode()


def test_a_digest_tells_its_hour_and_its_log_files() -> None:
    digest = read(body(SECOND))
    assert (digest.end_s - digest.start_s, digest.is_first) == (3600, False)
    assert [each.s3_object for each in digest.log_files] == [each["s3Object"] for each in SECOND["logFiles"]]


def test_a_digest_that_names_none_before_it_is_the_first() -> None:
    assert read(body(FIRST)).is_first


def test_fields_that_are_not_known_yet_are_passed_over() -> None:
    assert read(body(SECOND, somethingNew={"a": [1]})) == read(body(SECOND))


@pytest.mark.parametrize(
    "changes",
    [
        {"digestStartTime": MISSING},
        {"digestEndTime": MISSING},
        {"digestS3Bucket": MISSING},
        {"digestS3Object": MISSING},
        {"digestPublicKeyFingerprint": MISSING},
        {"digestSignatureAlgorithm": None},
        {"logFiles": MISSING},
        {"logFiles": None},
        {"logFiles": [{"s3Bucket": "b", "s3Object": "k", "hashValue": "00"}]},
        {"logFiles": [None]},
        {"digestEndTime": "yesterday"},
        {"digestEndTime": 1_795_431_691},
        {"digestEndTime": "2026-11-23T10:01:30Z"},
        {"digestS3Object": "\ud800"},
        {"digestPublicKeyFingerprint": "f" * 5000},
        {"logFiles": [dict.fromkeys(("s3Bucket", "s3Object", "hashValue", "hashAlgorithm"), "x" * 5000)]},
        {"previousDigestS3Bucket": None},
        {"previousDigestS3Object": MISSING},
        {"previousDigestHashValue": None},
        {"previousDigestSignature": None},
    ],
    ids=lambda changes: str(changes)[:60],
)
def test_what_lacks_something_that_is_signed_or_read_is_malformed(changes: dict[str, object]) -> None:
    with pytest.raises(MalformedDigest):
        read(body(SECOND, **changes))


def test_a_head_is_read_whatever_is_listed() -> None:
    head = read_head(body(SECOND, logFiles=[None]))
    assert without_log_files(head) == read(body(SECOND, logFiles=[]))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, body(FIRST) + b"{}"], ids=len)
def test_what_is_no_object_of_json_is_malformed(content: bytes) -> None:
    with pytest.raises(MalformedDigest):
        read(content)


@pytest.mark.parametrize(("document", "before"), [(FIRST, "null"), (SECOND, SECOND["previousDigestSignature"])])
def test_what_is_signed_are_the_end_the_place_the_hash_and_the_signature_before(
    document: dict[str, Any], before: str
) -> None:
    place = f"{document['digestS3Bucket']}/{document['digestS3Object']}"
    expected = f"{document['digestEndTime']}\n{place}\nabc\n{before}"
    assert signed_text(read(body(document)), "abc") == expected.encode()


@pytest.mark.parametrize(
    ("text", "at_s"),
    [
        ("2026-11-23T10:01:31Z", 1_795_428_091),
        ("2026-11-23T10:01:31.250Z", 1_795_428_091),
        ("2026-11-23T12:01:31+02:00", 1_795_428_091),
        ("2026-11-23T10:01:31", 1_795_428_091),
        ("", None),
        ("soon", None),
    ],
)
def test_a_time_is_read_in_each_form_of_iso_8601(text: str, at_s: int | None) -> None:
    assert seconds(text) == at_s
