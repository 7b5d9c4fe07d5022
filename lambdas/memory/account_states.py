"""What verification remembers of every account, without AWS: of a table in memory."""

from collections.abc import Iterator

from lambdas.core.chain_state import head_item
from lambdas.core.freshness import Open, Remembered, account_of, reached
from lambdas.memory.verification_table import VerificationTable


class AccountStates:
    def __init__(self, table: VerificationTable) -> None:
        self._table = table

    def __iter__(self) -> Iterator[Remembered]:
        for (folder, _), state in self._table.states.items():
            for chain, head in state.heads.items():
                found = reached(folder, head_item(chain), head.end_s, head.proven_s, head.continued_by)
                if found is not None:
                    yield found
            for known in state.findings.values():
                if known.is_open:
                    yield Open(account_of(folder), known.region, known.code, known.first_s)
