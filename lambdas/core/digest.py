"""A digest as CloudTrail writes it: what it says of an hour's log files, of itself, and of the digest before it.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
and cloudtrail-log-file-custom-validation.html (2026-04-13).
"""

from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec

from lambdas.core.error import RejectedInput

SHA256 = "SHA-256"
SIGNATURE_ALGORITHM = "SHA256withRSA"
# A key has 1,024 bytes, and a signature 512 digits.
_LONGEST = 4096
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class MalformedDigest(RejectedInput):
    """A digest that lacks what CloudTrail writes into each."""

    reason = "malformed-digest"


Text = Annotated[str, msgspec.Meta(max_length=_LONGEST)]


class ListedLogFile(msgspec.Struct, frozen=True, rename="camel"):
    s3_bucket: Text
    s3_object: Text
    hash_value: Text
    hash_algorithm: Text

    @property
    def name(self) -> str:
        return f"{self.s3_bucket}/{self.s3_object}"


class DigestHead(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """All but the list. The names are CloudTrail's own."""

    digest_start_time: Text
    digest_end_time: Text
    digest_s3_bucket: Text
    digest_s3_object: Text
    digest_public_key_fingerprint: Text
    digest_signature_algorithm: Text
    previous_digest_s3_bucket: Text | None = None
    previous_digest_s3_object: Text | None = None
    previous_digest_hash_value: Text | None = None
    previous_digest_hash_algorithm: Text | None = None
    previous_digest_signature: Text | None = None

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


class Digest(DigestHead, frozen=True, rename="camel", kw_only=True):
    log_files: tuple[ListedLogFile, ...]


_HEAD = msgspec.json.Decoder(DigestHead)
_WHOLE = msgspec.json.Decoder(Digest)
_Read = TypeVar("_Read", bound=DigestHead)


def read_head(body: bytes) -> DigestHead:
    """Of the inflated bytes, in little memory whatever they list: for who does not know yet who wrote them.

    Raises MalformedDigest.
    """
    return _read(_HEAD, body)


def read(body: bytes) -> Digest:
    """As read_head, and the list: takes ten times the memory of the bytes."""
    return _read(_WHOLE, body)


def without_log_files(head: DigestHead) -> Digest:
    """Of a head that says nothing of any, as it is not CloudTrail's."""
    return Digest(log_files=(), **msgspec.structs.asdict(head))


def _read(decoder: msgspec.json.Decoder[_Read], body: bytes) -> _Read:
    try:
        digest = decoder.decode(body)
        is_hour = digest.start_s <= digest.end_s
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise MalformedDigest(f"no digest: {error}") from error
    if not is_hour:
        raise MalformedDigest("no digest: it ends before it begins")
    if len({part is None for part in _previous(digest)}) > 1:
        raise MalformedDigest("no digest: it names the one before it in part only")
    return digest


def _previous(digest: DigestHead) -> tuple[str | None, ...]:
    return (
        digest.previous_digest_s3_bucket,
        digest.previous_digest_s3_object,
        digest.previous_digest_hash_value,
        digest.previous_digest_signature,
    )


def signed_text(digest: DigestHead, sha256: str) -> bytes:
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
