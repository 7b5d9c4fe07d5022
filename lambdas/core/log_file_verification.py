"""Whether a log file is what a digest lists: its hash is over the inflated bytes of the first gzip member.

What a digest says counts only where the digest itself is CloudTrail's: whoever asks here has verified it.
"""

import msgspec

from lambdas.core import finding as f
from lambdas.core.digest import SHA256, ListedLogFile
from lambdas.core.digest_key import DigestKey
from lambdas.core.error import MalformedLogFile, MissingLogFile, NotRestored, PipelineError
from lambdas.core.finding import Code, Finding
from lambdas.core.inflate import Inflated, inflate

# CloudTrail's own files hold 50 MB at the most.
LIMIT_BYTES = 256 * 1024 * 1024


class VerifiedLogFile(msgspec.Struct, frozen=True):
    name: str
    """BUCKET/KEY."""
    sha256: str
    """Hex, of its bytes as they are; empty where they could not be read."""
    finding: Finding | None
    version: str = ""
    inflated: Inflated | None = None


def verify(
    listed: ListedLogFile, by: DigestKey, body: bytes | PipelineError, version: str = "", *, keep: bool = False
) -> VerifiedLogFile:
    """body: the object's, or what came of asking for it. keep: give the inflated bytes too."""
    if isinstance(body, PipelineError):
        return _failed(listed, by, version, _unread(body), str(body))
    if listed.hash_algorithm != SHA256:
        return _failed(listed, by, version, f.HASH_ALGORITHM_UNKNOWN, listed.hash_algorithm)
    try:
        inflated = inflate(body, LIMIT_BYTES)
    except MalformedLogFile as error:
        return _failed(listed, by, version, f.LOG_FILE_DAMAGED, str(error))
    code, what = _differs(listed, inflated)
    finding = _finding(listed, by, code, what) if code else None
    return VerifiedLogFile(listed.name, inflated.sha256, finding, version, inflated if keep else None)


def _differs(listed: ListedLogFile, inflated: Inflated) -> tuple[Code | None, str]:
    if inflated.sha256 != listed.hash_value.lower():
        return f.LOG_FILE_ALTERED, f"its sha256 is {inflated.sha256}, CloudTrail signed {listed.hash_value}"
    if inflated.trailing_bytes:
        return f.LOG_FILE_TRAILING_DATA, f"{inflated.trailing_bytes} bytes follow its gzip"
    return None, ""


def _unread(error: PipelineError) -> Code:
    match error:
        case MissingLogFile():
            return f.LOG_FILE_MISSING
        case NotRestored():
            return f.LOG_FILE_NOT_RESTORED
    return f.LOG_FILE_UNREADABLE


def _failed(listed: ListedLogFile, by: DigestKey, version: str, code: Code, what: str) -> VerifiedLogFile:
    return VerifiedLogFile(listed.name, "", _finding(listed, by, code, what), version)


def _finding(listed: ListedLogFile, by: DigestKey, code: Code, what: str) -> Finding:
    return Finding(code, listed.name, what, by.chain.account, by.chain.region, by.end_s)
