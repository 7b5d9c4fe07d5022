"""Whether one digest is CloudTrail's: its bytes, its place, its signature. The chain is another question.

What is wrong with it is a finding, and a value: the next digest is verified all the same.
"""

from collections.abc import Callable, Sequence

import msgspec

from lambdas.core import digest as digests
from lambdas.core import finding as f
from lambdas.core.digest import Digest, DigestHead, MalformedDigest
from lambdas.core.digest_key import HOUR_S, DigestKey
from lambdas.core.error import MalformedLogFile
from lambdas.core.finding import Code, Effect, Finding
from lambdas.core.inflate import Inflated, inflate
from lambdas.core.public_key import PublicKey, choose

LIMIT_BYTES = 64 * 1024 * 1024
"""Of a digest's content: an hour of 100,000 log files takes about 40 MB."""
MOST_BYTES = 16 * 1024 * 1024
"""Of a digest as it is stored: of a log file's 400 bytes the hash and a part of the name, 45 bytes, do not compress."""
UNSIGNED_BYTES = 4 * 1024 * 1024
"""Of the content of a digest that nobody has signed: anybody may have made it larger, so that reading it takes all."""
# 2013, when CloudTrail began, and 2100.
_EARLIEST_S, _LATEST_S = 1_356_998_400, 4_102_444_800
# How far clocks may differ.
_CLOCK_S = HOUR_S

Signs = Callable[[bytes, bytes, bytes], bool]
"""Whether the key of this DER made this signature of this text, as RSA PKCS#1 v1.5 with SHA-256."""


class StoredDigest(msgspec.Struct, frozen=True):
    """An object below CloudTrail-Digest/, with what S3 keeps beside its bytes."""

    key: DigestKey
    bucket: str
    body: bytes
    """Empty for an object of more than MOST_BYTES."""
    signature: str
    """Hex: x-amz-meta-signature; empty where there is none."""
    algorithm: str
    """x-amz-meta-signature-algorithm."""
    generated: str = ""
    """x-amz-meta-backfill-generation-timestamp, of a backfilled digest."""
    version: str = ""
    etag: str = ""
    written_s: int = 0
    size_bytes: int = 0
    """Of the object, where it is larger than its body; else it may be 0."""

    @property
    def name(self) -> str:
        return f"{self.bucket}/{self.key.key}"


class VerifiedDigest(msgspec.Struct, frozen=True):
    key: DigestKey
    bucket: str
    digest: Digest | None
    """None where the bytes are no digest."""
    sha256: str
    """Hex, of the inflated bytes; empty where they could not be inflated."""
    signature: str
    findings: tuple[Finding, ...]
    fingerprint: str = ""
    version: str = ""

    @property
    def name(self) -> str:
        return f"{self.bucket}/{self.key.key}"

    @property
    def effect(self) -> Effect:
        """What it is by itself: NONE for CloudTrail's own."""
        effects = {finding.code.effect for finding in self.findings}
        return next((each for each in (Effect.INVALID, Effect.UNDECIDED) if each in effects), Effect.NONE)

    @property
    def start_s(self) -> int:
        return self.digest.start_s if self.digest else self.key.end_s - HOUR_S


def verify(stored: StoredDigest, keys: Sequence[PublicKey], signs: Signs) -> VerifiedDigest:
    """keys: those of the digest's Region; others that say so are passed over.

    Where the signature is wrong, what more than UNSIGNED_BYTES list is not read.
    """
    try:
        inflated = _inflated(stored)
    except MalformedLogFile as error:
        return _verified(stored, None, "", [_finding(stored, f.DIGEST_DAMAGED, str(error))])
    found: list[Finding] = []
    if inflated.trailing_bytes:
        found.append(_finding(stored, f.DIGEST_DAMAGED, f"{inflated.trailing_bytes} bytes follow its gzip"))
    try:
        head = digests.read_head(inflated.body)
        missigned = _missigned(stored, head, inflated.sha256, keys, signs)
        is_unsigned = any(each.code.effect is Effect.INVALID for each in missigned)
        is_left = is_unsigned and len(inflated.body) > UNSIGNED_BYTES
        digest = digests.without_log_files(head) if is_left else digests.read(inflated.body)
    except MalformedDigest as error:
        return _verified(stored, None, inflated.sha256, [*found, _finding(stored, f.DIGEST_MALFORMED, str(error))])
    return _verified(stored, digest, inflated.sha256, [*found, *_misplaced(stored, head), *missigned])


def _inflated(stored: StoredDigest) -> Inflated:
    size_bytes = max(stored.size_bytes, len(stored.body))
    if size_bytes > MOST_BYTES:
        raise MalformedLogFile(f"its {size_bytes} bytes are more than a digest takes")
    return inflate(stored.body, LIMIT_BYTES)


def _misplaced(stored: StoredDigest, digest: DigestHead) -> list[Finding]:
    said = f"{digest.digest_s3_bucket}/{digest.digest_s3_object}"
    found = [] if said == stored.name else [_finding(stored, f.DIGEST_MOVED, f"it says that it was written to {said}")]
    if digest.end_s != stored.key.end_s and not found:
        found.append(
            _finding(stored, f.DIGEST_MALFORMED, f"its hour ends {digest.digest_end_time}, its name says other")
        )
    return found


def _missigned(
    stored: StoredDigest, digest: DigestHead, sha256: str, keys: Sequence[PublicKey], signs: Signs
) -> list[Finding]:
    try:
        signature = bytes.fromhex(stored.signature)
    except ValueError:
        signature = b""
    algorithms = {stored.algorithm, digest.digest_signature_algorithm}
    if not signature or algorithms != {digests.SIGNATURE_ALGORITHM}:
        what = f"signature of {len(signature)} bytes, {' and '.join(sorted(algorithms))}"
        return [_finding(stored, f.DIGEST_UNSIGNED, what)]
    if stored.key.chain.is_backfill and _made_s(stored.key, stored.generated, stored.written_s) is None:
        return [_finding(stored, f.DIGEST_UNSIGNED, f"{stored.generated!r} is no time when it was backfilled")]
    here = [key for key in keys if key.region in ("", stored.key.chain.region)]
    times = signed_between(stored.key, stored.generated)
    key = choose(here, digest.digest_public_key_fingerprint, *times)
    if isinstance(key, Code):
        return [_finding(stored, key, f"key {digest.digest_public_key_fingerprint} in {stored.key.chain.region}")]
    if signs(key.der, signature, digests.signed_text(digest, sha256)):
        return []
    return [_finding(stored, f.DIGEST_FORGED, f"its signature is not of key {key.fingerprint}")]


def signed_between(key: DigestKey, generated: str) -> tuple[int, int]:
    """The seconds since 1970 that a digest was signed between, for which its public key is to be asked; within what a
    clock can show, whatever its name and metadata say.

    generated: x-amz-meta-backfill-generation-timestamp, which nobody has signed. It counts for a backfilled digest
    only, and only where that can have been made then; what else there is was signed when its hour ended.
    """
    made_s = _made_s(key, generated) if key.chain.is_backfill else None
    from_s, until_s = (key.end_s - HOUR_S, key.end_s) if made_s is None else (made_s - HOUR_S, made_s + HOUR_S)
    return max(_EARLIEST_S, min(from_s, _LATEST_S)), max(_EARLIEST_S, min(until_s, _LATEST_S))


def _made_s(key: DigestKey, generated: str, written_s: int = 0) -> int | None:
    """None where no digest of this hour can have been made then; written_s: 0 where it is not known."""
    made_s = digests.seconds(generated)
    latest_s = written_s + _CLOCK_S if written_s else _LATEST_S
    is_possible = made_s is not None and max(_EARLIEST_S, key.end_s - _CLOCK_S) <= made_s <= latest_s
    return made_s if is_possible else None


def _verified(stored: StoredDigest, digest: Digest | None, sha256: str, found: Sequence[Finding]) -> VerifiedDigest:
    fingerprint = digest.digest_public_key_fingerprint if digest else ""
    return VerifiedDigest(
        stored.key, stored.bucket, digest, sha256, stored.signature, tuple(found), fingerprint, stored.version
    )


def _finding(stored: StoredDigest, code: Code, what: str) -> Finding:
    chain = stored.key.chain
    return Finding(code, stored.name, what, chain.account, chain.region, stored.key.end_s)
