"""The digests of a trail of the embedded cloud, and what is wrong with them, found without the pipeline.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html (2026-04-13)
"""

import gzip
import hashlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from local.cloud import EmbeddedCloud
from local.process import PROJECT
from tests.acceptance.watched_trail import WatchedTrail

AWS = PROJECT / ".venv" / "bin" / "aws"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FoundDigest:
    key: str
    content: bytes
    signature: str
    written_at: datetime

    @property
    def said(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.content)
        return document

    @property
    def files(self) -> list[str]:
        return [file["s3Object"] for file in self.said["logFiles"]]


def digests(trail: WatchedTrail, region: str = "us-east-1", account: str | None = None) -> list[FoundDigest]:
    """In the order of their keys, so of their hours."""
    folder = f"/{account or trail.account}/CloudTrail-Digest/{region}/"
    found = []
    for key in trail.stored():
        if folder in key:
            it = trail.s3.get_object(Bucket=trail.bucket, Key=key)
            content, metadata = gzip.decompress(it["Body"].read()), it["Metadata"]
            assert metadata["signature-algorithm"] == "SHA256withRSA"
            found.append(FoundDigest(key, content, metadata["signature"], it["LastModified"]))
    return found


def wrong(trail: WatchedTrail, found: Sequence[FoundDigest], region: str = "us-east-1") -> list[str]:
    """What does not agree: signatures, places, chains, log files."""
    keys, by_key = _public_keys(trail.cloud, region), {digest.key: digest for digest in found}
    return [it for digest in found for it in (*_wrong(trail, digest, keys), *_wrong_link(digest, by_key))]


def _wrong(trail: WatchedTrail, digest: FoundDigest, keys: dict[str, bytes]) -> Iterator[str]:
    said = digest.said
    if (said["digestS3Bucket"], said["digestS3Object"]) != (trail.bucket, digest.key):
        yield "moved digest"
    lines = [
        said["digestEndTime"],
        f"{trail.bucket}/{digest.key}",
        hashlib.sha256(digest.content).hexdigest(),
        said["previousDigestSignature"] or "null",
    ]
    public = load_der_public_key(keys[said["digestPublicKeyFingerprint"]])
    assert isinstance(public, RSAPublicKey)
    try:
        public.verify(bytes.fromhex(digest.signature), "\n".join(lines).encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        yield "signature"
    for file in said["logFiles"]:
        body = _body(trail, file["s3Object"])
        if body is None:
            yield "missing log file"
        elif hashlib.sha256(gzip.decompress(body)).hexdigest() != file["hashValue"]:
            yield "altered log file"


def _wrong_link(digest: FoundDigest, by_key: dict[str, FoundDigest]) -> Iterator[str]:
    said = digest.said
    name = said["previousDigestS3Object"]
    before = by_key.get(name)
    if name and before is None:
        yield "missing digest"
    if before is not None and said["previousDigestHashValue"] != hashlib.sha256(before.content).hexdigest():
        yield "previous hash"
    if before is not None and said["previousDigestSignature"] != before.signature:
        yield "previous signature"
    if before is not None and said["digestStartTime"] != before.said["digestEndTime"]:
        yield "gap"


def _public_keys(cloud: EmbeddedCloud, region: str) -> dict[str, bytes]:
    client = cloud.client("cloudtrail", region=region)
    listed = client.list_public_keys(StartTime=cloud.digest_time() - 5 * DAY, EndTime=cloud.digest_time() + DAY)
    return {key["Fingerprint"]: key["Value"] for key in listed["PublicKeyList"]}


def _body(trail: WatchedTrail, key: str) -> bytes | None:
    try:
        body: bytes = trail.s3.get_object(Bucket=trail.bucket, Key=key)["Body"].read()
    except ClientError:
        return None
    return body


def validate_logs(trail: WatchedTrail, *options: str) -> str:
    """What `aws cloudtrail validate-logs` prints of all that there is, as the trail's account."""
    start = f"{trail.cloud.digest_time() - 5 * DAY:%Y-%m-%dT%H:%M:%SZ}"
    command = [str(AWS), "cloudtrail", "validate-logs", "--trail-arn", trail.arn, "--start-time", start, *options]
    environment = trail.cloud.environment(trail.cloud.account(trail.account))
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}"
