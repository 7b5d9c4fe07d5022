"""What `trailkeeper verify` says of the archive. The command is run as a person runs it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Self

from local.cloud import EmbeddedCloud
from local.process import PROJECT


class VerifyFailed(RuntimeError):  # noqa: N818  (as the cloud's and the deployment's)
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
    digests: str
    log_files: str
    """How many are valid, of how many."""
    findings: tuple[Finding, ...]
    """Without those that have no effect on the verdict, such as where the digests begin."""

    @property
    def is_valid(self) -> bool:
        return self.verdict == "valid" and not self.findings

    def finds_only(self, altered: str) -> bool:
        """`altered`: BUCKET/KEY of a log file."""
        found = [(finding.code, finding.object) for finding in self.findings]
        return self.verdict == "invalid" and found == [("log-file-altered", altered)]

    @classmethod
    def from_json(cls, text: str) -> Self:
        said = json.loads(text)
        told = [finding for finding in said["findings"] if finding["effect"] != "none"]
        found = (Finding(each["code"], each["object"], each["what"]) for each in told)
        return cls(said["verdict"], _counted(said["digests"]), _counted(said["log_files"]), tuple(found))


def verify(cloud: EmbeddedCloud, *options: str) -> Proof:
    """Of the deployment's archive, in the last day. Raises VerifyFailed."""
    command = [sys.executable, "-m", "cli", "verify", "--json", *options]
    done = subprocess.run(command, cwd=PROJECT, env=cloud.environment(), capture_output=True, text=True, check=False)
    if not done.stdout:
        raise VerifyFailed(done.stderr.strip() or f"trailkeeper verify ended with {done.returncode}")
    return Proof.from_json(done.stdout)


def _counted(counts: dict[str, int]) -> str:
    """Of the numbers by state."""
    return f"{counts['valid']} of {sum(counts.values())}"
