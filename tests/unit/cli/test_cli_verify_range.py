"""`trailkeeper verify`: which digests and log files are of a range, and what is told where some are not there."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.digest_builder import ATTACKER, FIRST, HOUR, START, Archive, Trail, iso
from tests.unit.cli.verified import codes, verified


def test_the_last_digests_of_a_region_are_missed_where_other_regions_have_theirs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.add_chain(Trail(region="us-east-1"))
    archive.remove(*chain.digests[2:])
    code, told = verified(archive, tmp_path, capsys)
    # The very last one may be on its way.
    assert (code, codes(told), told["digests"]["missing"]) == (1, ["digest-missing"] * 2, 2)


def test_the_first_digests_of_a_region_are_missed_where_other_regions_have_theirs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.add_chain(Trail(region="us-east-1"))
    archive.remove(*chain.digests[:2])
    code, told = verified(archive, tmp_path, capsys)
    assert (code, set(codes(told))) == (1, {"digest-missing"})


def test_all_digests_of_a_region_within_the_range_are_missed_where_one_is_there_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.add_chain(Trail(region="us-east-1"))
    archive.remove(*chain.digests[1:])
    told = verified(archive, tmp_path, capsys, "--from", iso(START + HOUR), "--to", iso(START + 4 * HOUR))[1]
    assert codes(told) == ["digest-missing"] * 3


NOTHING = {
    "there is no digest of the time": ("--from", "2020-01-01", "--to", "2020-01-02"),
    "there is no digest of the trail": ("--trail", "another"),
}


@pytest.mark.parametrize("options", NOTHING.values(), ids=NOTHING)
def test_what_proves_nothing_is_undecided_and_never_valid(
    options: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    archive.add_chain()
    code, told = verified(archive, tmp_path, capsys, *options)
    assert (code, told["verdict"]) == (2, "undecided")
    assert "nothing is proven" in told["notes"][0]


def test_log_files_of_a_digest_that_no_key_can_prove_are_undecided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive(public_keys=[ATTACKER.listed(START - 99 * 24 * HOUR, START - 98 * 24 * HOUR)])
    archive.add_chain()
    code, told = verified(archive, tmp_path, capsys)
    assert (code, told["verdict"], set(codes(told))) == (2, "undecided", {"public-keys-unavailable"})
    assert told["log_files"] == {"valid": 0, "invalid": 0, "missing": 0, "undecided": 5}


# --from and --to as hours after the chain's start: how many digests have a part in it.
EDGES = {
    "everything": ((None, None), 5),
    "from the end of an hour": ((1, None), 5),
    "from after the end of an hour": ((1.1, None), 4),
    "from within an hour": ((0.9, None), 5),
    "to the beginning of an hour": ((None, 2), 3),
    "to before the beginning of an hour": ((None, 1.9), 2),
    "to within an hour": ((None, 2.1), 3),
    "within one hour": ((2.2, 2.3), 1),
    "just one hour": ((2, 3), 3),
}


@pytest.mark.parametrize(("hours", "count"), EDGES.values(), ids=EDGES)
def test_a_digest_is_of_the_range_whose_hour_has_a_part_in_it_or_touches_it(
    hours: tuple[float | None, float | None], count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    archive.add_chain()
    options = [
        text
        for name, hour in zip(("--from", "--to"), hours, strict=True)
        if hour is not None
        for text in (name, iso(START + hour * HOUR))
    ]
    code, told = verified(archive, tmp_path, capsys, *options)
    assert (code, told["digests"]["valid"], told["digests"]["missing"]) == (0, count, 0)
    assert codes(told) == []


def test_a_range_that_ends_after_the_last_digest_says_until_when_it_is_proven(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    archive.add_chain()
    code, told = verified(archive, tmp_path, capsys, "--to", iso(START + 10 * HOUR))
    assert (code, codes(told)) == (0, ["chain-ended"])
    assert told["proven_until"][0]["until"] == iso(START + 5 * HOUR)


# --from as hours before the chain's start.
BEGUN = {"before it": (1, ["chain-started"]), "with it": (0, []), "after it": (-1, [])}


@pytest.mark.parametrize(("hours", "found"), BEGUN.values(), ids=BEGUN)
def test_a_chain_that_begins_within_the_range_is_told(
    hours: int, found: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    archive.add_chain()
    code, told = verified(archive, tmp_path, capsys, "--from", iso(START - hours * HOUR))
    assert (code, codes(told)) == (0, found)


def test_a_log_file_that_another_trail_lists_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    archive.add_chain()
    archive.add_chain(Trail(name="other"))
    assert verified(archive, tmp_path, capsys)[0] == 0


def test_a_log_file_at_the_edge_of_what_is_known_is_not_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.copy(chain.log_files[2], chain.trail.log_file_key(START + 5 * HOUR - timedelta(minutes=14), "late"))
    assert verified(archive, tmp_path, capsys)[0] == 0


def test_a_log_file_that_comes_late_is_listed_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    chain = archive.add_chain()
    late = chain.trail.log_file_key(START + 1.5 * HOUR, "late")
    archive.copy(chain.log_files[4], late)
    listed = archive.document(chain.digests[4])["logFiles"]
    archive.rewrite(chain.digests[4], logFiles=[*listed, {**listed[0], "s3Object": late}])
    until = ("--from", iso(START), "--to", iso(START + 2 * HOUR))
    assert verified(archive, tmp_path, capsys, *until)[0] == 0


def test_a_region_with_log_files_and_no_digest_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    archive.add_chain()
    bare = archive.add_chain(Trail(region="us-east-1"))
    archive.remove(*bare.digests)
    code, told = verified(archive, tmp_path, capsys)
    assert (code, codes(told)) == (2, ["chain-absent"])
    assert told["findings"][0]["object"] == f"{archive.bucket}/{bare.trail.folder}CloudTrail/us-east-1/"


def test_an_account_with_log_files_and_no_digest_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    archive.add_chain()
    bare = archive.add_chain(Trail(account="222233334444"))
    archive.remove(*bare.digests)
    code, told = verified(archive, tmp_path, capsys)
    assert (code, codes(told)) == (2, ["chain-absent"])
    assert "1 account has no digest of this time" in told["notes"][0]


def test_a_family_that_digests_do_not_list_is_not_covered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    chain = archive.add_chain()
    for unique in ("one", "two"):
        archive.copy(chain.log_files[2], chain.trail.log_file_key(START + 2.5 * HOUR, unique, "Insight"))
    code, told = verified(archive, tmp_path, capsys)
    assert (code, codes(told)) == (0, ["family-not-covered"])


def test_a_family_that_digests_list_is_covered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    chain = archive.add_chain(family="Insight")
    archive.copy(chain.log_files[2], chain.trail.log_file_key(START + 2.5 * HOUR, "forged", "Insight"))
    code, told = verified(archive, tmp_path, capsys)
    assert (code, codes(told)) == (1, ["log-file-unlisted"])


def test_only_the_trail_and_the_account_that_are_asked_for_are_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    for account in ("111122223333", "222233334444"):
        for name in ("audit", "other"):
            archive.add_chain(Trail(account=account, name=name))
    told = verified(archive, tmp_path, capsys, "--account", "222233334444", "--trail", "other")[1]
    assert (told["digests"]["valid"], told["proven_until"][0]["account"]) == (5, "222233334444")


def test_an_organizations_archive_below_a_prefix_is_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    for account in ("111122223333", "222233334444"):
        archive.add_chain(Trail(account=account, organization="o-exampleorg", prefix="logs"))
    assert verified(archive, tmp_path, capsys, "--prefix", "logs")[1]["digests"]["valid"] == 10


def test_a_chain_that_begins_anew_is_told_and_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.extend(chain, start=START + 9 * HOUR, previous=FIRST)
    code, told = verified(archive, tmp_path, capsys)
    assert (code, codes(told)) == (0, ["chain-restarted"])


def test_keys_below_the_digests_that_are_none_are_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.copy(chain.digests[0], chain.digests[0].replace("CloudTrail-Digest_", "Other_"))
    code, told = verified(archive, tmp_path, capsys)
    assert code == 0
    assert "no digest's" in told["notes"][0]


def test_worker_processes_find_what_one_process_finds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    chain = archive.add_chain(log_files=(1500, 1500))
    archive.alter(chain.log_files[2600])
    archive.remove(chain.log_files[2700])
    code, told = verified(archive, tmp_path, capsys, "--workers", "2")
    assert (code, codes(told)) == (1, ["log-file-altered", "log-file-missing"])
    assert told["log_files"] == {"valid": 2998, "invalid": 1, "missing": 1, "undecided": 0}
