"""From an object's bytes to a log file's or a digest's: one function for all who need it.

CloudTrail's hashes are over the inflated bytes of the first gzip member. gzip.decompress would join a second member to
it, and a bare zlib.decompressobj would accept a trailer that is cut off: two ways to read other bytes than were signed.
"""

import hashlib
import zlib

import msgspec

from lambdas.core.error import MalformedLogFile

_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"


class Inflated(msgspec.Struct, frozen=True):
    body: bytes
    sha256: str
    """Hex, of the body: what a digest lists for the log file."""
    trailing_bytes: int
    """How many bytes follow the first gzip member; more than none is a finding."""


def inflate(compressed: bytes, limit_bytes: int) -> Inflated:
    """Takes as much memory as the body, at most limit_bytes, whatever the input claims.

    Raises MalformedLogFile for what is not gzip, is cut off or damaged, or inflates beyond the limit.
    """
    if not compressed.startswith(_MAGIC):
        raise MalformedLogFile("not gzip" if compressed else "empty object")
    stream = zlib.decompressobj(_GZIP)
    try:
        body = stream.decompress(compressed, limit_bytes + 1)
    except zlib.error as error:
        raise MalformedLogFile(f"damaged gzip: {error}") from error
    if len(body) > limit_bytes:
        raise MalformedLogFile(f"inflates beyond {limit_bytes} bytes")
    if not stream.eof:
        raise MalformedLogFile("gzip that is cut off")
    return Inflated(body, hashlib.sha256(body).hexdigest(), len(stream.unused_data))
