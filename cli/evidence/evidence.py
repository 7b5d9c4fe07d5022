"""The facts of which the page and its JSON are made."""

import msgspec

from cli.verification.proven import Proven


class Totals(msgspec.Struct):
    """Of the receipts of the log files that the digests list."""

    receipts: int = 0
    without: int = 0
    """Log files that have none."""
    unreadable: int = 0
    rejected: dict[str, int] = msgspec.field(default_factory=dict)
    """Log files, by reason; their receipts count no records."""
    in_flight: int = 0
    read: int = 0
    delivered: int = 0
    filtered: int = 0
    quarantined: dict[str, int] = msgspec.field(default_factory=dict)
    """Records, by reason."""
    restamped: int = 0


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    from_s: int
    until_s: int
    """The range that was asked for."""
    place: str
    """Where it was read from, in words; text from elsewhere."""
    proofs: tuple[Proven, ...]
    """One a claim, the one that was asked for first; of the same range and place."""
    totals: Totals | None = None
    """None where no ledger was read."""
    made_s: int
    version: str
    caller: str = ""
    """ARN; empty where AWS was not asked. Text from elsewhere."""

    @property
    def main(self) -> Proven:
        return self.proofs[0]
