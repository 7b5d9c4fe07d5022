"""The digests that a chain names under another name or prefix of the same bucket, as where a trail was made anew: they
have to be there, and to be those that are named.
"""

from collections.abc import Callable, Iterator, Sequence

from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.digest import Digest
from lambdas.core.digest_key import HOUR_S, DigestKey, digest_key
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Code, Finding


def before_the_name(
    around: Sequence[VerifiedDigest], linked: Sequence[Finding], reads: Callable[[DigestKey], VerifiedDigest | None]
) -> Iterator[tuple[DigestKey, Finding]]:
    """The key of the one that is named, and what is wrong with it. Raises ConfigurationError or Unavailable."""
    elsewhere = {each.object for each in linked if each.code is f.CHAIN_ELSEWHERE}
    for digest in around:
        said = digest.digest
        if said is None or digest.name not in elsewhere or said.previous_digest_s3_bucket != digest.bucket:
            continue
        named = digest_key(said.previous_digest_s3_object or "")
        if named and (finding := _wrong(named, digest, said, reads(named))):
            yield named, finding


def _wrong(named: DigestKey, digest: VerifiedDigest, said: Digest, before: VerifiedDigest | None) -> Finding | None:
    if before is None:
        what = f"of {at(named.end_s - HOUR_S)} to {at(named.end_s)}, which {digest.key.key} names"
        return _finding(f.DIGEST_MISSING, named, digest.bucket, what)
    if not before.sha256 and before.findings[0].code is f.DIGEST_UNREADABLE:
        return before.findings[0]
    is_named = (said.previous_digest_hash_value or "").lower() == before.sha256
    if is_named and (said.previous_digest_signature or "").lower() == before.signature.lower():
        return None
    what = f"{digest.name} names one of sha256 {said.previous_digest_hash_value}, or of another signature"
    return _finding(f.CHAIN_BROKEN, named, digest.bucket, what)


def _finding(code: Code, named: DigestKey, bucket: str, what: str) -> Finding:
    return Finding(code, f"{bucket}/{named.key}", what, named.chain.account, named.chain.region, named.end_s)
