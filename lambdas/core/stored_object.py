"""An object as the archive gave it, before it is known to be a log file."""

import msgspec


class StoredObject(msgspec.Struct, frozen=True):
    body: bytes
    version: str
    """S3's version id; empty where the bucket keeps no versions."""
