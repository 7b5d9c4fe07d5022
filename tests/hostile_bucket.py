"""What somebody who may write to the bucket does to verification, and what a policy may refuse it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from lambdas.core.digest_key import DigestKey
from lambdas.core.digest_verification import StoredDigest
from lambdas.core.error import PipelineError
from lambdas.core.public_key import PublicKey
from tests.digest_builder import Chain
from tests.verification import StoredDigests, Verification


@dataclass
class Digests:
    """Some of which cannot be had."""

    inner: StoredDigests
    errors: dict[str, PipelineError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def get(self, bucket: str, key: DigestKey) -> StoredDigest:
        self.asked.append(key.key)
        if key.key in self.errors:
            raise self.errors[key.key]
        return self.inner.get(bucket, key)


@dataclass
class RefusedKeys:
    error: PipelineError

    def of(self, region: str, from_s: int, until_s: int) -> Sequence[PublicKey]:
        raise type(self.error)(f"{self.error}: {region} {from_s} {until_s}")


def watched(verification: Verification) -> Digests:
    digests = Digests(StoredDigests(verification.archive))
    verification.others["digests"] = digests
    return digests


def forge(verification: Verification, chain: Chain, after: timedelta) -> str:
    """An object of no digest's bytes under the name of one that ends so long after the chain."""
    key = chain.trail.digest_key(chain.end + after)
    verification.archive.objects[key] = b"x"
    verification.archive.metadata[key] = {}
    return key


def next_hour(verification: Verification, chain: Chain, *log_files: int) -> list[str]:
    """Without the receipts; the keys of the log files."""
    before = len(chain.log_files)
    verification.archive.extend(chain, log_files=log_files or (1,))
    verification.pass_hours(len(log_files) or 1)
    return chain.log_files[before:]
