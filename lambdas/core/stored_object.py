"""An object as the archive gave it, before it is known to be a log file."""

import msgspec


class StoredObject(msgspec.Struct, frozen=True):
    body: bytes | None
    """None for an object that is larger than was asked for."""
    version: str
    """S3's version id; where the bucket keeps no versions etag:… , which is another one for other bytes."""
    size_bytes: int
