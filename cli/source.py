"""Which log files a path names.

A file that is named is one, whatever it is called; in a folder every *.gz is, but digests. Its account is what the key
says that CloudTrail gave it, where the path still holds that key, else what its name says.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR

from cli.terminal import UsageError
from lambdas.core.error import ForeignObject, MissingLogFile, Unavailable
from lambdas.core.object_key import LogFileKey, object_key
from lambdas.core.stored_object import StoredObject
from lambdas.memory.archive import version_of

_ROOT = re.compile(r"(?:^|/)(?=AWSLogs/)")
_NAME = re.compile(r"(?P<account>\d{12})_CloudTrail(?:-(?P<family>[A-Za-z]+))?_(?P<region>[a-z0-9-]+)_", re.ASCII)
_DIGEST = "CloudTrail-Digest"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Found:
    label: str
    """What it is called to the person: the path as given or found, or its URI."""
    bucket: str
    """Of a local file, its folder."""
    key: LogFileKey
    path: str = ""
    """Of a local file."""

    @property
    def name(self) -> str:
        """Its name in the ledger."""
        return f"{self.bucket}/{self.key.key}"


def holds_records(key: str) -> bool:
    """Whether a file in a folder, or an object below a prefix, is inspected without being named."""
    return key.endswith(".gz") and _DIGEST not in key


def identified(key: str) -> LogFileKey:
    for root in _ROOT.finditer(key):
        try:
            known = object_key(key[root.end() :], "")
        except ForeignObject:
            continue
        if isinstance(known, LogFileKey):
            return LogFileKey(key, known.organization, known.account, known.family, known.region)
    match = _NAME.match(key.rpartition("/")[2])
    if match is None:
        return LogFileKey(key, "", UNKNOWN, "", UNKNOWN)
    return LogFileKey(key, "", match["account"], match["family"] or "", match["region"])


def local(path: str) -> Iterator[Found]:
    """In order of the paths' parts. Raises UsageError for what is not there, or holds nothing to inspect."""
    try:
        is_folder = S_ISDIR(os.stat(path).st_mode)  # noqa: PTH116  (to Path no text at all is this folder)
    except OSError as error:
        raise UsageError(f"{path!r}: {error.strerror}") from error
    if not is_folder:
        yield _found(path)
        return
    count = 0
    for inner in _walk(path):
        count += 1
        yield _found(inner)
    if not count:
        raise UsageError(f"{path}: holds no log file (*.gz, and no digest)")


def _walk(folder: str) -> Iterator[str]:
    """Links to folders are not followed: they could lead back."""
    try:
        with os.scandir(folder) as entries:
            within = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from error
    for entry in within:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path)
        elif holds_records(entry.path) and entry.is_file():
            yield entry.path


def _found(path: str) -> Found:
    # A file's name need not be text.
    label = os.fsencode(path).decode("utf-8", "backslashreplace")
    folder, _, rest = label.rpartition("/")
    roots = [root.end() for root in _ROOT.finditer(label)]
    if roots and roots[0]:
        folder, rest = label[: roots[0] - 1], label[roots[0] :]
    elif roots:
        folder, rest = "", label
    return Found(label, folder or ("" if label.startswith("/") else "."), identified(rest), path)


class Files:
    """Local files as an archive."""

    def __init__(self, found: Mapping[str, Found]) -> None:
        """By their names in the ledger."""
        self._found = found

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        """There is one version of a file. Raises MissingLogFile or Unavailable."""
        path = self._found[f"{bucket}/{key}"].path
        try:
            with Path(path).open("rb") as file:
                body = file.read(most_bytes + 1)
                size_bytes = max(os.fstat(file.fileno()).st_size, len(body))
        except FileNotFoundError as error:
            raise MissingLogFile("not there any more") from error
        except OSError as error:
            raise Unavailable(f"cannot be read: {error.strerror}") from error
        if len(body) > most_bytes:
            return StoredObject(None, version, size_bytes)
        return StoredObject(body, version or version_of(body), size_bytes)
