"""Looks at every setup, and fails for what has no reason, or for a reason that nothing needs any more."""

import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from tools.lint import nist
from tools.lint.accepted import CFN_LINT, CHECKOV, NIST
from tools.lint.finding import Verdict, judged, merged
from tools.lint.synthesis import ROOT, Synthesis, synthesize
from tools.lint.template import distinct
from tools.lint.tool import cfn_lint, checkov
from tools.setup import SETUPS

NIST_REPORT = ROOT / ".build" / "nist-800-53-r5.md"
PACK = "cdk-nag NIST 800-53 r5"


def main() -> None:
    syntheses = list(synthesize(SETUPS))
    templates = distinct(syntheses)
    with ThreadPoolExecutor() as pool:
        linted, scanned = pool.submit(cfn_lint, templates), pool.submit(checkov, templates)
        failing = {"cfn-lint": judged(linted.result(), CFN_LINT), "checkov": judged(scanned.result(), CHECKOV)}
    reported = judged(merged(finding for each in syntheses for finding in each.nist), NIST)
    nist.write(NIST_REPORT, reported.findings, NIST, len(SETUPS))
    print(f"{len(SETUPS)} setups ({', '.join(SETUPS)}), {len(templates)} templates that differ")
    show_counts(syntheses, failing | {PACK: reported})
    print(*lines(PACK, reported), f"{PACK}: {NIST_REPORT.relative_to(ROOT)}; it fails nothing", sep="\n", flush=True)
    wrong = [line for tool, verdict in failing.items() for line in lines(tool, verdict)]
    if wrong:
        sys.exit("\n".join(wrong))


def show_counts(syntheses: Sequence[Synthesis], verdicts: Mapping[str, Verdict]) -> None:
    acknowledged = len(frozenset[tuple[str, str]]().union(*(each.acknowledged for each in syntheses)))
    show("tool", "findings", "explained", "unexplained", "stale")
    show("cdk-nag AwsSolutions", acknowledged, acknowledged, 0, "-")
    for tool, verdict in verdicts.items():
        found, unexplained = len(verdict.findings), len(verdict.unexplained)
        show(tool, found, found - unexplained, unexplained, len(verdict.stale))


def show(tool: object, *counts: object) -> None:
    print(f"{tool!s:24}" + "".join(f"{count!s:>13}" for count in counts))


def lines(tool: str, verdict: Verdict) -> list[str]:
    unexplained = [
        f"{tool}: {finding.resource}: {finding.rule}: {finding.message} (in {', '.join(finding.setups)})"
        for finding in verdict.unexplained
    ]
    stale = [
        f"{tool}: {rule} on {pattern} is accepted in tools/lint/accepted.py, and not found any more"
        for rule, pattern in verdict.stale
    ]
    return unexplained + stale


if __name__ == "__main__":
    main()
