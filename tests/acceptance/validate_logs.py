"""What `aws cloudtrail validate-logs` and `trailkeeper verify` say of the same archive.

validate-logs tells by its exit code, and by a line on stderr for what is INVALID; with no digest in the time asked for
it exits with 0 all the same.
"""

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from bench.endpoint import PROJECT

SECONDS = 120


@dataclass(frozen=True)
class Judgement:
    verdict: str
    """valid, invalid or undecided."""
    told: Any
    """The lines about what is INVALID; of verify its JSON."""
    stderr: str


def of_validate_logs(command: list[str], environment: dict[str, str]) -> Judgement:
    done = _run(command, environment)
    lines = [line for line in done.stderr.splitlines() if "INVALID" in line]
    has_valid = "digest files valid" in done.stdout
    verdict = {0: "valid" if has_valid else "undecided", 1: "invalid"}.get(done.returncode, "undecided")
    return Judgement(verdict, lines, done.stderr)


def of_verify(command: list[str], environment: dict[str, str]) -> Judgement:
    done = _run(command, environment)
    told = json.loads(done.stdout or "{}")
    verdict = told.get("verdict", f"exit code {done.returncode}: {done.stderr}")
    return Judgement(verdict, told, done.stderr)


def _run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
