"""What verification remembers, without AWS: in dicts."""

from collections.abc import Mapping, Sequence

from lambdas.core.chain_state import Head, KnownFinding, RegionState
from lambdas.core.digest_key import Chain


class VerificationTable:
    def __init__(self) -> None:
        self.states: dict[tuple[str, str], RegionState] = {}
        """By folder and Region."""

    def folders(self) -> Sequence[str]:
        return sorted({folder for (folder, _), state in self.states.items() if state.heads})

    def load(self, folder: str, account: str, region: str = "") -> Mapping[str, RegionState]:
        return {
            name: RegionState(
                {chain: head for chain, head in state.heads.items() if chain.account == account},
                state.judged_s,
                dict(state.findings),
            )
            for (within, name), state in self.states.items()
            if within == folder and region in ("", name)
        }

    def put_head(self, chain: Chain, head: Head) -> None:
        heads = self._of(chain.folder, chain.region).heads
        if chain not in heads or heads[chain].end_s <= head.end_s:
            heads[chain] = head

    def put_judged(self, folder: str, region: str, until_s: int) -> None:
        state = self._of(folder, region)
        state.judged_s = max(state.judged_s, until_s)

    def put_finding(self, folder: str, known: KnownFinding) -> None:
        self._of(folder, known.region).findings[known.finding.id] = known

    def claim_finding(self, folder: str, known: KnownFinding, before: KnownFinding | None) -> bool:
        there = self._of(folder, known.region).findings.get(known.finding.id)
        stands, expected = ((each.last_s, each.state) if each else None for each in (there, before))
        if stands == expected:
            self.put_finding(folder, known)
        return stands == expected

    def _of(self, folder: str, region: str) -> RegionState:
        return self.states.setdefault((folder, region), RegionState())
