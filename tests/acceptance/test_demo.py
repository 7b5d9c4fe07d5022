"""`make demo` itself, as a person sees it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT, inherited
from local.process import PROJECT
from tests.acceptance.expectation import eventually, exists


def run(module: str, *arguments: str | Path, cloud: EmbeddedCloud | None = None) -> subprocess.CompletedProcess[str]:
    # HOME: jsii keeps what it unpacks there.
    environment = cloud.environment() if cloud else {**inherited(), "HOME": os.environ["HOME"]}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


class Kept(NamedTuple):
    state_file: Path
    printed: str
    cloud: EmbeddedCloud


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """What the demo printed, and what it left; not noted where a person's own would be."""
    state_file = tmp_path_factory.mktemp("kept") / "cloud.json"
    done = run("local.demo", "--keep", "--state-file", state_file)
    cloud = EmbeddedCloud.attached(state_file)
    try:
        assert done.returncode == 0, done.stdout + done.stderr
        assert cloud is not None
        yield Kept(state_file, done.stdout, cloud)
    finally:
        if cloud is not None and state_file.exists():
            cloud.stop()


def stop_command(kept: Kept) -> str:
    return f".venv/bin/python -m local --state-file {kept.state_file} stop\n"


def test_the_demo_delivers_what_was_read(kept: Kept) -> None:
    sum_of_all = r"^read (\d+) = delivered (\d+) \+ filtered (\d+) \+ quarantined (\d+)$"
    [counts] = re.findall(sum_of_all, kept.printed, re.MULTILINE)
    read, delivered, filtered, quarantined = map(int, counts)
    assert read == delivered + filtered + quarantined > 20
    assert quarantined == 1


def test_the_demo_ends_with_one_altered_log_file_that_is_found_and_what_was_delivered_before_is_proven(
    kept: Kept,
) -> None:
    said = r"^  trailkeeper verify( --receipts)?: ([A-Z]+) (\d+) of (\d+) digests and (\d+) of (\d+) log files$"
    verdicts = re.findall(said, kept.printed, re.MULTILINE)
    assert [verdict[:2] for verdict in verdicts] == [("", "VALID"), ("", "INVALID"), (" --receipts", "VALID")]
    left_out = [tuple(int(of) - int(valid) for valid, of in (told[2:4], told[4:6])) for told in verdicts]
    assert left_out == [(0, 0), (0, 1), (0, 0)]


def test_the_demo_tells_which_log_file_and_why(kept: Kept) -> None:
    told = (
        r"^    log-file-altered: its sha256 is [0-9a-f]{8}…, CloudTrail signed [0-9a-f]{8}…\n"
        rf"    {ACCOUNT}_CloudTrail_us-east-1_\w+\.json\.gz$"
    )
    assert len(re.findall(told, kept.printed, re.MULTILINE)) == 1


def test_the_trail_of_the_cloud_that_is_kept_logs(kept: Kept) -> None:
    assert kept.cloud.client("sts").get_caller_identity()["Account"] == ACCOUNT
    assert kept.cloud.client("cloudtrail").get_trail_status(Name="trailkeeper")["IsLogging"] is True


def test_verify_finds_the_altered_log_file_in_the_cloud_that_is_kept(kept: Kept) -> None:
    assert "  .venv/bin/trailkeeper verify\n" in kept.printed
    verified = run("cli", "verify", "--json", cloud=kept.cloud)
    found = [each["code"] for each in json.loads(verified.stdout)["findings"] if each["effect"] != "none"]
    assert (verified.returncode, found) == (1, ["log-file-altered"])


def test_evidence_can_be_made_of_the_cloud_that_is_kept(kept: Kept, tmp_path: Path) -> None:
    [days] = re.findall(r"^  \.venv/bin/trailkeeper evidence (.*) -o evidence\.html$", kept.printed, re.MULTILINE)
    page = tmp_path / "evidence.html"
    made = run("cli", "evidence", *days.split(), "-o", page, cloud=kept.cloud)
    assert (made.returncode, made.stderr) == (1, "")
    assert "log-file-altered" in page.read_text()


def test_a_second_demo_does_not_replace_the_cloud_that_is_kept(kept: Kept) -> None:
    again = run("local.demo", "--keep", "--state-file", kept.state_file)
    told = f"an embedded cloud is kept already, at {kept.cloud.endpoint_url}; to stop it: {stop_command(kept)}"
    assert (again.returncode, again.stdout, again.stderr) == (1, "", told)


def test_the_cloud_that_is_kept_can_be_stopped_and_leaves_nothing(kept: Kept) -> None:
    """The last of these tests, as it stops it."""
    assert stop_command(kept) in kept.printed
    running = kept.cloud.running
    pids = [running.pid, *(worker["pid"] for worker in kept.cloud.workers())]
    assert run("local", "--state-file", kept.state_file, "stop").returncode == 0
    # The system keeps an orphan's number until its first process has asked what became of it.
    assert eventually(lambda: not any(map(exists, pids)))
    assert not running.folder.exists()
    assert not kept.state_file.exists()
