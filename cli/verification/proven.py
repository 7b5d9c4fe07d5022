"""What a verification has proven, by which keys, and of which log files."""

from datetime import UTC, datetime

import msgspec

from lambdas.core.chain import at
from lambdas.core.finding import SEVERITIES, Finding
from lambdas.core.proof import Counts, Proof, State, Verdict


class KeySource(msgspec.Struct, frozen=True):
    """Where the public keys came from: the root of the trust."""

    source: str
    """ListPublicKeys, or the operator's file as it was named."""
    by: str
    """The ARN of who asked, or the operator; text from elsewhere."""
    at_s: int
    sha256: str = ""
    """Hex, of the file's bytes; empty for ListPublicKeys."""


class UsedKey(msgspec.Struct, frozen=True, order=True):
    fingerprint: str
    region: str
    """Of the digests."""
    digests: int
    """How many of them it has signed."""
    valid_from_s: int
    valid_until_s: int


class ProvenLogFile(msgspec.Struct, frozen=True):
    name: str
    """BUCKET/KEY."""
    digest: str
    """BUCKET/KEY of the digest that lists it."""
    state: State
    sha256: str
    """Hex, of what the claim is about: the object's bytes now, or those that the receipt is of; empty where unread."""
    listed_sha256: str
    """Hex, what CloudTrail signed."""
    version: str = ""
    size_bytes: int = -1
    """Of the object as it is stored; -1 where it is not known."""
    records: int = -1
    """-1 where they were not counted."""


class Proven(msgspec.Struct, kw_only=True):
    proof: Proof
    keys: KeySource
    used_keys: list[UsedKey]
    log_files: list[ProvenLogFile] = msgspec.field(default_factory=list)
    """Where they were asked for; in the order of the chains, their hours, and each digest's list."""
    notes: list[str] = msgspec.field(default_factory=list)
    """What a person should know that is no finding; text from elsewhere."""
    at_s: int
    """When the verification began."""

    @property
    def verdict(self) -> Verdict:
        return self.proof.verdict

    @property
    def proven_until_s(self) -> dict[tuple[str, str], int]:
        """By account and trail: the end of the last valid digest."""
        ends: dict[tuple[str, str], int] = {}
        for each in self.proof.chains:
            of = (each.chain.account, each.chain.trail)
            valid = [hour.end_s for hour in each.hours if hour.state is State.VALID]
            if valid and not each.chain.is_backfill:
                ends[of] = max([ends.get(of, 0), *valid])
        return ends


def order(finding: Finding) -> tuple[int, str, str, int, str, str]:
    """The worst first."""
    severity = SEVERITIES.index(finding.code.severity)
    return severity, finding.account, finding.region, finding.since_s, finding.object, finding.code.name


def as_json(proven: Proven) -> dict[str, object]:
    """Without the single log files."""
    proof = proven.proof
    return {
        "verdict": proven.verdict.value,
        "claim": proof.claim.value,
        "bucket": proof.bucket,
        "from": at(proof.from_s),
        "to": at(proof.until_s),
        "at": at(proven.at_s),
        "digests": counts_json(proof.digests),
        "log_files": counts_json(proof.log_files),
        "proven_until": [
            {"account": account, "trail": trail, "until": at(end_s)}
            for (account, trail), end_s in sorted(proven.proven_until_s.items())
        ],
        "findings": [finding_json(each) for each in proof.findings],
        "notes": proven.notes,
        "public_keys": keys_json(proven),
    }


def counts_json(counts: Counts) -> dict[str, int]:
    return {state.value: getattr(counts, state.value) for state in State}


def finding_json(finding: Finding) -> dict[str, str]:
    return {
        "code": finding.code.name,
        "severity": finding.code.severity.value,
        "effect": finding.code.effect.value,
        "object": finding.object,
        "what": finding.what or finding.code.what,
        "account": finding.account,
        "region": finding.region,
        "since": at(finding.since_s) if finding.since_s else "",
        "todo": finding.code.todo,
    }


def keys_json(proven: Proven) -> dict[str, object]:
    keys = proven.keys
    return {
        "source": keys.source,
        "by": keys.by,
        "at": at(keys.at_s),
        "sha256": keys.sha256,
        "fingerprints": sorted({key.fingerprint for key in proven.used_keys}),
        "used": [
            {
                "fingerprint": key.fingerprint,
                "region": key.region,
                "digests": key.digests,
                "valid_from": at(key.valid_from_s),
                "valid_until": at(key.valid_until_s),
            }
            for key in proven.used_keys
        ],
    }


def moment(text: str) -> int:
    """Of ISO 8601, UTC where it names no zone; seconds since 1970. Raises ValueError."""
    parsed = datetime.fromisoformat(text)
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
