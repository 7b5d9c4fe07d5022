"""What `trailkeeper verify` says of the archive. The command is run as a person runs it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Self

from local.cloud import EmbeddedCloud
from local.process import PROJECT


class VerifyFailed(RuntimeError):
    """The command has given no verdict."""


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    object: str
    """BUCKET/KEY."""
    what: str


@dataclass(frozen=True, slots=True)
class Proof:
    verdict: str
    """valid, invalid or undecided."""
    digests: int
    log_files: int
    """How many there are, whatever is proven of them."""
    findings: tuple[Finding, ...]

    @property
    def is_valid(self) -> bool:
        return self.verdict == "valid" and not self.findings

    @classmethod
    def from_json(cls, text: str) -> Self:
        said = json.loads(text)
        found = (Finding(each["code"], each["object"], each["what"]) for each in said["findings"])
        return cls(said["verdict"], sum(said["digests"].values()), sum(said["log_files"].values()), tuple(found))


def verify(cloud: EmbeddedCloud, *options: str) -> Proof:
    """Of the deployment's archive, in the last day. Raises VerifyFailed."""
    command = [sys.executable, "-m", "cli", "verify", "--json", *options]
    done = subprocess.run(command, cwd=PROJECT, env=cloud.environment(), capture_output=True, text=True, check=False)
    if not done.stdout:
        raise VerifyFailed(done.stderr.strip() or f"trailkeeper verify ended with {done.returncode}")
    return Proof.from_json(done.stdout)
