"""A digest as CloudTrail writes it: what it says of an hour's log files, of itself, and of the digest before it.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
and cloudtrail-log-file-custom-validation.html (2026-04-13).
"""

from datetime import UTC, datetime

import msgspec

from lambdas.core.error import RejectedInput

SHA256 = "SHA-256"
SIGNATURE_ALGORITHM = "SHA256withRSA"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class MalformedDigest(RejectedInput):
    """A digest that lacks what CloudTrail writes into each."""

    reason = "malformed-digest"


class ListedLogFile(msgspec.Struct, frozen=True, rename="camel"):
    s3_bucket: str
    s3_object: str
    hash_value: str
    hash_algorithm: str

    @property
    def name(self) -> str:
        return f"{self.s3_bucket}/{self.s3_object}"


class Digest(msgspec.Struct, frozen=True, rename="camel"):
    """The names are CloudTrail's own."""

    digest_start_time: str
    digest_end_time: str
    digest_s3_bucket: str
    digest_s3_object: str
    digest_public_key_fingerprint: str
    digest_signature_algorithm: str
    log_files: tuple[ListedLogFile, ...]
    previous_digest_s3_bucket: str | None = None
    previous_digest_s3_object: str | None = None
    previous_digest_hash_value: str | None = None
    previous_digest_hash_algorithm: str | None = None
    previous_digest_signature: str | None = None

    @property
    def start_s(self) -> int:
        return _seconds(self.digest_start_time)

    @property
    def end_s(self) -> int:
        return _seconds(self.digest_end_time)

    @property
    def is_first(self) -> bool:
        """Whether the chain begins with it: nothing before it is signed."""
        return self.previous_digest_s3_object is None


_DECODER = msgspec.json.Decoder(Digest)


def read(body: bytes) -> Digest:
    """Of the inflated bytes. Raises MalformedDigest."""
    try:
        digest = _DECODER.decode(body)
        is_hour = digest.start_s <= digest.end_s
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise MalformedDigest(f"no digest: {error}") from error
    if not is_hour:
        raise MalformedDigest("no digest: it ends before it begins")
    if len({part is None for part in _previous(digest)}) > 1:
        raise MalformedDigest("no digest: it names the one before it in part only")
    return digest


def _previous(digest: Digest) -> tuple[str | None, ...]:
    return (
        digest.previous_digest_s3_bucket,
        digest.previous_digest_s3_object,
        digest.previous_digest_hash_value,
        digest.previous_digest_signature,
    )


def signed_text(digest: Digest, sha256: str) -> bytes:
    """What CloudTrail signs; sha256: hex, of the digest's own inflated bytes."""
    place = f"{digest.digest_s3_bucket}/{digest.digest_s3_object}"
    return f"{digest.digest_end_time}\n{place}\n{sha256}\n{digest.previous_digest_signature or 'null'}".encode()


def seconds(text: str) -> int | None:
    """Since 1970, of a time in ISO 8601, of UTC where it has no zone; None for what is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _seconds(text: str) -> int:
    return int(datetime.strptime(text, _TIME).replace(tzinfo=UTC).timestamp())
