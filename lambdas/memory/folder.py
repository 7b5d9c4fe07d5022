"""A bucket that was copied into a folder: its keys are paths below it, and what S3 keeps beside the digests' bytes is
in a mapping by key.

Nothing outside of the folder is read, whatever a key says: neither a path that leads up nor a link that leads out.
"""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache

from lambdas.core.digest_key import DigestKey
from lambdas.core.digest_verification import MOST_BYTES, StoredDigest
from lambdas.core.error import MissingLogFile, Unavailable
from lambdas.core.stored_object import StoredObject

_UNKNOWN = ""
"""A copy does not tell the versions of what it was made from."""
Metadata = Mapping[str, Mapping[str, str]]
"""By key: signature, signature-algorithm, backfill-generation-timestamp."""


class FolderListing:
    def __init__(self, folder: str) -> None:
        self._folder = os.path.realpath(folder)

    def folders(self, bucket: str, prefix: str) -> Sequence[str]:  # noqa: ARG002  (the port's)
        """Of the one bucket that there is, as all else here."""
        with _named(prefix):
            inner = [f"{entry.name}/" for entry in self._entries(prefix) if entry.is_dir(follow_symlinks=False)]
        return [f"{prefix}{name}" for name in sorted(inner)]

    def keys(self, bucket: str, prefix: str, after: str = "") -> Iterator[str]:
        """The prefix has to end with a slash, or be empty."""
        with _named(prefix):
            # S3 sorts whole keys: a slash does not come before all else.
            entries = sorted(
                (entry.name + "/" * entry.is_dir(follow_symlinks=False)) for entry in self._entries(prefix)
            )
        for name in entries:
            key = prefix + name
            if name.endswith("/"):
                if key > after or after.startswith(key):
                    yield from self.keys(bucket, key, after)
            elif key > after:
                yield key

    def _entries(self, prefix: str) -> list["os.DirEntry[str]"]:
        path = f"{self._folder}/{prefix}"
        if not os.path.isdir(path):  # noqa: PTH112  (many, and quick)
            return []
        with os.scandir(path) as entries:
            return list(entries)


class FolderDigests:
    def __init__(self, folder: str, metadata: Metadata) -> None:
        self._folder = os.path.realpath(folder)
        self._metadata = metadata

    def get(self, bucket: str, key: DigestKey) -> StoredDigest:
        """Without its body where that is larger than a digest's. Raises MissingLogFile or Unavailable."""
        stored = _read(self._folder, key.key, MOST_BYTES)
        kept = self._metadata.get(key.key, {})
        return StoredDigest(
            key=key,
            bucket=bucket,
            body=stored.body or b"",
            signature=kept.get("signature", ""),
            algorithm=kept.get("signature-algorithm", ""),
            generated=kept.get("backfill-generation-timestamp", ""),
            version=stored.version,
            size_bytes=stored.size_bytes,
        )


class FolderLogFiles:
    def __init__(self, folder: str, bucket: str) -> None:
        """bucket: the one that the folder is a copy of."""
        self._folder = os.path.realpath(folder)
        self._bucket = bucket

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:  # noqa: ARG002  (the port's)
        if bucket != self._bucket:
            raise Unavailable(f"log file {bucket}/{key}: the folder is a copy of another bucket, {self._bucket}")
        return _read(self._folder, key, most_bytes)


def _read(folder: str, key: str, most_bytes: int) -> StoredObject:
    """Raises MissingLogFile or Unavailable."""
    inner, _, name = f"{folder}/{key}".rpartition("/")
    with _named(key):
        if not _is_inside(folder, inner):
            raise Unavailable(f"{key}: leads out of the folder")
        # Without waiting for somebody who writes to a pipe.
        file = os.open(f"{inner}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(file, "rb") as opened:
            told = os.fstat(file)
            if not stat.S_ISREG(told.st_mode):
                raise Unavailable(f"{key}: not a file")
            body = opened.read(most_bytes + 1)
    size_bytes = max(told.st_size, len(body))
    return StoredObject(body if len(body) <= most_bytes else None, _UNKNOWN, size_bytes)


@lru_cache(maxsize=4096)
def _is_inside(folder: str, inner: str) -> bool:
    return f"{os.path.realpath(inner)}/".startswith(f"{folder}/")


@contextmanager
def _named(key: str) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise MissingLogFile(f"{key}: not in the folder") from error
    except (OSError, ValueError) as error:
        # A key may hold what no path can.
        raise Unavailable(f"{key}: cannot be read: {error}") from error
