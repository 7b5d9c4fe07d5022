"""A digest: its key in the bucket, what it says, and the text that is signed.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html (2026-04-13)
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.server.digests.signing import SigningKey
from local.server.trails.trail import Trail

SIGNATURE_ALGORITHM, HASH_ALGORITHM = "SHA256withRSA", "SHA-256"


@dataclass(frozen=True, slots=True)
class Listed:
    """A log file that was delivered, as a digest lists it."""

    bucket: str
    key: str
    sha256: str
    """Of its bytes before they were compressed."""
    oldest: str | None
    newest: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Interval:
    """What one digest of one account and Region is of."""

    account_id: str
    region: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    trail: Trail
    interval: Interval
    bucket: str
    key: str
    content: bytes
    """Before it is compressed."""
    signature: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def metadata(self) -> dict[str, str]:
        """The headers of the object."""
        return {"x-amz-meta-signature": self.signature, "x-amz-meta-signature-algorithm": SIGNATURE_ALGORITHM}


def signed(
    trail: Trail, interval: Interval, files: Sequence[Listed], previous: Digest | None, signing: SigningKey
) -> Digest:
    key = digest_key(trail, interval)
    said = document(trail, interval, files, previous) | {"digestPublicKeyFingerprint": signing.fingerprint}
    content = json.dumps(said, separators=(",", ":")).encode()
    text = text_to_sign(iso(interval.end), trail.bucket, key, content, previous.signature if previous else None)
    return Digest(trail, interval, trail.bucket, key, content, signing.sign(text))


def digest_key(trail: Trail, interval: Interval) -> str:
    account_id, region, end = interval.account_id, interval.region, interval.end
    name = f"{account_id}_CloudTrail-Digest_{region}_{trail.name}_{trail.home_region}_{end:%Y%m%dT%H%M%SZ}.json.gz"
    return f"{trail.log_folder(account_id)}CloudTrail-Digest/{region}/{end:%Y/%m/%d}/{name}"


def document(trail: Trail, interval: Interval, files: Sequence[Listed], previous: Digest | None) -> dict[str, Any]:
    return {
        "awsAccountId": interval.account_id,
        "digestStartTime": iso(interval.start),
        "digestEndTime": iso(interval.end),
        "digestS3Bucket": trail.bucket,
        "digestS3Object": digest_key(trail, interval),
        "digestPublicKeyFingerprint": None,
        "digestSignatureAlgorithm": SIGNATURE_ALGORITHM,
        "newestEventTime": max((file.newest for file in files if file.newest), default=None),
        "oldestEventTime": min((file.oldest for file in files if file.oldest), default=None),
        "previousDigestS3Bucket": previous and previous.bucket,
        "previousDigestS3Object": previous and previous.key,
        "previousDigestHashValue": previous and previous.sha256,
        "previousDigestHashAlgorithm": previous and HASH_ALGORITHM,
        "previousDigestSignature": previous and previous.signature,
        "logFiles": [_listed(file) for file in files],
    }


def text_to_sign(end: str, bucket: str, key: str, content: bytes, previous_signature: str | None) -> str:
    return f"{end}\n{bucket}/{key}\n{hashlib.sha256(content).hexdigest()}\n{previous_signature or 'null'}"


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _listed(file: Listed) -> dict[str, Any]:
    return {
        "s3Bucket": file.bucket,
        "s3Object": file.key,
        "hashValue": file.sha256,
        "hashAlgorithm": HASH_ALGORITHM,
        "newestEventTime": file.newest,
        "oldestEventTime": file.oldest,
    }
