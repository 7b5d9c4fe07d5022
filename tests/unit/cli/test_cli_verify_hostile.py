"""`trailkeeper verify`: names and metadata of digests that anybody may have written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.digest_builder import HOUR, START, Archive, Trail, iso
from tests.unit.cli.verified import codes, verified

PREMATURE = [START + timedelta(days=12), datetime(2036, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)]


@pytest.mark.parametrize("end", PREMATURE)
def test_a_digest_of_an_hour_to_come_is_told_once_and_nothing_is_made_of_it(
    end: datetime, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.add_chain(Trail(region="us-west-2"))
    archive.objects[key := chain.trail.digest_key(end)] = b"x"
    code, told = verified(archive, tmp_path, capsys)
    assert (code, codes(told)) == (1, ["digest-premature"])
    assert told["findings"][0]["object"] == f"{archive.bucket}/{key}"
    assert (told["digests"]["valid"], told["digests"]["missing"], told["to"]) == (10, 0, iso(START + 5 * HOUR))


# What may stand in metadata that nobody has signed.
GENERATED = ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "yesterday")


@pytest.mark.parametrize("generated", GENERATED)
def test_no_time_that_a_backfilled_digest_tells_stops_the_command(
    generated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    back = archive.add_chain(generated=START + 20 * HOUR)
    archive.metadata[back.digests[1]]["backfill-generation-timestamp"] = generated
    code, told = verified(archive, tmp_path, capsys)
    assert (code, "digest-unsigned" in codes(told)) == (1, True)


@pytest.mark.parametrize("generated", [*GENERATED, "2016-01-01T00:00:00Z"])
def test_a_time_that_an_hourly_digest_tells_counts_for_nothing(
    generated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.metadata[chain.digests[1]]["backfill-generation-timestamp"] = generated
    assert verified(archive, tmp_path, capsys)[0] == 0
