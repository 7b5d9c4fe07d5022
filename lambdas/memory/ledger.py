"""A ledger without AWS: receipts in a dict."""

from collections.abc import Iterator, Mapping, Sequence

from lambdas.core.receipt import Receipt, UnreadableReceipt, Write, place_of


class Ledger:
    def __init__(self) -> None:
        self.receipts: dict[str, Receipt] = {}
        self.requests = 0

    def write(self, writes: Sequence[Write]) -> Mapping[str, Receipt | None]:
        names = [write.receipt.log_file for write in writes]
        if len(set(names)) < len(names):
            raise ValueError("more than one write for a log file")
        self.requests += bool(writes)
        refused: dict[str, Receipt | None] = {}
        for write in writes:
            known = self.receipts.get(write.receipt.log_file)
            if _same(known, write.prior):
                self.receipts[write.receipt.log_file] = write.receipt
            else:
                refused[write.receipt.log_file] = known
        return refused


class Receipts:
    """Reads what a ledger holds, by log file; an unreadable one may stand in a receipt's place."""

    def __init__(self, receipts: Mapping[str, Receipt | UnreadableReceipt]) -> None:
        self._receipts = receipts

    def between(self, folder: str, first: str, last: str) -> Iterator[Receipt | UnreadableReceipt]:
        """Those of a folder whose names lie between the two, both included, in the order of the names."""
        for log_file in sorted(self._receipts):
            within, name = place_of(log_file)
            if within == folder and first <= name <= last:
                yield self._receipts[log_file]


def _same(known: Receipt | None, prior: Receipt | None) -> bool:
    if known is None or prior is None:
        return known is prior
    return (known.revision, known.owner) == (prior.revision, prior.owner)
