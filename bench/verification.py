"""`trailkeeper verify` beside `aws cloudtrail validate-logs`: the same day of log files, each call answered in 10 ms.

LOG_FILES in the environment makes the day smaller, to try it out. The product is measured at a quarter and at half of
the day too, which shows whether its time is linear, and its memory bounded.
"""

import json
import os
import re
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from bench import validator
from bench.archive_answer import ServedArchive
from bench.archive_endpoint import ArchiveEndpoint
from bench.endpoint import PROJECT
from bench.signed_day import END, HOURS, START, TRAIL, signed_day

LATENCY_MS = 10.0
LOG_FILES = 20_000
LOOK_SECONDS = 0.2

_SHARE = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


class Run(NamedTuple):
    seconds: float
    peak_mb: float
    """Of all its processes together; what they share counts once. 0 where there is no /proc."""
    exit_code: int
    told: str


def run(command: list[str], environment: dict[str, str]) -> Run:
    with tempfile.TemporaryFile("w+") as told:
        started, peak_kib, exit_code = perf_counter(), 0, None
        child = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=told, process_group=0)
        while exit_code is None:
            peak_kib = max(peak_kib, group_kib(child.pid))
            with suppress(subprocess.TimeoutExpired):
                exit_code = child.wait(LOOK_SECONDS)
        seconds = perf_counter() - started
        told.seek(0)
        return Run(seconds, peak_kib / 1024, exit_code, told.read())


def group_kib(group: int) -> int:
    """What the processes of a group have in memory."""
    return sum(_share_kib(process) for process in Path("/proc").glob("[0-9]*") if _is_in(int(process.name), group))


def _is_in(process_id: int, group: int) -> bool:
    try:
        return os.getpgid(process_id) == group
    except ProcessLookupError:
        return False


def _share_kib(process: Path) -> int:
    try:
        found = _SHARE.search((process / "smaps_rollup").read_text())
    except OSError:  # it has ended
        return 0
    return int(found[1]) if found else 0


def validated(archive: ServedArchive, environment: dict[str, str]) -> Run:
    """By validate-logs. Raises RuntimeError where it does not find everything valid."""
    validating = run(validator.validate_logs(archive, START, END), environment)
    log_files = len(archive.objects) - HOURS
    expected = f"{HOURS}/{HOURS} digest files valid\n{log_files}/{log_files} log files valid"
    if validating.exit_code or expected not in validating.told:
        raise RuntimeError(f"validate-logs: {validating}")
    return validating


def verified(archive: ServedArchive, environment: dict[str, str]) -> Run:
    """By the product; the same."""
    verifying = run(validator.verify(archive, START, END), environment)
    told = json.loads(verifying.told or "{}")
    counts = [told.get(kind, {}).get("valid") for kind in ("digests", "log_files")]
    if verifying.exit_code or told["verdict"] != "valid" or counts != [HOURS, len(archive.objects) - HOURS]:
        raise RuntimeError(f"verify: {verifying}")
    return verifying


def results() -> dict[str, Any]:
    log_files = int(os.environ.get("LOG_FILES", LOG_FILES))
    days = {str(count): signed_day(count) for count in (log_files // 4, log_files // 2, log_files)}
    with ArchiveEndpoint(days, LATENCY_MS) as endpoint, tempfile.TemporaryDirectory() as home:
        environments = {count: validator.environment(endpoint.url, count, Path(home), TRAIL.region) for count in days}
        runs = {count: verified(days[count], environments[count]) for count in days}
        validating = validated(days[str(log_files)], environments[str(log_files)])
    return {
        "log_files": log_files,
        "digests": HOURS,
        "latency_ms": LATENCY_MS,
        "validate_logs_seconds": round(validating.seconds, 1),
        "validate_logs_peak_mb": round(validating.peak_mb),
        **_extrapolated(validating, log_files),
        "ratio": round(validating.seconds / runs[str(log_files)].seconds, 1),
        "verify": [_figures(int(count), each) for count, each in runs.items()],
    }


def _figures(log_files: int, verifying: Run) -> dict[str, Any]:
    return {
        "log_files": log_files,
        "seconds": round(verifying.seconds, 1),
        "log_files_per_second": round(log_files / verifying.seconds),
        "peak_mb": round(verifying.peak_mb),
    }


def _extrapolated(validating: Run, log_files: int) -> dict[str, float]:
    """Of a smaller day only: it takes one log file after the other."""
    if log_files == LOG_FILES:
        return {}
    return {"validate_logs_seconds_extrapolated_to_20000": round(validating.seconds * LOG_FILES / log_files, 1)}
