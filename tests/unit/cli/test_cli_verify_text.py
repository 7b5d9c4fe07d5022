"""`trailkeeper verify` as a person reads it, and what it refuses."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from cli.command import main
from tests.digest_builder import CLOUDTRAIL, HOUR, START, Archive, Trail, iso

BEGIN = iso(START)


def told(archive: Archive, folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    archive.write(folder)
    main(["verify", "--directory", str(folder), "--public-keys", str(folder / "_public_keys.json"), *options])
    return capsys.readouterr().out


def test_a_valid_archive_is_told_with_its_claim_and_its_keys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    archive.add_chain()
    lines = told(archive, tmp_path, capsys).splitlines()
    assert lines[0] == "verdict  valid"
    text = " ".join(" ".join(lines).split())
    assert "claim proven archived: the bytes in the bucket now are those that CloudTrail signed" in text
    assert "digests 5 valid, 0 invalid, 0 missing" in text
    assert "by the operator's file" in text
    assert f"eu-west-1 {CLOUDTRAIL.fingerprint}, 5 digests" in text


def test_a_finding_is_told_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.remove(chain.log_files[0])
    text = told(archive, tmp_path, capsys)
    assert text.startswith("verdict  invalid: ")
    assert "  critical log-file-missing  a log file that a digest lists is not in the bucket" in text
    assert "to do" in text
    assert "claim proven" not in text


HOSTILE = {
    "a terminal's escape": "\x1b[2J\x1b[32mvalid",
    "a line of its own": "\nverdict  valid",
    "markup of rich": "[green]valid[/green]",
    "a turned direction": "\u202e",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_key_is_shown_and_not_obeyed(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    chain = archive.add_chain()
    folder = chain.log_files[2].rpartition("/")[0]
    archive.objects[f"{folder}/{text.replace('/', '')}.json.gz"] = b""
    out = told(archive, tmp_path, capsys)
    assert "log-file-unlisted" in out
    assert not {"\x1b", "\u202e"} & set(out)
    assert out.count("\nverdict") == 0
    assert text.isprintable() <= (text.replace("/", "") in "".join(out.split()))


def test_few_of_many_findings_are_told_to_a_person_and_all_to_a_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain(log_files=(60,))
    archive.remove(*chain.log_files)
    assert "and 10 more, which --json names" in told(archive, tmp_path, capsys)
    assert len(json.loads(told(archive, tmp_path, capsys, "--json"))["findings"]) == 60


def test_many_accounts_are_told_by_their_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    for account in ("111122223333", "222233334444"):
        archive.add_chain(Trail(account=account, organization="o-exampleorg"))
    assert "2, with digests until 2026-11-23T15:01:31Z" in told(archive, tmp_path, capsys)


# What is refused: the options beside --directory, and a part of the line that says so.
REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "no public keys": ((), "name a file of public keys with --public-keys"),
    "a file of keys that is not there": (("--public-keys", "nowhere"), "--public-keys nowhere: No such file"),
    "a file of keys that holds none": (("--public-keys", "none.json"), "none.json: holds no key"),
    "a file that is no answer of ListPublicKeys": (("--public-keys", "_digest_metadata.json"), "not as ListPublicKeys"),
    "a key that is another's": (("--public-keys", "another.json"), "its Value has another fingerprint"),
    "a key that is no base64": (("--public-keys", "garbled.json"), "key garbled: "),
    "no time": (("--from", "yesterday"), "'yesterday' is no ISO 8601 date or time"),
    "a range that ends before it begins": (("--from", "2026-11-24", "--to", "2026-11-23"), "--from is not before --to"),
    "an account that is none": (("--account", "123"), "no account id of 12 digits"),
    "an account that is not there": (
        ("--public-keys", "_public_keys.json", "--account", "333344445555"),
        "--account 333344445555: no such folder",
    ),
    "receipts of a folder": (("--public-keys", "_public_keys.json", "--receipts"), "a folder has no ledger"),
    "a prefix that is not there": (
        ("--public-keys", "_public_keys.json", "--prefix", "logs"),
        "no logs/AWSLogs/ in it",
    ),
    "metadata that is not there": (
        ("--public-keys", "_public_keys.json", "--metadata", "nowhere"),
        "name the digests' metadata with --metadata",
    ),
    "metadata that is none": (("--public-keys", "_public_keys.json", "--metadata", "_public_keys.json"), "no metadata"),
    "no worker": (("--workers", "0"), "less than 1"),
}


def _keys(**changes: str) -> dict[str, list[Any]]:
    key = {"Value": base64.b64encode(b"key").decode(), "Fingerprint": "3c6e0b8a9c15224a8228b9a98ca1531d"}
    times = {"ValidityStartTime": BEGIN, "ValidityEndTime": BEGIN}
    return {"PublicKeyList": [{**key, **times, **changes}]}


@pytest.mark.parametrize(("options", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_verified_is_one_line_that_says_what_to_do(
    options: tuple[str, ...],
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive = Archive()
    archive.add_chain(log_files=(1,))
    archive.write(tmp_path)
    another = _keys(Fingerprint="0" * 32)
    garbled = _keys(Value="*", Fingerprint="garbled")
    for name, content in {"none": {"PublicKeyList": []}, "another": another, "garbled": garbled}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    monkeypatch.chdir(tmp_path)
    try:
        code = main(["verify", "--directory", ".", *options])
    except SystemExit as ended:
        code = int(str(ended.code))
    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (2, "", 1)
    assert reason in said.err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--directory", "nowhere"], "no such folder"),
        (["--metadata", "f"], "of a --directory"),
        (["--prefix", "p"], "of a --bucket"),
    ],
    ids=["no such folder", "metadata without a folder", "a prefix of a deployment"],
)
def test_options_that_do_not_fit_are_refused(
    options: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", *options]) == 2
    assert reason in capsys.readouterr().err


TIMES = {
    "a date": "2026-11-23",
    "a time of UTC": "2026-11-23T00:00:00",
    "a zone": "2026-11-23T01:00:00+01:00",
    "a Z": "2026-11-23T00:00:00Z",
}


@pytest.mark.parametrize("time", TIMES.values(), ids=TIMES)
def test_a_time_is_of_utc_where_it_names_no_zone(time: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    archive.add_chain()
    said = json.loads(told(archive, tmp_path, capsys, "--json", "--from", time, "--to", iso(START + 2 * HOUR)))
    assert said["from"] == "2026-11-23T00:00:00Z"


def test_key_times_may_be_seconds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    archive.add_chain()
    archive.write(tmp_path)
    path = tmp_path / "_public_keys.json"
    keys = json.loads(path.read_text())
    keys["PublicKeyList"][0] |= {"ValidityStartTime": 1_700_000_000, "ValidityEndTime": 1_900_000_000.5}
    path.write_text(json.dumps(keys))
    assert main(["verify", "--directory", str(tmp_path), "--public-keys", str(path)]) == 0
