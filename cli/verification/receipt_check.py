"""The claim *delivered*: the bytes that deliver read, as its receipt says, are those that the digest lists.

Where there is no receipt, or one that tells no hash, that is open: it speaks for nothing, and against nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from cli.verification.check import Answers, Checked, Task
from lambdas.core import finding as f
from lambdas.core.digest import SHA256
from lambdas.core.finding import Code, Effect, Finding
from lambdas.core.receipt import Receipt, UnreadableReceipt, place_of
from lambdas.verify.port import Receipts

MISSING = replace(
    f.RECEIPT_MISSING,
    effect=Effect.UNDECIDED,
    what="a log file has no receipt that tells what was delivered",
    todo="Look at the dead letters and at deliver's log; without --receipts its bytes in the bucket are proven.",
)
UNREADABLE = replace(f.RECEIPT_UNREADABLE, effect=Effect.UNDECIDED)

Known = Mapping[str, Receipt | UnreadableReceipt]


class ReceiptCheck:
    def __init__(self, receipts: Receipts) -> None:
        self._receipts = receipts

    def __call__(self, tasks: Sequence[Task]) -> Answers:
        """Raises ConfigurationError or Unavailable."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for task in tasks:
            folder, name = place_of(task.listed.name)
            names[folder].append(name)
        known = {
            receipt.log_file: receipt
            for folder, inner in names.items()
            for receipt in self._receipts.between(folder, min(inner), max(inner))
        }
        return [_checked(task, known) for task in tasks]


def _checked(task: Task, known: Known) -> Checked:
    receipt = known.get(task.listed.name)
    if receipt is None:
        return Checked(_finding(task, MISSING, "none in the ledger"))
    if isinstance(receipt, UnreadableReceipt):
        return Checked(_finding(task, UNREADABLE, receipt.reason))
    return Checked(_differs(task, receipt), receipt.sha256, receipt.version, receipt.size_bytes or -1, receipt.read)


def _differs(task: Task, receipt: Receipt) -> Finding | None:
    listed = task.listed
    if listed.hash_algorithm != SHA256:
        return _finding(task, f.HASH_ALGORITHM_UNKNOWN, listed.hash_algorithm)
    if not receipt.sha256:
        reason = f": {receipt.reason}" if receipt.reason else ""
        return _finding(task, MISSING, f"its receipt is {receipt.state.value}{reason}")
    if receipt.sha256 != listed.hash_value.lower():
        what = f"the receipt's sha256 is {receipt.sha256}, CloudTrail signed {listed.hash_value}"
        return _finding(task, f.RECEIPT_DIFFERS, what)
    return None


def _finding(task: Task, code: Code, what: str) -> Finding:
    chain = task.by.chain
    return Finding(code, task.listed.name, what, chain.account, chain.region, task.by.end_s)
