"""What verification remembers from hour to hour of one Region of an account: how far each chain is, and what was found.

A finding is told when it is new, and again when it is mended; in between it is only known.
"""

import hashlib
from enum import StrEnum

import msgspec

from lambdas.core import finding as f
from lambdas.core.digest import SHA256, ListedLogFile
from lambdas.core.digest_key import HOUR_S, Chain, DigestKey, digest_key
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import BY_NAME, Effect, Finding

DAY_S = 24 * HOUR_S
OPEN_DAYS, RESOLVED_DAYS = 400, 7
"""How long a finding is remembered, counted from when it was last seen."""
MOST_REQUEUES = 3
# Less than an hour, so that each hour's verification may try again, and what hastens it may not.
REQUEUE_AFTER_S = 50 * 60
GRACE_S = 2 * HOUR_S
"""How late the next digest may be."""
_LONGEST_ITEM_BYTES = 900

LOOKED_AT_AGAIN = frozenset(
    code.name
    for code in (
        f.LOG_FILE_MISSING,
        f.LOG_FILE_ALTERED,
        f.LOG_FILE_DAMAGED,
        f.LOG_FILE_TRAILING_DATA,
        f.LOG_FILE_NOT_RESTORED,
        f.LOG_FILE_UNREADABLE,
        f.RECEIPT_DIFFERS,
        f.RECEIPT_UNREADABLE,
    )
)
"""Codes of log files that a person may mend."""
DIGEST_CODES = (
    f.DIGEST_DAMAGED,
    f.DIGEST_MALFORMED,
    f.DIGEST_MOVED,
    f.DIGEST_UNSIGNED,
    f.DIGEST_FORGED,
    f.DIGEST_UNREADABLE,
    f.PUBLIC_KEY_UNKNOWN,
    f.PUBLIC_KEY_EXPIRED,
    f.PUBLIC_KEYS_UNAVAILABLE,
)
"""Of what a digest is by itself."""


class FindingState(StrEnum):
    WAITING = "waiting"
    """For its first requeue, or for a delivery that is under way; not told."""
    OPEN = "open"
    RESOLVED = "resolved"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The last digest of a chain that was verified and not found to be invalid."""

    end_s: int
    key: str
    bucket: str
    sha256: str
    signature: str
    families: tuple[str, ...] = ()
    """Those that the chain's digests have listed so far."""
    updated_s: int = 0
    proven_s: int = 0
    """Where the last one ended that is CloudTrail's; what ends after it and was not told of is new. 0 for end_s."""
    continued_by: str = ""
    """The key of the digest of another chain that names this one: no further one is due here."""

    @property
    def reached_s(self) -> int:
        return self.proven_s or self.end_s

    @property
    def predecessor(self) -> VerifiedDigest | None:
        """As much of it as the next digest's link is compared with; None where its key is none of a digest's."""
        key = digest_key(self.key)
        return VerifiedDigest(key, self.bucket, None, self.sha256, self.signature, ()) if key else None

    def is_overdue(self, now_s: int) -> bool:
        return now_s > self.end_s + HOUR_S + GRACE_S


class KnownFinding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    code: str
    object: str
    what: str
    account: str = ""
    region: str = ""
    since_s: int = 0
    state: FindingState = FindingState.OPEN
    first_s: int = 0
    last_s: int = 0
    """When it was last seen; of a requeue, when that was."""
    attempts: int = 0
    """How often the log file was put on the delivery queue."""
    sha256: str = ""
    """Of the log file as the digest lists it, where it will be looked at again."""
    digest: str = ""
    """The key of that digest."""
    expires_s: int = 0

    @property
    def is_open(self) -> bool:
        return self.state is FindingState.OPEN

    @property
    def is_looked_at_again(self) -> bool:
        return self.is_open and self.code in LOOKED_AT_AGAIN

    @property
    def is_pending_requeue(self) -> bool:
        return self.code == f.RECEIPT_REQUEUED.name and self.state is not FindingState.RESOLVED

    @property
    def finding(self) -> Finding:
        return Finding(BY_NAME[self.code], self.object, self.what, self.account, self.region, self.since_s)

    @property
    def listed(self) -> tuple[ListedLogFile, DigestKey] | None:
        """Of the digest that lists it, where that is known."""
        by = digest_key(self.digest)
        bucket, _, key = self.object.partition("/")
        return (ListedLogFile(bucket, key, self.sha256, SHA256), by) if by and self.sha256 else None


class RegionState(msgspec.Struct):
    heads: dict[Chain, Head] = msgspec.field(default_factory=dict)
    judged_s: int = 0
    """Up to which time the bucket's log files were compared with the digests; 0 for not yet."""
    findings: dict[str, KnownFinding] = msgspec.field(default_factory=dict)
    """By the finding's id."""

    def told_of(self, name: str) -> list[KnownFinding]:
        """What is open of a digest by itself; name: BUCKET/KEY."""
        found = (self.findings.get(f"{code.name} {name}") for code in DIGEST_CODES)
        return [known for known in found if known is not None and known.is_open]

    def open(self, *codes: f.Code) -> list[KnownFinding]:
        names = {code.name for code in codes}
        found = [each for each in self.findings.values() if each.state is FindingState.OPEN and each.code in names]
        return sorted(found, key=lambda each: (each.since_s, each.object))


def advanced(head: Head | None, digest: VerifiedDigest, families: frozenset[str], now_s: int) -> Head:
    """Never back. digest: one that can be read and is not found to be invalid."""
    known = families | set(head.families if head else ())
    from_s = head.reached_s if head else digest.key.end_s - HOUR_S
    proven_s = max(from_s, digest.key.end_s) if digest.effect is Effect.NONE else from_s
    if head and digest.key.end_s < head.end_s:
        return msgspec.structs.replace(head, families=tuple(sorted(known)), updated_s=now_s, proven_s=proven_s)
    return Head(
        end_s=digest.key.end_s,
        key=digest.key.key,
        bucket=digest.bucket,
        sha256=digest.sha256,
        signature=digest.signature,
        families=tuple(sorted(known)),
        updated_s=now_s,
        proven_s=proven_s,
    )


def seen(known: KnownFinding | None, finding: Finding, now_s: int) -> tuple[KnownFinding, bool] | None:
    """What to remember of a finding, and whether it is told; None where it is known and was seen within the day."""
    if known is not None and known.state is FindingState.OPEN:
        again = msgspec.structs.replace(known, last_s=now_s, expires_s=now_s + OPEN_DAYS * DAY_S)
        return (again, False) if now_s - known.last_s >= DAY_S else None
    return opened(finding, now_s), True


def opened(finding: Finding, now_s: int, state: FindingState = FindingState.OPEN, attempts: int = 0) -> KnownFinding:
    return KnownFinding(
        code=finding.code.name,
        object=finding.object,
        what=finding.what,
        account=finding.account,
        region=finding.region,
        since_s=finding.since_s,
        state=state,
        first_s=now_s,
        last_s=now_s,
        attempts=attempts,
        expires_s=now_s + OPEN_DAYS * DAY_S,
    )


def resolved(known: KnownFinding, now_s: int) -> KnownFinding:
    expires_s = now_s + RESOLVED_DAYS * DAY_S
    return msgspec.structs.replace(known, state=FindingState.RESOLVED, last_s=now_s, expires_s=expires_s)


class Requeue(StrEnum):
    NOW = "now"
    LATER = "later"
    """It was requeued within the hour."""
    GIVEN_UP = "given up"


def requeue(known: KnownFinding | None, now_s: int) -> Requeue:
    """Of a log file that has no receipt still."""
    if known is None or known.state is not FindingState.OPEN:
        return Requeue.NOW
    if now_s - known.last_s < REQUEUE_AFTER_S:
        return Requeue.LATER
    return Requeue.GIVEN_UP if known.attempts >= MOST_REQUEUES else Requeue.NOW


def requeued(known: KnownFinding | None, finding: Finding, now_s: int) -> KnownFinding:
    is_open = known is not None and known.state is FindingState.OPEN
    attempts = known.attempts if known is not None and is_open else 0
    first_s = known.first_s if known is not None and known.state is not FindingState.RESOLVED else now_s
    return msgspec.structs.replace(opened(finding, now_s, attempts=attempts + 1), first_s=first_s)


HEAD, FINDING, JUDGED = "head", "finding", "judged"
"""The kinds of items: REGION HEAD HOME-REGION [backfill] TRAIL, REGION finding CODE OBJECT, REGION judged."""


def head_item(chain: Chain) -> str:
    kind = "backfill" if chain.is_backfill else "hourly"
    return f"{chain.region} {HEAD} {chain.home_region} {kind} {chain.trail}"


def chain_of(folder: str, account: str, item: str) -> Chain:
    """The chain that head_item has written. Raises ValueError for another text."""
    region, _, home_region, kind, trail = item.split(" ", 4)
    return Chain(folder, account, region, trail, home_region, kind == "backfill")


def finding_item(known: KnownFinding) -> str:
    """A key of DynamoDB's holds 1,024 bytes at the most, as one of S3's does; of a longer object its hash stands there.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html (2026-04-13)
    """
    name = known.object
    if len(name.encode()) > _LONGEST_ITEM_BYTES:
        name = hashlib.sha256(name.encode()).hexdigest()
    return f"{known.region} {FINDING} {known.code} {name}"
