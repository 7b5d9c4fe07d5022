"""`make demo` itself, as a person sees it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT, inherited
from local.process import PROJECT
from tests.acceptance.expectation import eventually, exists


@pytest.fixture
def state_file(tmp_path: Path) -> Iterator[Path]:
    """Not the person's own, who may have kept a cloud."""
    path = tmp_path / "cloud.json"
    yield path
    left = EmbeddedCloud.attached(path)
    if left is not None:
        left.stop()


def run(module: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    # HOME: jsii keeps what it unpacks there.
    environment = {**inherited(), "HOME": os.environ["HOME"]}
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_the_demo_delivers_what_was_read_and_leaves_a_cloud_that_can_be_stopped(state_file: Path) -> None:
    demo = ("local.demo", "--keep", "--state-file", state_file)
    done = run(*demo)
    assert done.returncode == 0, done.stdout + done.stderr
    sum_of_all = r"^read (\d+) = delivered (\d+) \+ filtered (\d+) \+ quarantined (\d+)$"
    [counts] = re.findall(sum_of_all, done.stdout, re.MULTILINE)
    read, delivered, filtered, quarantined = map(int, counts)
    assert read == delivered + filtered + quarantined > 20
    assert quarantined == 1
    stop = f"--state-file {state_file} stop"
    assert f".venv/bin/python -m local {stop}\n" in done.stdout

    cloud = EmbeddedCloud.attached(state_file)
    assert cloud is not None
    running = cloud.running
    assert cloud.client("sts").get_caller_identity()["Account"] == ACCOUNT
    assert cloud.client("cloudtrail").get_trail_status(Name="trailkeeper")["IsLogging"] is True

    again = run(*demo)
    told = f"an embedded cloud is kept already, at {cloud.endpoint_url}; to stop it: .venv/bin/python -m local {stop}\n"
    assert (again.returncode, again.stdout, again.stderr) == (1, "", told)

    pids = [running.pid, *(worker["pid"] for worker in cloud.workers())]
    assert run("local", "--state-file", state_file, "stop").returncode == 0
    # The system keeps an orphan's number until its first process has asked what became of it.
    assert eventually(lambda: not any(map(exists, pids)))
    assert not running.folder.exists()
    assert not state_file.exists()
