"""Writes to the ledger, tried again as long as the invocation has time for it."""

from collections.abc import Mapping, Sequence

from lambdas.core.error import Unavailable
from lambdas.core.receipt import Receipt, Write
from lambdas.deliver.port import Clock, Ledger


def written(ledger: Ledger, clock: Clock, writes: Sequence[Write]) -> Mapping[str, Receipt | None]:
    """The ones that did not take place, and what there is in their place. Raises ConfigurationError or Unavailable.

    An answer that was lost leaves it open whether a write took place: one that is refused next time because of what it
    was to write has.
    """
    attempt = 0
    while writes:
        try:
            refused = ledger.write(writes)
        except Unavailable:
            if not clock.wait(attempt):
                raise
            attempt += 1
            continue
        wanted = {write.receipt.log_file: write.receipt for write in writes}
        return {name: known for name, known in refused.items() if known != wanted[name]}
    return {}
