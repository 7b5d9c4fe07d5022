"""What the receipts of the listed log files say of their records, added up; nothing is compared here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from cli.evidence.evidence import Totals
from lambdas.core.receipt import Receipt, State, UnreadableReceipt, place_of
from lambdas.verify.port import Receipts


def totals(log_files: Iterable[str], receipts: Receipts) -> Totals:
    """log_files: BUCKET/KEY. Raises ConfigurationError or Unavailable."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for log_file in log_files:
        folder, name = place_of(log_file)
        names[folder].add(name)
    added = Totals()
    for folder, listed in names.items():
        found = 0
        for receipt in _of(folder, listed, receipts):
            found += 1
            _add(added, receipt)
        added.without += len(listed) - found
    return added


def _of(folder: str, listed: set[str], receipts: Receipts) -> Iterator[Receipt | UnreadableReceipt]:
    for receipt in receipts.between(folder, min(listed), max(listed)):
        if place_of(receipt.log_file)[1] in listed:
            yield receipt


def _add(added: Totals, receipt: Receipt | UnreadableReceipt) -> None:
    if isinstance(receipt, UnreadableReceipt):
        added.unreadable += 1
        return
    added.receipts += 1
    added.read += receipt.read
    added.delivered += receipt.delivered
    added.filtered += receipt.filtered
    added.restamped += receipt.restamped
    added.in_flight += receipt.state is State.IN_FLIGHT
    added.quarantined = dict(Counter(added.quarantined) + Counter(receipt.quarantined))
    if receipt.state is State.REJECTED:
        added.rejected[receipt.reason] = added.rejected.get(receipt.reason, 0) + 1
