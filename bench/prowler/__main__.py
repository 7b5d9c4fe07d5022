"""Prints what Prowler says of each deployment, as JSON.

Exits with 1 where a failure has no reason, or a reason no failure. With --write, also writes the document's table.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.prowler.reason import DEPLOYMENTS, REASONS, SILENT
from bench.prowler.run import Scan, listed, scan
from tools.document import table
from tools.lint.finding import Finding, judged, reasons

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "prowler.md"
BEGIN, END = "<!-- checks: python -m bench.prowler -->\n", "<!-- /checks -->\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.prowler", description=__doc__)
    parser.add_argument("prowler", type=Path, help="the command, in an environment of its own")
    parser.add_argument("--write", action="store_true", help=f"write the table of {DOCUMENT.name}")
    arguments = parser.parse_args()
    checks = listed(arguments.prowler)
    scans = {name: scan(arguments.prowler, name, configuration) for name, configuration in DEPLOYMENTS.items()}
    told = answer(checks, scans)
    print(json.dumps(told, indent=1))
    if arguments.write:
        before, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(before + BEGIN + rows(checks, scans) + END + rest.partition(END)[2])
    sys.exit(1 if told["unexplained"] or told["stale"] else 0)


def answer(checks: Sequence[str], scans: Mapping[str, Scan]) -> dict[str, Any]:
    verdict = judged(all_failed(scans), REASONS)
    silent = [name for name in checks if not said(name, scans)]
    unexplained = [f"{each.setups[0]}: {each.rule}: {each.resource}" for each in verdict.unexplained]
    stale = [f"{rule}: {pattern}" for rule, pattern in verdict.stale]
    return {
        "prowler": next(iter(scans.values())).version,
        "deployments": {name: {"passed": each.passed, "failed": failures(each.failed)} for name, each in scans.items()},
        "silent": {name: SILENT.get(name, "") for name in silent},
        "unexplained": unexplained + [name for name in silent if name not in SILENT],
        "stale": stale + [name for name in SILENT if name not in silent],
    }


def all_failed(scans: Mapping[str, Scan]) -> list[Finding]:
    return [finding for each in scans.values() for finding in each.failed]


def said(check: str, scans: Mapping[str, Scan]) -> bool:
    passed = {name for each in scans.values() for name in each.passed}
    return check in passed | {finding.rule for finding in all_failed(scans)}


def failures(failed: Sequence[Finding]) -> dict[str, dict[str, str]]:
    """The reason for each resource of each check."""
    told: dict[str, dict[str, str]] = {}
    for finding in failed:
        told.setdefault(finding.rule, {})[finding.resource] = " ".join(reasons(finding, REASONS))
    return told


def rows(checks: Sequence[str], scans: Mapping[str, Scan]) -> str:
    head = ("check", *scans, "what fails, and why")
    lines = [(f"`{name}`", *(mark(name, each) for each in scans.values()), why(name, scans)) for name in checks]
    return table(head, lines)


def mark(check: str, each: Scan) -> str:
    failing = any(finding.rule == check for finding in each.failed)
    return "passes" if check in each.passed else "fails" if failing else "-"


def why(check: str, scans: Mapping[str, Scan]) -> str:
    by_reason: dict[str, list[str]] = {}
    for resource, reason in failures(all_failed(scans)).get(check, {}).items():
        by_reason.setdefault(reason, []).append(resource)
    told = [f"`{'`, `'.join(sorted(resources))}`: {reason}" for reason, resources in by_reason.items()]
    return " ".join(told) or SILENT.get(check, "")


if __name__ == "__main__":
    main()
