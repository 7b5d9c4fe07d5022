"""`trailkeeper verify`: digests that somebody has deleted so that what they listed could be altered are never valid."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.digest_builder import FIRST, HOUR, START, Archive, Chain, Trail, iso
from tests.unit.cli.verified import codes, verified

B = "us-west-2"
OTHER = "222233334444"


def spoil(archive: Archive, chain: Chain, first: int, last: int | None = None) -> None:
    """Its digests of these hours deleted, and their log files altered: one an hour."""
    archive.remove(*chain.digests[first:last])
    for key in chain.log_files[first:last]:
        archive.alter(key)


def between(begin: float, end: float) -> tuple[str, ...]:
    return ("--from", iso(START + begin * HOUR), "--to", iso(START + end * HOUR))


def newest_everywhere(archive: Archive) -> tuple[str, ...]:
    for region in ("eu-west-1", B):
        spoil(archive, archive.add_chain(Trail(region=region), log_files=(1,) * 30), 10)
    return between(0, 30)


def newest_everywhere_without_an_end(archive: Archive) -> tuple[str, ...]:
    return newest_everywhere(archive)[:2]


def newest_everywhere_without_a_range(archive: Archive) -> tuple[str, ...]:
    return newest_everywhere(archive)[:0]


def of_another_account(archive: Archive) -> tuple[str, ...]:
    archive.add_chain(log_files=(1,) * 60)
    spoil(archive, archive.add_chain(Trail(account=OTHER), log_files=(1,) * 60), 20)
    return between(24, 48)


def of_another_account_long_before(archive: Archive) -> tuple[str, ...]:
    archive.add_chain(log_files=(1,) * 120)
    spoil(archive, archive.add_chain(Trail(account=OTHER), log_files=(1,) * 120), 20)
    return between(96, 110)


def amid_another_account(archive: Archive) -> tuple[str, ...]:
    archive.add_chain(log_files=(1,) * 140)
    chain = archive.add_chain(Trail(account=OTHER), log_files=(1,) * 140)
    archive.remove(*chain.digests[2:130], *chain.log_files[2:130])
    return between(50, 60)


def of_a_region_long_before(archive: Archive) -> tuple[str, ...]:
    archive.add_chain(log_files=(1,) * 120)
    chain = archive.add_chain(Trail(region=B), log_files=(1,) * 120)
    archive.remove(*chain.digests[30:], *chain.log_files[30:])
    return between(96, 110)


def of_a_region_beside_a_forged_one(archive: Archive) -> tuple[str, ...]:
    archive.objects[Trail(region=B, name="forged").digest_key(START + 90 * HOUR)] = b"x"
    return of_a_region_long_before(archive)


def amid_a_region(archive: Archive) -> tuple[str, ...]:
    archive.add_chain(log_files=(1,) * 140)
    chain = archive.add_chain(Trail(region=B), log_files=(1,) * 140)
    archive.remove(*chain.digests[2:120], *chain.log_files[2:120])
    return between(96, 110)


def backfilled(archive: Archive, generated: datetime = START + 20 * HOUR) -> Chain:
    chain = archive.add_chain(log_files=(1, 1, 1))
    back = archive.add_chain(start=chain.end, log_files=(1, 1, 1), generated=generated)
    archive.extend(chain, start=chain.end + 3 * HOUR, log_files=(1, 1, 1))
    return back


def that_were_backfilled(archive: Archive) -> tuple[str, ...]:
    spoil(archive, backfilled(archive), 0)
    return ()


def before_a_restart(archive: Archive) -> tuple[str, ...]:
    chain = archive.add_chain(log_files=(1,) * 6)
    archive.extend(chain, start=chain.end + 2 * HOUR, previous=FIRST, log_files=(1,) * 4)
    spoil(archive, chain, 2, 6)
    return between(0, 12)


def before_the_first(archive: Archive) -> tuple[str, ...]:
    chain = archive.add_chain(log_files=(1,) * 6)
    archive.extend(chain, start=chain.end, previous=FIRST, log_files=(1,) * 4)
    spoil(archive, chain, 0, 6)
    return between(0, 10)


def renamed(archive: Archive) -> tuple[Chain, Chain]:
    """A trail that was made anew under another name, and says so."""
    old = archive.add_chain(Trail(name="one"), log_files=(1,) * 5)
    new = Chain(Trail(name="two"), end=old.end, last=old.last)
    archive.extend(new, log_files=(1,) * 5)
    return old, new


def before_a_new_name(archive: Archive) -> tuple[str, ...]:
    spoil(archive, renamed(archive)[0], 4)
    return ()


def without_the_old_trail(archive: Archive) -> tuple[str, ...]:
    spoil(archive, renamed(archive)[0], 4)
    return ("--trail", "two", *between(0, 10))


Spoil = Callable[[Archive], tuple[str, ...]]
"""Gives the options."""
# Which digests were deleted: the exit code and the findings, beside those that are no more than told.
DELETED: dict[str, tuple[Spoil, int, set[str]]] = {
    "the newest, everywhere": (newest_everywhere, 2, {"log-file-unproven"}),
    "the newest, everywhere, no end asked for": (newest_everywhere_without_an_end, 2, {"log-file-unproven"}),
    "the newest, everywhere, no range asked for": (newest_everywhere_without_a_range, 2, {"log-file-unproven"}),
    "those of another account": (of_another_account, 2, {"log-file-unproven"}),
    "those of another account, long before": (of_another_account_long_before, 2, {"chain-absent"}),
    "those amid another account's, with their log files": (amid_another_account, 2, {"chain-absent"}),
    "those of another Region, long before": (of_a_region_long_before, 2, {"chain-absent"}),
    "those of another Region, beside a forged one": (of_a_region_beside_a_forged_one, 2, {"chain-absent"}),
    "those amid another Region's, with their log files": (amid_a_region, 2, {"chain-absent"}),
    "those that were backfilled": (that_were_backfilled, 2, {"chain-gap", "log-file-unproven"}),
    "those before a restart": (before_a_restart, 2, {"log-file-unproven"}),
    "all before a restart": (before_the_first, 2, {"log-file-unproven"}),
    "the last one before a new name": (before_a_new_name, 1, {"digest-missing"}),
    "the same, and the old trail is not asked for": (without_the_old_trail, 1, {"digest-missing"}),
}
TOLD = {"chain-ended", "chain-elsewhere", "chain-restarted", "chain-started"}


@pytest.mark.parametrize(("tamper", "exit_code", "found"), DELETED.values(), ids=DELETED)
def test_deleted_digests_are_never_valid(
    tamper: Spoil, exit_code: int, found: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    code, told = verified(archive, tmp_path, capsys, *tamper(archive))
    assert (code, set(codes(told)) - TOLD) == (exit_code, found)


def closed_account(archive: Archive) -> tuple[str, ...]:
    archive.add_chain(log_files=(1,) * 120)
    archive.add_chain(Trail(account=OTHER), log_files=(1,) * 20)
    return between(96, 110)


def new_region(archive: Archive) -> tuple[str, ...]:
    archive.add_chain(log_files=(1,) * 30)
    archive.add_chain(Trail(region=B), start=START + 20 * HOUR, log_files=(1,) * 10)
    return between(0, 10)


def filled(archive: Archive) -> tuple[str, ...]:
    backfilled(archive)
    return ()


def new_name(archive: Archive) -> tuple[str, ...]:
    renamed(archive)
    return ()


def copied_name(archive: Archive) -> tuple[str, ...]:
    """A copy of what was written under the new name alone."""
    old, _ = renamed(archive)
    archive.remove(*old.digests, *old.log_files)
    return ()


def copied_amid_an_hour(archive: Archive) -> tuple[str, ...]:
    chain = archive.add_chain()
    archive.copy(chain.log_files[4], chain.trail.log_file_key(START + 5.5 * HOUR, "next"))
    return ()


# What is as it should be.
GOOD: dict[str, Spoil] = {
    "an account that was closed before": closed_account,
    "a Region that came later": new_region,
    "hours that were backfilled": filled,
    "a trail that was made anew": new_name,
    "a copy of the new trail alone": copied_name,
    "a copy that was made before the last digest came": copied_amid_an_hour,
}


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_what_nobody_has_deleted_is_valid(make: Spoil, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = Archive()
    code, told = verified(archive, tmp_path, capsys, *make(archive))
    assert (code, set(codes(told)) - TOLD) == (0, set())


def test_unproven_log_files_are_told_once_a_region_with_their_count_and_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    options = newest_everywhere(archive)
    told = verified(archive, tmp_path, capsys, *options)[1]
    first = Trail(region=B).log_file_key(START + 10.5 * HOUR, "0000000000000040")
    found = [each for each in told["findings"] if each["code"] == "log-file-unproven"]
    assert [each["region"] for each in found] == ["eu-west-1", B]
    assert found[1]["what"] == f"20, the first of which is {first}"
    assert found[1]["object"] == f"{archive.bucket}/{Trail().folder}CloudTrail/{B}/"


def test_a_digest_before_a_new_name_that_is_another_one_breaks_the_chain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    old, _ = renamed(archive)
    archive.rewrite(old.digests[4], logFiles=[])
    code, told = verified(archive, tmp_path, capsys)
    assert (code, set(codes(told))) == (1, {"chain-broken", "chain-elsewhere"})


def test_a_log_file_in_a_region_without_digests_is_told_of_one_trail_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.copy(chain.log_files[2], Trail(region="ap-south-1").log_file_key(START + 2.5 * HOUR, "forged"))
    code, told = verified(archive, tmp_path, capsys, "--trail", "audit")
    assert (code, codes(told)) == (2, ["chain-absent"])


def test_where_another_trail_has_digests_of_a_region_its_log_files_are_not_one_trails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    archive.add_chain()
    archive.add_chain(Trail(name="other", region=B))
    code, told = verified(archive, tmp_path, capsys, "--trail", "audit")
    assert (code, codes(told)) == (0, [])
