"""A bucket that was copied into a folder, as lambdas.memory.folder reads it."""

import os
from pathlib import Path

import pytest

from lambdas.core.digest_verification import MOST_BYTES
from lambdas.core.error import MissingLogFile, Unavailable
from lambdas.memory.folder import FolderDigests, FolderListing, FolderLogFiles
from tests.digest_builder import Archive

BUCKET = "trail-logs"
KEYS = ["a/1.gz", "a/2.gz", "a-b/1.gz", "a/b/1.gz", "a.gz", "b/1.gz"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for key in KEYS:
        path = tmp_path / "bucket" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(key.encode())
    return tmp_path / "bucket"


@pytest.mark.parametrize("after", ["", *sorted(KEYS), "a/", "a/b", "zzz"])
@pytest.mark.parametrize("prefix", ["", "a/", "a/b/", "none/"])
def test_keys_come_in_the_order_of_s3_and_from_behind_another(folder: Path, prefix: str, after: str) -> None:
    expected = [key for key in sorted(KEYS) if key.startswith(prefix) and key > after]
    assert list(FolderListing(str(folder)).keys(BUCKET, prefix, after)) == expected


def test_folders_are_told_by_their_whole_prefixes(folder: Path) -> None:
    assert FolderListing(str(folder)).folders(BUCKET, "") == ["a-b/", "a/", "b/"]
    assert FolderListing(str(folder)).folders(BUCKET, "a/") == ["a/b/"]
    assert FolderListing(str(folder)).folders(BUCKET, "none/") == []


def test_an_object_comes_with_its_size_and_without_its_body_beyond_the_limit(folder: Path) -> None:
    log_files = FolderLogFiles(str(folder), BUCKET)
    assert log_files.get(BUCKET, "a/1.gz", 6).body == b"a/1.gz"
    larger = log_files.get(BUCKET, "a/1.gz", 5)
    assert (larger.body, larger.size_bytes) == (None, 6)


def test_a_digest_that_is_too_large_comes_with_its_size_alone(tmp_path: Path) -> None:
    archive = Archive()
    key = archive.add_chain(log_files=(0,)).digests[0]
    archive.objects[key] = bytes(MOST_BYTES + 1)
    archive.write(tmp_path)
    stored = FolderDigests(str(tmp_path), archive.metadata).get(BUCKET, archive.stored_digest(key).key)
    assert (stored.body, stored.size_bytes) == (b"", MOST_BYTES + 1)
    assert stored.signature


MISSING = {"no such file": "a/3.gz", "a file in the place of a folder": "a.gz/1.gz"}


@pytest.mark.parametrize("key", MISSING.values(), ids=MISSING)
def test_what_is_not_there_is_missing(folder: Path, key: str) -> None:
    with pytest.raises(MissingLogFile):
        FolderLogFiles(str(folder), BUCKET).get(BUCKET, key, 100)


UNREADABLE = {
    "a way out": "../secret",
    "a link out": "link.gz",
    "a folder that is linked": "outside/secret",
    "a folder": "a",
    "a pipe": "pipe.gz",
    "no path at all": "a\0b",
}


@pytest.mark.parametrize("key", UNREADABLE.values(), ids=UNREADABLE)
def test_nothing_but_files_of_the_folder_is_read(folder: Path, key: str) -> None:
    (folder.parent / "secret").write_bytes(b"secret")
    (folder / "link.gz").symlink_to(folder.parent / "secret")
    (folder / "outside").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe.gz")
    with pytest.raises(Unavailable):
        FolderLogFiles(str(folder), BUCKET).get(BUCKET, key, 100)


def test_another_buckets_objects_are_not_in_the_folder(folder: Path) -> None:
    with pytest.raises(Unavailable, match="another bucket"):
        FolderLogFiles(str(folder), BUCKET).get("other", "a/1.gz", 100)


def test_a_copy_tells_no_version(folder: Path) -> None:
    assert FolderLogFiles(str(folder), BUCKET).get(BUCKET, "a/1.gz", 100).version == ""
