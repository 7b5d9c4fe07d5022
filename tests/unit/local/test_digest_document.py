"""One digest: what it says and how it is signed, read as CloudTrail's documents say."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from local.server.digests.digest import Digest, Interval, Listed, digest_key, signed, text_to_sign
from local.server.trails.organization import Organization
from tests.unit.local.digest_world import ABROAD, ACCOUNT, HOME, MEMBER, keys, listed, trail

START = datetime(2026, 11, 23, 23, 1, 31, tzinfo=UTC)
END = START + timedelta(hours=1)
ORGANIZATION = Organization("o-exampleorg1", ACCOUNT, frozenset({MEMBER}))
FILES = (
    listed("a", START, "2026-11-23T23:10:00Z", "2026-11-23T23:14:00Z"),
    listed("b", START, "2026-11-23T23:05:00Z", "2026-11-23T23:12:00Z"),
    listed("of aggregated events", START),
)
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
# (2026-04-13)
FIELDS = [
    "awsAccountId",
    "digestStartTime",
    "digestEndTime",
    "digestS3Bucket",
    "digestS3Object",
    "digestPublicKeyFingerprint",
    "digestSignatureAlgorithm",
    "newestEventTime",
    "oldestEventTime",
    "previousDigestS3Bucket",
    "previousDigestS3Object",
    "previousDigestHashValue",
    "previousDigestHashAlgorithm",
    "previousDigestSignature",
    "logFiles",
]


def made(files: tuple[Listed, ...] = (), previous: Digest | None = None) -> Digest:
    return signed(trail(), Interval(ACCOUNT, HOME, START, END), files, previous, keys().of(HOME)[-1])


def said(digest: Digest) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(digest.content)
    return document


@pytest.mark.parametrize(
    ("organization", "account", "region", "key"),
    [
        (
            None,
            ACCOUNT,
            HOME,
            (
                "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/24/"
                "111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20261124T000131Z.json.gz"
            ),
        ),
        (
            ORGANIZATION,
            MEMBER,
            ABROAD,
            (
                "AWSLogs/o-exampleorg1/222233334444/CloudTrail-Digest/us-east-1/2026/11/24/"
                "222233334444_CloudTrail-Digest_us-east-1_main_eu-west-1_20261124T000131Z.json.gz"
            ),
        ),
    ],
)
def test_the_key_of_a_digest_is_the_documented_one(
    organization: Organization | None, account: str, region: str, key: str
) -> None:
    assert digest_key(trail(organization), Interval(account, region, START, END)) == key


def test_a_digest_has_the_documented_fields_in_compact_json() -> None:
    digest = made(FILES)
    assert list(said(digest)) == FIELDS
    assert json.dumps(said(digest), separators=(",", ":")).encode() == digest.content
    assert said(digest)["logFiles"][0] == {
        "s3Bucket": "logs",
        "s3Object": "a",
        "hashValue": "0" * 64,
        "hashAlgorithm": "SHA-256",
        "newestEventTime": "2026-11-23T23:14:00Z",
        "oldestEventTime": "2026-11-23T23:10:00Z",
    }


@pytest.mark.parametrize(
    ("files", "times"), [(FILES, ("2026-11-23T23:05:00Z", "2026-11-23T23:14:00Z")), ((), (None, None))]
)
def test_a_digest_is_of_an_hour_and_names_the_first_and_the_last_event(
    files: tuple[Listed, ...], times: tuple[str | None, str | None]
) -> None:
    document = said(made(files))
    assert (document["digestStartTime"], document["digestEndTime"]) == ("2026-11-23T23:01:31Z", "2026-11-24T00:01:31Z")
    assert (document["oldestEventTime"], document["newestEventTime"]) == times


def test_the_first_digest_has_nothing_before_it() -> None:
    document = said(made())
    assert {value for name, value in document.items() if name.startswith("previous")} == {None}


def test_a_digest_names_the_one_before_it_with_its_hash_and_signature() -> None:
    before = made(FILES)
    document = said(made((), before))
    assert [document[name] for name in FIELDS if name.startswith("previous")] == [
        "logs",
        before.key,
        hashlib.sha256(before.content).hexdigest(),
        "SHA-256",
        before.signature,
    ]


@pytest.mark.parametrize(("previous", "last"), [(None, "null"), ("0a1b", "0a1b")])
def test_the_text_to_sign_has_four_lines_and_no_end(previous: str | None, last: str) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html."""
    text = text_to_sign("2026-11-24T00:01:31Z", "logs", "k", b"{}", previous)
    hash_value = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert text == f"2026-11-24T00:01:31Z\nlogs/k\n{hash_value}\n{last}"


def test_the_signature_is_verified_by_the_key_of_the_fingerprint_and_of_nothing_else() -> None:
    digest = made(FILES, made())
    document, signing = said(digest), keys().of(HOME)[-1]
    public = load_der_public_key(signing.public_der)
    assert isinstance(public, RSAPublicKey)
    assert document["digestPublicKeyFingerprint"] == hashlib.md5(signing.public_der).hexdigest()  # noqa: S324
    signature = bytes.fromhex(digest.metadata["x-amz-meta-signature"])
    lines = [document["digestEndTime"], f"logs/{digest.key}", digest.sha256, document["previousDigestSignature"]]
    public.verify(signature, "\n".join(lines).encode(), PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, "\n".join([*lines, ""]).encode(), PKCS1v15(), SHA256())
    assert digest.metadata["x-amz-meta-signature-algorithm"] == document["digestSignatureAlgorithm"] == "SHA256withRSA"
