"""An object as the archive gave it, before it is known to be a log file; a version of one as a listing tells it."""

import msgspec


class StoredObject(msgspec.Struct, frozen=True):
    body: bytes | None
    """None for an object that is larger than was asked for."""
    version: str
    """S3's version id; where the bucket keeps no versions etag:… , which is another one for other bytes."""
    size_bytes: int


class StoredVersion(msgspec.Struct, frozen=True):
    key: str
    version: str
    """As StoredObject's."""
    is_latest: bool
    is_delete_marker: bool = False
    size_bytes: int = 0
    storage_class: str = ""
    modified_s: int = 0
    """Since 1970."""
