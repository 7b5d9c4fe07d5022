"""That the benchmark of `trailkeeper verify` measures what it says, at a size too small to be a figure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import verification

MADE = "import time; block = bytearray(b'x' * 50_000_000); print('made', flush=True); time.sleep(60)"


def test_both_commands_find_the_whole_day_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FILES", "48")
    figures = verification.results()
    assert [each["log_files"] for each in figures["verify"]] == [12, 24, 48]
    assert figures["validate_logs_seconds_extrapolated_to_20000"] > figures["validate_logs_seconds"] > 0.72


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells what a process shares")
def test_the_memory_of_a_group_is_that_of_all_its_processes() -> None:
    first = subprocess.Popen([sys.executable, "-c", MADE], stdout=subprocess.PIPE, process_group=0)
    second = subprocess.Popen([sys.executable, "-c", MADE], stdout=subprocess.PIPE, process_group=first.pid)
    for process in (first, second):
        assert process.stdout
        process.stdout.readline()
    assert 100_000_000 < verification.group_kib(os.getpgid(second.pid)) * 1024 < 200_000_000
    for process in (first, second):
        process.kill()
        process.communicate()
