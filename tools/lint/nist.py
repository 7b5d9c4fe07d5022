"""The report on NIST 800-53 r5, which fails nothing."""

from collections.abc import Sequence
from pathlib import Path

from tools.document import table
from tools.lint.finding import Accepted, Finding, reasons

TITLE = "# What cdk-nag's NIST 800-53 r5 pack finds\n\n"
HEAD = ("rule", "resource", "setups", "what it says", "why it is so")
NO_REASON = "no reason written yet"


def write(path: Path, findings: Sequence[Finding], accepted: Sequence[Accepted], setup_count: int) -> None:
    rows = [row(finding, accepted, setup_count) for finding in findings]
    path.write_text(TITLE + table(HEAD, rows))


def row(finding: Finding, accepted: Sequence[Accepted], setup_count: int) -> tuple[str, ...]:
    setups = "all" if len(finding.setups) == setup_count else ", ".join(finding.setups)
    why = " ".join(reasons(finding, accepted)) or NO_REASON
    return finding.rule, finding.resource, setups, finding.message, why
