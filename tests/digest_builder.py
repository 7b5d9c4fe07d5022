"""An archive as CloudTrail leaves it, in memory: log files, and chains of signed digests over them.

    archive = Archive()
    chain = archive.add_chain(log_files=(2, 0, 3))  # a digest an hour, each of so many log files
    archive.alter(chain.log_files[0])
    archive.write(tmp_path)

It follows CloudTrail's documents and takes nothing of the pipeline but the types in which it hands over:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html (2026-04-13).
"""

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lambdas.core.digest_key import digest_key
from lambdas.core.digest_verification import StoredDigest
from lambdas.core.public_key import PublicKey
from tests.builder import ACCOUNT, BUCKET, log_file, record

PREVIOUS = ("S3Bucket", "S3Object", "HashValue", "HashAlgorithm", "Signature")
START = datetime(2026, 11, 23, 10, 1, 31, tzinfo=UTC)
HOUR = timedelta(hours=1)


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@cache
def _private_key(name: str) -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@dataclass(frozen=True)
class Signer:
    name: str = "cloudtrail"
    """Of its key pair, made once in a process."""
    is_spki: bool = False
    """Whether its public half is listed as SubjectPublicKeyInfo, and not as PKCS#1."""

    @property
    def der(self) -> bytes:
        form = PublicFormat.SubjectPublicKeyInfo if self.is_spki else PublicFormat.PKCS1
        return _private_key(self.name).public_key().public_bytes(Encoding.DER, form)

    @property
    def fingerprint(self) -> str:
        return hashlib.md5(self.der, usedforsecurity=False).hexdigest()

    def sign(self, text: bytes) -> str:
        return _private_key(self.name).sign(text, PKCS1v15(), SHA256()).hex()

    def listed(self, from_: datetime = START - 10 * 24 * HOUR, until: datetime = START + 20 * 24 * HOUR) -> Any:
        """As boto3 gives it: one element of ListPublicKeys' PublicKeyList."""
        named = {"Value": self.der, "Fingerprint": self.fingerprint}
        return {**named, "ValidityStartTime": from_, "ValidityEndTime": until}


CLOUDTRAIL = Signer()
ATTACKER = Signer("attacker")


@dataclass(frozen=True)
class Trail:
    account: str = ACCOUNT
    region: str = "eu-west-1"
    name: str = "audit"
    home: str = "eu-west-1"
    organization: str = ""
    prefix: str = ""
    """Without a slash at its end."""

    @property
    def folder(self) -> str:
        parts = (self.prefix, "AWSLogs", self.organization, self.account)
        return "".join(f"{part}/" for part in parts if part)

    def digest_key(self, end: datetime, *, is_backfill: bool = False) -> str:
        day = f"{self.folder}CloudTrail-Digest/{self.region}/{end:%Y/%m/%d}"
        name = f"{self.account}_CloudTrail-Digest_{self.region}_{self.name}_{self.home}_{end:%Y%m%dT%H%M%SZ}"
        return f"{day}/{name}{'_backfill' if is_backfill else ''}.json.gz"

    def log_file_key(self, stamp: datetime, unique: str, family: str = "") -> str:
        kind = f"CloudTrail-{family}" if family else "CloudTrail"
        name = f"{self.account}_{kind}_{self.region}_{stamp:%Y%m%dT%H%MZ}_{unique}.json.gz"
        return f"{self.folder}{kind}/{self.region}/{stamp:%Y/%m/%d}/{name}"


Previous = Mapping[str, str | None]
"""What a digest says of the one before it, under CloudTrail's names."""
FIRST: Previous = dict.fromkeys(f"previousDigest{part}" for part in PREVIOUS)


@dataclass(frozen=True)
class Hours:
    start: datetime
    previous: Previous
    log_files: Sequence[int] = (1, 1, 1, 1, 1)
    """How many, of each hour."""
    signer: Signer = CLOUDTRAIL
    generated: datetime | None = None
    """When it was, of a backfilled chain."""
    family: str = ""


@dataclass
class Chain:
    """The keys of what was made, in order."""

    trail: Trail
    end: datetime = START
    digests: list[str] = field(default_factory=list)
    log_files: list[str] = field(default_factory=list)
    last: Previous = field(default_factory=lambda: FIRST)
    """What the next digest has to say of this chain's last one."""


class Archive:
    """One bucket. Without public keys of its own it lists CloudTrail's."""

    def __init__(self, bucket: str = BUCKET, public_keys: Sequence[Any] | None = None) -> None:
        self.bucket = bucket
        self.objects: dict[str, bytes] = {}
        self.metadata: dict[str, dict[str, str]] = {}
        self._numbers = count()
        self.public_keys = [CLOUDTRAIL.listed()] if public_keys is None else list(public_keys)

    def add_chain(self, trail: Trail | None = None, **hours: Any) -> Chain:
        """hours: the fields of Hours."""
        chain = Chain(trail or Trail())
        self.extend(chain, **hours)
        return chain

    def extend(self, chain: Chain, **hours: Any) -> None:
        """By further digests, right after its last one unless a start is named; previous=FIRST: as after a stop."""
        asked = Hours(**{"start": chain.end, "previous": chain.last, **hours})
        chain.end, chain.last = asked.start, asked.previous
        for many in asked.log_files:
            self._add_hour(chain, asked, many)

    def _add_hour(self, chain: Chain, asked: Hours, many: int) -> None:
        begin, chain.end = chain.end, chain.end + HOUR
        stamps = (begin + number * HOUR / (many + 1) for number in range(1, many + 1))
        listed = [self._add_log_file(chain, stamp, asked.family) for stamp in stamps]
        key = chain.trail.digest_key(chain.end, is_backfill=asked.generated is not None)
        document = {
            "awsAccountId": chain.trail.account,
            "digestStartTime": iso(begin),
            "digestEndTime": iso(chain.end),
            "digestS3Bucket": self.bucket,
            "digestS3Object": key,
            "digestPublicKeyFingerprint": asked.signer.fingerprint,
            "digestSignatureAlgorithm": "SHA256withRSA",
            "newestEventTime": listed[-1]["newestEventTime"] if listed else None,
            "oldestEventTime": listed[0]["oldestEventTime"] if listed else None,
            **chain.last,
            "logFiles": listed,
        }
        chain.last = self.put_digest(key, document, asked.signer)
        chain.digests.append(key)
        if asked.generated:
            self.metadata[key]["backfill-generation-timestamp"] = iso(asked.generated)

    def _add_log_file(self, chain: Chain, stamp: datetime, family: str) -> dict[str, str]:
        key = chain.trail.log_file_key(stamp, f"{(number := next(self._numbers)):016d}", family)
        self.objects[key] = log_file(*(record(iso(stamp), eventID=f"{number}-{each}") for each in range(2)))
        chain.log_files.append(key)
        sha256 = hashlib.sha256(gzip.decompress(self.objects[key])).hexdigest()
        times = {"newestEventTime": iso(stamp), "oldestEventTime": iso(stamp)}
        return {"s3Bucket": self.bucket, "s3Object": key, "hashValue": sha256, "hashAlgorithm": "SHA-256", **times}

    def document(self, key: str) -> dict[str, Any]:
        """A digest's content, to be altered and put back."""
        return dict(json.loads(gzip.decompress(self.objects[key])))

    def put_digest(self, key: str, document: dict[str, Any], signer: Signer = CLOUDTRAIL) -> Previous:
        """Signed as it says that it is; gives what the next digest has to say of it."""
        body = json.dumps(document, separators=(",", ":")).encode()
        sha256 = hashlib.sha256(body).hexdigest()
        place = f"{document['digestS3Bucket']}/{document['digestS3Object']}"
        before = document["previousDigestSignature"] or "null"
        signature = signer.sign(f"{document['digestEndTime']}\n{place}\n{sha256}\n{before}".encode())
        self.objects[key] = gzip.compress(body, mtime=0)
        self.metadata[key] = {"signature": signature, "signature-algorithm": "SHA256withRSA"}
        return dict(zip(FIRST, (self.bucket, key, sha256, "SHA-256", signature), strict=True))

    def rewrite(self, key: str, signer: Signer = CLOUDTRAIL, **changes: Any) -> Previous:
        """A digest with other fields, signed once more."""
        return self.put_digest(key, {**self.document(key), **changes}, signer)

    def alter(self, key: str, old: bytes = b'"20', new: bytes = b'"19') -> None:
        """The content of a log file or a digest, whose signature stays."""
        self.objects[key] = gzip.compress(gzip.decompress(self.objects[key]).replace(old, new, 1), mtime=0)

    def remove(self, *keys: str) -> None:
        for key in keys:
            del self.objects[key]
            self.metadata.pop(key, None)

    def copy(self, key: str, to: str) -> None:
        """With its signature, as S3 copies an object."""
        self.objects[to] = self.objects[key]
        self.metadata[to] = dict(self.metadata.get(key, {}))

    def write(self, folder: Path) -> None:
        """Laid out as the bucket is, with _digest_metadata.json and _public_keys.json beside AWSLogs/."""
        for key, body in self.objects.items():
            place = folder / key
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
        keys = {"PublicKeyList": [_as_json(key) for key in self.public_keys]}
        for name, content in (("_digest_metadata", self.metadata), ("_public_keys", keys)):
            (folder / f"{name}.json").write_text(json.dumps(content, indent=1))

    def stored_digest(self, key: str) -> StoredDigest:
        """As lambdas' adapters hand it over."""
        name = digest_key(key)
        assert name is not None, key
        names = ("signature", "signature-algorithm", "backfill-generation-timestamp")
        signature, algorithm, generated = (self.metadata.get(key, {}).get(each, "") for each in names)
        return StoredDigest(name, self.bucket, self.objects[key], signature, algorithm, generated)

    @property
    def keys(self) -> list[PublicKey]:
        """public_keys, as lambdas' adapters hand them over."""
        return [_public_key(key) for key in self.public_keys]


def _as_json(key: Any) -> dict[str, str]:
    times = {name: iso(key[name]) for name in ("ValidityStartTime", "ValidityEndTime")}
    return {**key, "Value": base64.b64encode(key["Value"]).decode(), **times}


def _public_key(key: Any) -> PublicKey:
    from_s, until_s = (int(key[name].timestamp()) for name in ("ValidityStartTime", "ValidityEndTime"))
    return PublicKey(key["Fingerprint"], key["Value"], from_s, until_s)
