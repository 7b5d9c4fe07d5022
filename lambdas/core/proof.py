"""What a verification of a time range has shown: counts, the state of each hour of each chain, findings, a verdict.

Two claims are never merged: *archived* (the bytes that are in the bucket now are those that CloudTrail signed) and
*delivered* (the bytes that deliver read, as its receipt says, are those). A proof is of one of them.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec

from lambdas.core import finding as f
from lambdas.core.digest_key import Chain
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Effect, Finding


class Claim(StrEnum):
    ARCHIVED = "archived"
    DELIVERED = "delivered"


class State(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    MISSING = "missing"
    UNDECIDED = "undecided"


class Verdict(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    UNDECIDED = "undecided"


_OF_EFFECT = {Effect.NONE: State.VALID, Effect.INVALID: State.INVALID, Effect.UNDECIDED: State.UNDECIDED}
_MISSING = {f.DIGEST_MISSING.name, f.LOG_FILE_MISSING.name}


class Counts(msgspec.Struct):
    valid: int = 0
    invalid: int = 0
    missing: int = 0
    undecided: int = 0

    def add(self, state: State, count: int = 1) -> None:
        setattr(self, state.value, getattr(self, state.value) + count)

    @property
    def total(self) -> int:
        return self.valid + self.invalid + self.missing + self.undecided


class Hour(msgspec.Struct, kw_only=True):
    """One digest of a chain, or one that should be there."""

    start_s: int
    end_s: int
    state: State
    """Of the digest alone: its log files are counted beside it."""
    digest: str = ""
    """BUCKET/KEY; empty where a digest is missing."""
    sha256: str = ""
    version: str = ""
    fingerprint: str = ""
    log_files: Counts = msgspec.field(default_factory=Counts)


def state_of(finding: Finding | None) -> State:
    """Of the object that a finding is about."""
    if finding is None:
        return State.VALID
    return State.MISSING if finding.code.name in _MISSING else _OF_EFFECT[finding.code.effect]


def hours(chain: Sequence[VerifiedDigest], found: Iterable[Finding]) -> list[Hour]:
    """found: of this chain's links; those on digests count for their hours, and the missing ones make hours."""
    worst: dict[str, State] = {}
    missing = []
    for finding in found:
        if finding.code.name == f.DIGEST_MISSING.name:
            missing.append(finding)
        elif finding.code.effect is not Effect.NONE:
            worst[finding.object] = _worse(worst.get(finding.object, State.VALID), _OF_EFFECT[finding.code.effect])
    there = [
        Hour(
            start_s=digest.start_s,
            end_s=digest.key.end_s,
            state=_worse(_OF_EFFECT[digest.effect], worst.get(digest.name, State.VALID)),
            digest=digest.name,
            sha256=digest.sha256,
            version=digest.version,
            fingerprint=digest.fingerprint,
        )
        for digest in chain
    ]
    absent = [Hour(start_s=each.since_s - 3600, end_s=each.since_s, state=State.MISSING) for each in missing]
    return sorted([*there, *absent], key=lambda hour: hour.end_s)


def _worse(one: State, other: State) -> State:
    return max(one, other, key=[State.VALID, State.UNDECIDED, State.INVALID].index)


class ChainProof(msgspec.Struct):
    chain: Chain
    hours: list[Hour]


class Proof(msgspec.Struct, kw_only=True):
    bucket: str
    claim: Claim
    from_s: int
    until_s: int
    chains: list[ChainProof] = msgspec.field(default_factory=list)
    findings: list[Finding] = msgspec.field(default_factory=list)

    @property
    def digests(self) -> Counts:
        counts = Counts()
        for hour in self._hours:
            counts.add(hour.state)
        return counts

    @property
    def log_files(self) -> Counts:
        counts = Counts()
        for hour in self._hours:
            for state in State:
                counts.add(state, getattr(hour.log_files, state.value))
        return counts

    @property
    def _hours(self) -> list[Hour]:
        return [hour for chain in self.chains for hour in chain.hours]

    @property
    def verdict(self) -> Verdict:
        """Valid only where something is proven and nothing speaks against it or is left open."""
        effects = {finding.code.effect for finding in self.findings}
        if Effect.INVALID in effects:
            return Verdict.INVALID
        is_open = Effect.UNDECIDED in effects or not self.digests.valid
        return Verdict.UNDECIDED if is_open else Verdict.VALID
