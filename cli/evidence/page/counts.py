"""How many digests, log files and records; and what the receipts say of the records."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from cli.evidence.evidence import Evidence, Totals
from cli.evidence.page.element import items, section, tag
from cli.evidence.page.table import numbers
from cli.terminal import counted
from cli.verification.proven import Proven
from lambdas.core.proof import Counts, State

_STATES = [state.value for state in State]


def counts(evidence: Evidence) -> ET.Element:
    parts: list[ET.Element] = []
    for proven in evidence.proofs:
        parts += [tag("h3", proven.proof.claim.value.capitalize()), *_examined(proven)]
    return section("Counts", *parts, *_receipts(evidence.totals), class_="whole")


def _examined(proven: Proven) -> Iterator[ET.Element]:
    rows = [("Digests", proven.proof.digests), ("Log files", proven.proof.log_files)]
    yield numbers((*_STATES, "total"), ((name, _row(found)) for name, found in rows))
    told = [each.records for each in proven.log_files if each.records >= 0]
    if told:
        yield tag(
            "p", f"{counted(sum(told), 'record')} in {counted(len(told), 'log file')} whose records were counted."
        )
    else:
        yield tag("p", "No records were counted.")


def _row(found: Counts) -> list[int]:
    return [*(getattr(found, state) for state in _STATES), found.total]


def _receipts(totals: Totals | None) -> Iterator[ET.Element]:
    yield tag("h3", "Receipts")
    if totals is None:
        yield tag("p", "No ledger was read, so nothing is said here of what became of the records.")
        return
    quarantined = sum(totals.quarantined.values())
    sums = [totals.read, totals.delivered, totals.filtered, quarantined]
    yield numbers(("read", "= delivered", "+ filtered", "+ quarantined"), [("Records", sums)])
    if totals.read != sum(sums[1:]):
        yield tag("p", tag("strong", "They do not add up."))
    yield items(_told(totals))


def _told(totals: Totals) -> Iterator[str]:
    yield f"{counted(totals.receipts, 'receipt')} of log files that the digests list"
    yield from (f"{name} {count:,}" for name, count in _odd(totals).items() if count)
    for name, by_reason in (("records quarantined", totals.quarantined), ("log files rejected", totals.rejected)):
        yield from (f"{name}, {reason}: {count:,}" for reason, count in sorted(by_reason.items()))


def _odd(totals: Totals) -> dict[str, int]:
    return {
        "log files without a receipt:": totals.without,
        "receipts that cannot be read:": totals.unreadable,
        "deliveries under way:": totals.in_flight,
        "records delivered under another time than their own:": totals.restamped,
    }
