"""Whether one digest is CloudTrail's: its bytes, its place, its signature. The chain is another question.

What is wrong with it is a finding, and a value: the next digest is verified all the same.
"""

from collections.abc import Callable, Sequence

import msgspec

from lambdas.core import digest as digests
from lambdas.core import finding as f
from lambdas.core.digest import Digest, MalformedDigest
from lambdas.core.digest_key import HOUR_S, DigestKey
from lambdas.core.error import MalformedLogFile
from lambdas.core.finding import Code, Effect, Finding
from lambdas.core.inflate import inflate
from lambdas.core.public_key import PublicKey, choose

# A digest of an hour with 100,000 log files takes about 40 MB.
LIMIT_BYTES = 256 * 1024 * 1024

Signs = Callable[[bytes, bytes, bytes], bool]
"""Whether the key of this DER made this signature of this text, as RSA PKCS#1 v1.5 with SHA-256."""


class StoredDigest(msgspec.Struct, frozen=True):
    """An object below CloudTrail-Digest/, with what S3 keeps beside its bytes."""

    key: DigestKey
    bucket: str
    body: bytes
    signature: str
    """Hex: x-amz-meta-signature; empty where there is none."""
    algorithm: str
    """x-amz-meta-signature-algorithm."""
    generated: str = ""
    """x-amz-meta-backfill-generation-timestamp, of a backfilled digest."""
    version: str = ""
    etag: str = ""
    written_s: int = 0

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
    """keys: those of the digest's Region; others that say so are passed over."""
    try:
        inflated = inflate(stored.body, LIMIT_BYTES)
    except MalformedLogFile as error:
        return _verified(stored, None, "", [_finding(stored, f.DIGEST_DAMAGED, str(error))])
    found: list[Finding] = []
    if inflated.trailing_bytes:
        found.append(_finding(stored, f.DIGEST_DAMAGED, f"{inflated.trailing_bytes} bytes follow its gzip"))
    try:
        digest = digests.read(inflated.body)
    except MalformedDigest as error:
        return _verified(stored, None, inflated.sha256, [*found, _finding(stored, f.DIGEST_MALFORMED, str(error))])
    found += _misplaced(stored, digest)
    found += _missigned(stored, digest, inflated.sha256, keys, signs)
    return _verified(stored, digest, inflated.sha256, found)


def _misplaced(stored: StoredDigest, digest: Digest) -> list[Finding]:
    said = f"{digest.digest_s3_bucket}/{digest.digest_s3_object}"
    found = [] if said == stored.name else [_finding(stored, f.DIGEST_MOVED, f"it says that it was written to {said}")]
    if digest.end_s != stored.key.end_s and not found:
        found.append(
            _finding(stored, f.DIGEST_MALFORMED, f"its hour ends {digest.digest_end_time}, its name says other")
        )
    return found


def _missigned(
    stored: StoredDigest, digest: Digest, sha256: str, keys: Sequence[PublicKey], signs: Signs
) -> list[Finding]:
    try:
        signature = bytes.fromhex(stored.signature)
    except ValueError:
        signature = b""
    algorithms = {stored.algorithm, digest.digest_signature_algorithm}
    if not signature or algorithms != {digests.SIGNATURE_ALGORITHM}:
        what = f"signature of {len(signature)} bytes, {' and '.join(sorted(algorithms))}"
        return [_finding(stored, f.DIGEST_UNSIGNED, what)]
    times = _signed_between(stored, digest)
    if times is None:
        return [_finding(stored, f.DIGEST_UNSIGNED, f"{stored.generated!r} is no time when it was backfilled")]
    here = [key for key in keys if key.region in ("", stored.key.chain.region)]
    key = choose(here, digest.digest_public_key_fingerprint, *times)
    if isinstance(key, Code):
        return [_finding(stored, key, f"key {digest.digest_public_key_fingerprint} in {stored.key.chain.region}")]
    if signs(key.der, signature, digests.signed_text(digest, sha256)):
        return []
    return [_finding(stored, f.DIGEST_FORGED, f"its signature is not of key {key.fingerprint}")]


def _signed_between(stored: StoredDigest, digest: Digest) -> tuple[int, int] | None:
    """A backfilled digest was signed when it was made; None where it does not say when."""
    if not stored.key.chain.is_backfill:
        return digest.start_s, digest.end_s
    made_s = digests.seconds(stored.generated)
    return None if made_s is None else (made_s - HOUR_S, made_s + HOUR_S)


def _verified(stored: StoredDigest, digest: Digest | None, sha256: str, found: Sequence[Finding]) -> VerifiedDigest:
    fingerprint = digest.digest_public_key_fingerprint if digest else ""
    return VerifiedDigest(
        stored.key, stored.bucket, digest, sha256, stored.signature, tuple(found), fingerprint, stored.version
    )


def _finding(stored: StoredDigest, code: Code, what: str) -> Finding:
    chain = stored.key.chain
    return Finding(code, stored.name, what, chain.account, chain.region, stored.key.end_s)
