"""`trailkeeper verify --directory`: each way to tamper with an archive, and what the command says of it."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.digest_builder import ATTACKER, HOUR, START, Archive, Chain, Trail, iso
from tests.unit.cli.verified import codes, verified


def test_an_archive_as_cloudtrail_wrote_it_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    archive.add_chain(log_files=(2, 0, 3))
    archive.add_chain(Trail(region="us-east-1"), log_files=(1, 1, 1))
    code, told = verified(archive, tmp_path, capsys)
    assert (code, told["verdict"], told["claim"], told["findings"]) == (0, "valid", "archived", [])
    assert told["digests"] == {"valid": 6, "invalid": 0, "missing": 0, "undecided": 0}
    assert told["log_files"] == {"valid": 8, "invalid": 0, "missing": 0, "undecided": 0}
    assert (told["bucket"], told["from"], told["to"]) == (archive.bucket, iso(START), iso(START + 3 * HOUR))


Tamper = Callable[[Archive, Chain], None]
Case = tuple[Tamper, list[str], list[int], list[int]]


def _forged_log_file(archive: Archive, chain: Chain) -> None:
    archive.copy(chain.log_files[2], chain.trail.log_file_key(START + 2.5 * HOUR, "forged"))


def _oddly_named_log_file(archive: Archive, chain: Chain) -> None:
    archive.copy(chain.log_files[2], chain.log_files[2].rpartition("/")[0] + "/copy.json.gz")


def _stamp_of_another_day(archive: Archive, chain: Chain) -> None:
    key = chain.trail.log_file_key(START + 2.5 * HOUR, "forged")
    archive.copy(chain.log_files[2], key.replace("_20261123T", "_20251123T"))


def _resigned(archive: Archive, chain: Chain) -> None:
    archive.rewrite(chain.digests[2], ATTACKER, logFiles=[])


def _resigned_by_its_own_key(archive: Archive, chain: Chain) -> None:
    archive.rewrite(chain.digests[2], ATTACKER, logFiles=[], digestPublicKeyFingerprint=ATTACKER.fingerprint)


def _swapped(archive: Archive, chain: Chain) -> None:
    one, other = chain.log_files[1:3]
    archive.objects[one], archive.objects[other] = archive.objects[other], archive.objects[one]


def _longer(archive: Archive, chain: Chain) -> None:
    archive.objects[chain.log_files[2]] += gzip.compress(b"{}")


def _cut(archive: Archive, chain: Chain) -> None:
    archive.objects[chain.log_files[2]] = archive.objects[chain.log_files[2]][:-5]


# By what was done: the findings, and how many digests and log files are valid, invalid, missing and undecided.
TAMPERED: dict[str, Case] = {
    "a log file is altered": (lambda a, c: a.alter(c.log_files[2]), ["log-file-altered"], [5, 0, 0, 0], [4, 1, 0, 0]),
    "a log file is gone": (lambda a, c: a.remove(c.log_files[2]), ["log-file-missing"], [5, 0, 0, 0], [4, 0, 1, 0]),
    "a log file is cut": (_cut, ["log-file-damaged"], [5, 0, 0, 0], [4, 1, 0, 0]),
    "a log file is longer": (_longer, ["log-file-trailing-data"], [5, 0, 0, 0], [4, 1, 0, 0]),
    "two are swapped": (_swapped, ["log-file-altered"] * 2, [5, 0, 0, 0], [3, 2, 0, 0]),
    "a log file is forged": (_forged_log_file, ["log-file-unlisted"], [5, 0, 0, 0], [5, 0, 0, 0]),
    "one has a name that CloudTrail gives none": (
        _oddly_named_log_file,
        ["log-file-unlisted"],
        [5, 0, 0, 0],
        [5, 0, 0, 0],
    ),
    "one has the name of another day": (_stamp_of_another_day, ["log-file-unlisted"], [5, 0, 0, 0], [5, 0, 0, 0]),
    "a digest is altered": (
        lambda a, c: a.alter(c.digests[2]),
        ["chain-broken", "digest-forged"],
        [4, 1, 0, 0],
        [4, 0, 0, 1],
    ),
    "a digest is gone": (lambda a, c: a.remove(c.digests[2]), ["digest-missing"], [4, 0, 1, 0], [4, 0, 0, 0]),
    "two digests in a row are gone": (
        lambda a, c: a.remove(*c.digests[2:4]),
        ["digest-missing"] * 2,
        [3, 0, 2, 0],
        [3, 0, 0, 0],
    ),
    "a digest is signed by another": (_resigned, ["chain-broken", "digest-forged"], [4, 1, 0, 0], [4, 0, 0, 0]),
    "and names its own key": (
        _resigned_by_its_own_key,
        ["chain-broken", "public-key-unknown"],
        [4, 1, 0, 0],
        [4, 0, 0, 0],
    ),
    "a digest has no signature": (
        lambda a, c: a.metadata[c.digests[2]].clear(),
        ["chain-broken", "digest-unsigned"],
        [4, 1, 0, 0],
        [4, 0, 0, 1],
    ),
}


@pytest.mark.parametrize("case", TAMPERED.values(), ids=TAMPERED)
def test_what_was_tampered_with_is_found(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper, found, digests, log_files = case
    archive = Archive()
    tamper(archive, archive.add_chain())
    code, told = verified(archive, tmp_path, capsys)
    assert (code, told["verdict"]) == (1, "invalid")
    assert sorted(codes(told)) == found
    assert list(told["digests"].values()) == digests
    assert list(told["log_files"].values()) == log_files


def test_a_finding_says_what_where_since_when_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.remove(chain.log_files[2])
    [finding] = verified(archive, tmp_path, capsys)[1]["findings"]
    assert finding["object"] == f"{archive.bucket}/{chain.log_files[2]}"
    assert (finding["severity"], finding["account"], finding["region"]) == (
        "critical",
        chain.trail.account,
        chain.trail.region,
    )
    assert finding["since"] == iso(START + 3 * HOUR)
    assert finding["what"]
    assert finding["todo"]
