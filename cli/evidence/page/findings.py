"""The findings, the worst first."""

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from cli.evidence.evidence import Evidence
from cli.evidence.moment import utc
from cli.evidence.page.element import Child, code, section, tag
from cli.evidence.page.table import table
from cli.verification.proven import order
from lambdas.core.finding import Finding

MOST = 2_000
_COLUMNS = ("Severity, since", "Finding", "What to do")


def findings(evidence: Evidence) -> ET.Element:
    parts: list[ET.Element] = []
    for proven in evidence.proofs:
        if len(evidence.proofs) > 1:
            parts.append(tag("h3", proven.proof.claim.value.capitalize()))
        parts += _findings(sorted(proven.proof.findings, key=order))
    return section("Findings", *parts)


def _findings(found: Sequence[Finding]) -> Iterator[ET.Element]:
    if not found:
        yield tag("p", "None.")
        return
    yield table(_COLUMNS, map(_row, found[:MOST]), class_="findings")
    if len(found) > MOST:
        yield tag("p", f"And {len(found) - MOST:,} more, none worse than these: the JSON tells each.")


def _row(finding: Finding) -> list[Child]:
    kind = finding.code
    since = utc(finding.since_s) if finding.since_s else "since when is not known"
    severity = tag("strong", kind.severity.value, class_=f"severity {kind.severity.value}")
    place = ", ".join(part for part in (finding.account, finding.region) if part)
    what = [
        tag("p", code(kind.name), f": {kind.what}"),
        tag("p", code(finding.object)),
        *(tag("p", told, class_="detail") for told in (finding.what, place) if told),
    ]
    return [tag("div", severity, tag("p", since)), tag("div", *what), kind.todo]
