"""Evidence of one day of one trail, by keyword: what the gathering would have handed over."""

from collections.abc import Sequence
from typing import Any

from cli.evidence.evidence import Evidence
from cli.verification.proven import KeySource, Proven, ProvenLogFile, UsedKey
from lambdas.core.digest_key import HOUR_S, Chain
from lambdas.core.finding import Finding
from lambdas.core.proof import ChainProof, Claim, Counts, Hour, Proof, State
from tests.builder import ACCOUNT, BUCKET

DAY_S = 1_795_392_000
"""2026-11-23."""
FROM_S, UNTIL_S = DAY_S, DAY_S + 24 * HOUR_S
SHA256, FINGERPRINT = "ab" * 32, "cd" * 16
CALLER = f"arn:aws:sts::{ACCOUNT}:assumed-role/auditor/anna"
BY_AWS = KeySource("ListPublicKeys", CALLER, UNTIL_S)
BY_FILE = KeySource("keys.json", "the operator's file", UNTIL_S, "ef" * 32)


def chain(region: str = "eu-west-1", **parts: Any) -> Chain:
    account = parts.pop("account", ACCOUNT)
    named = {"folder": f"AWSLogs/{account}/", "trail": "audit", "home_region": "eu-west-1", **parts}
    return Chain(account=account, region=region, **named)


def hour(number: int, state: State = State.VALID, of: Chain | None = None, **fields: Any) -> Hour:
    """The number-th of the day; it ends on the hour."""
    folder = (of or chain()).folder
    given = {
        "start_s": DAY_S + number * HOUR_S,
        "end_s": DAY_S + (number + 1) * HOUR_S,
        "state": state,
        "digest": "" if state is State.MISSING else f"{BUCKET}/{folder}CloudTrail-Digest/d/digest-{number:02}.json.gz",
        "sha256": SHA256,
        "version": "v1",
        "fingerprint": FINGERPRINT,
        "log_files": Counts(valid=1),
    }
    return Hour(**{**given, **fields})


def day(of: Chain | None = None, hours: Sequence[int] = range(24), **changed: State) -> ChainProof:
    """changed: the state of other hours than valid ones, as h05=State.MISSING."""
    of = of or chain()
    return ChainProof(of, [hour(each, changed.get(f"h{each:02}", State.VALID), of) for each in hours])


def proven(
    *chains: ChainProof, findings: Sequence[Finding] = (), claim: Claim = Claim.ARCHIVED, **fields: Any
) -> Proven:
    proof = Proof(
        bucket=fields.pop("bucket", BUCKET),
        claim=claim,
        from_s=FROM_S,
        until_s=UNTIL_S,
        chains=list(chains),
        findings=list(findings),
    )
    used = [UsedKey(FINGERPRINT, "eu-west-1", 24, FROM_S - HOUR_S, UNTIL_S + HOUR_S)]
    return Proven(proof=proof, **{"keys": BY_AWS, "used_keys": used, "at_s": UNTIL_S, **fields})


def log_file(name: str = f"{BUCKET}/AWSLogs/a.json.gz", **fields: Any) -> ProvenLogFile:
    given = {"digest": f"{BUCKET}/digest", "state": State.VALID, "sha256": SHA256, "listed_sha256": SHA256}
    return ProvenLogFile(name=name, **{**given, "version": "v1", "size_bytes": 100, "records": 2, **fields})


def evidence(*proofs: Proven, **fields: Any) -> Evidence:
    given = {"from_s": FROM_S, "until_s": UNTIL_S, "place": "Amazon S3", "made_s": UNTIL_S, "version": "0.1.0"}
    return Evidence(proofs=proofs or (proven(day()),), **{**given, "caller": CALLER, **fields})
