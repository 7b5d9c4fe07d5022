"""Which log files a path names, and what each is called."""

import os
from pathlib import Path

import pytest

from cli.source import Files, identified, local
from cli.terminal import UsageError
from lambdas.core.error import MissingLogFile, Unavailable
from tests.builder import ACCOUNT, key

ORGANIZATION = "o-abcdefghij"

KEYS = {
    "CloudTrail's own": (key(), ("", ACCOUNT, "")),
    "below a prefix": (f"backup/of/{key()}", ("", ACCOUNT, "")),
    "of an organization": (key().replace("AWSLogs/", f"AWSLogs/{ORGANIZATION}/"), (ORGANIZATION, ACCOUNT, "")),
    "of a family": (key().replace("CloudTrail/", "CloudTrail-Insight/"), ("", ACCOUNT, "Insight")),
    "its name alone": (key().rpartition("/")[2], ("", ACCOUNT, "")),
    "a family's name alone": (f"{ACCOUNT}_CloudTrail-Insight_eu-west-1_x.json.gz", ("", ACCOUNT, "Insight")),
    "a digest, which is rejected by what it holds": (
        f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/eu-west-1/2026/11/23/{ACCOUNT}_CloudTrail-Digest_eu-west-1_x.json.gz",
        ("", ACCOUNT, "Digest"),
    ),
    "any other": ("download (1).gz", ("", "unknown", "")),
    "a folder that only looks like the archive's": ("AWSLogs/stuff/x.json.gz", ("", "unknown", "")),
    "an archive within such a folder": (f"AWSLogs/stuff/{key()}", ("", ACCOUNT, "")),
}


@pytest.mark.parametrize(("path", "identity"), KEYS.values(), ids=KEYS)
def test_the_account_comes_from_the_key_else_from_the_name(path: str, identity: tuple[str, str, str]) -> None:
    found = identified(path)
    assert (found.organization, found.account, found.family) == identity
    assert found.key == path


def test_a_folder_holds_its_gz_files_but_digests_in_the_order_of_their_paths(tmp_path: Path) -> None:
    wanted = ["a/CloudTrail/2.json.gz", "a/CloudTrail-Insight/1.gz", "b.gz", "c/3.json.gz"]
    others = ["a/CloudTrail-Digest/x.json.gz", "notes.txt", "x_CloudTrail-Digest_y.json.gz", "d.gz/readme"]
    for name in (*reversed(wanted), *others):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.gz")
    assert [found.label for found in local(str(tmp_path))] == [f"{tmp_path}/{name}" for name in wanted]


@pytest.mark.parametrize("name", ["notes.txt", "x_CloudTrail-Digest_y.json.gz"])
def test_a_file_that_is_named_is_inspected_whatever_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    assert [found.label for found in local(f"{tmp_path}/{name}")] == [f"{tmp_path}/{name}"]


PLACES = {
    "a key": ("there/AWSLogs/x.gz", "there", "AWSLogs/x.gz"),
    "a key at the root of the folder": ("AWSLogs/x.gz", ".", "AWSLogs/x.gz"),
    "a file in a folder": ("some/where/x.gz", "some/where", "x.gz"),
    "a file": ("x.gz", ".", "x.gz"),
}


@pytest.mark.parametrize(("path", "bucket", "name"), PLACES.values(), ids=PLACES)
def test_a_folder_stands_for_the_bucket(
    path: str, bucket: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).touch()
    (found,) = local(path)
    assert (found.bucket, found.key.key) == (bucket, name)


def test_a_name_that_is_no_text_can_be_told(tmp_path: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.gz")).write_bytes(b"x")
    (found,) = local(str(tmp_path))
    assert found.label == f"{tmp_path}/\\xff.gz"
    assert Files({found.name: found}).get(found.bucket, found.key.key, 10).body == b"x"


def test_a_folder_without_a_log_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no log file"):
        list(local(str(tmp_path)))


def test_a_file_beyond_the_limit_comes_without_its_body(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(b"12345")
    (found,) = local(str(tmp_path))
    files = Files({found.name: found})
    assert files.get(found.bucket, "x.gz", 5).body == b"12345"
    assert (files.get(found.bucket, "x.gz", 4).body, files.get(found.bucket, "x.gz", 4).size_bytes) == (None, 5)


def test_a_file_that_is_gone_is_missing_and_one_that_cannot_be_read_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "x.gz").touch()
    (found,) = local(str(tmp_path))
    files = Files({found.name: found})
    (tmp_path / "x.gz").unlink()
    with pytest.raises(MissingLogFile):
        files.get(found.bucket, "x.gz", 5)
    (tmp_path / "x.gz").mkdir()
    with pytest.raises(Unavailable, match="Is a directory"):
        files.get(found.bucket, "x.gz", 5)
