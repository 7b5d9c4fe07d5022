"""A ledger without AWS: receipts in a dict."""

from collections.abc import Mapping, Sequence

from lambdas.core.receipt import Receipt, Write


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


def _same(known: Receipt | None, prior: Receipt | None) -> bool:
    if known is None or prior is None:
        return known is prior
    return (known.revision, known.owner) == (prior.revision, prior.owner)
