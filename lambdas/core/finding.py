"""What a person has to look at, as a value: the table of all codes, and one finding of one object.

Source of what CloudTrail signs, and how:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html (2026-04-13).
"""

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    CRITICAL = "critical"
    """Evidence is altered, or gone."""
    HIGH = "high"
    """Nothing proves what should be proven."""
    MEDIUM = "medium"
    """Mended, or somebody's doing that should be known."""
    LOW = "low"
    """To know, when the proof is read."""


class Effect(StrEnum):
    """What a finding does to the verdict of the archive's proof."""

    INVALID = "invalid"
    UNDECIDED = "undecided"
    NONE = "none"


class Code(msgspec.Struct, frozen=True):
    name: str
    severity: Severity
    effect: Effect
    what: str
    todo: str


WHAT_LENGTH, OBJECT_LENGTH = 2000, 1200
"""In characters. A bucket and a key have 1,088 at the most."""


class Finding(msgspec.Struct, frozen=True):
    code: Code
    object: str
    """BUCKET/KEY, or what else it is about; text from elsewhere, to be escaped for each medium. It is cut."""
    what: str
    """Of this object: values that differ, times; text from elsewhere too. It is cut."""
    account: str = ""
    region: str = ""
    since_s: int = 0
    """When what it is about was due, or was written; seconds since 1970, 0 where nothing tells."""

    def __post_init__(self) -> None:
        """A digest may say anything, of any length: what is told and remembered has to fit."""
        msgspec.structs.force_setattr(self, "object", self.object[:OBJECT_LENGTH])
        msgspec.structs.force_setattr(self, "what", self.what[:WHAT_LENGTH])

    @property
    def id(self) -> str:
        """The same for the same fault of the same object, however often it is found."""
        return f"{self.code.name} {self.object}"


_REPLACED = (
    "Find out who wrote it (data events of the bucket, its access logs); restore the version that CloudTrail wrote."
)
_GONE = "Find out who deleted it (data events of the bucket, its access logs); restore it from its older versions."
_KEY = (
    "Look first whether the public keys are those of this Region and time: ListPublicKeys answers for one Region."
    " If they are, find out who wrote the digest, and restore the version that CloudTrail wrote."
)
_READ = "Give the reader s3:GetObject on it, and kms:Decrypt on its key; then verify again."


def _harm(name: str, what: str, todo: str) -> Code:
    return Code(name, Severity.CRITICAL, Effect.INVALID, what, todo)


def _open(name: str, what: str, todo: str) -> Code:
    return Code(name, Severity.HIGH, Effect.UNDECIDED, what, todo)


def _note(name: str, what: str, todo: str) -> Code:
    return Code(name, Severity.LOW, Effect.NONE, what, todo)


CODES = (
    # Digests.
    DIGEST_MISSING := _harm("digest-missing", "a digest of the chain is not in the bucket", _GONE),
    DIGEST_DAMAGED := _harm("digest-damaged", "a digest is no whole gzip, or more follows it", _REPLACED),
    DIGEST_MALFORMED := _harm("digest-malformed", "a digest lacks what CloudTrail writes into it", _REPLACED),
    DIGEST_MOVED := _harm("digest-moved", "a digest is not where it says that it was written", _REPLACED),
    DIGEST_UNSIGNED := _harm("digest-unsigned", "a digest's object has no signature that can be read", _REPLACED),
    DIGEST_FORGED := _harm("digest-forged", "a digest's signature is not CloudTrail's", _REPLACED),
    DIGEST_UNREADABLE := _open("digest-unreadable", "a digest cannot be read", _READ),
    DIGEST_PREMATURE := _harm("digest-premature", "a digest's name tells an hour that has not ended yet", _REPLACED),
    DIGEST_LATE := _note("digest-late", "a digest came after its time", "Nothing, where it is rare."),
    DIGEST_OVERDUE := Code(
        "digest-overdue",
        Severity.MEDIUM,
        Effect.NONE,
        "no digest follows the last one, which is overdue",
        "Look whether the trail logs and validates log files (GetTrailStatus), and whether it may write to the bucket.",
    ),
    # Keys.
    PUBLIC_KEY_UNKNOWN := _harm(
        "public-key-unknown", "a digest names a key that CloudTrail does not list for its Region and time", _KEY
    ),
    PUBLIC_KEY_EXPIRED := _harm("public-key-expired", "a digest is signed with a key of another time", _KEY),
    PUBLIC_KEYS_UNAVAILABLE := _open(
        "public-keys-unavailable",
        "no public key is known for a digest's Region and time",
        "Allow cloudtrail:ListPublicKeys in that Region, or name a file that holds its keys; then verify again.",
    ),
    # The chain.
    CHAIN_BROKEN := _harm("chain-broken", "a digest is not the one that the next one names", _REPLACED),
    CHAIN_FORKED := _harm(
        "chain-forked",
        "a digest does not continue the one before it",
        "Compare both digests with CloudTrail's hourly cadence; have AWS Support look at them.",
    ),
    CHAIN_RESTARTED := Code(
        "chain-restarted",
        Severity.MEDIUM,
        Effect.NONE,
        "a chain begins anew: the trail did not log, or did not validate, before that",
        "Find out who stopped the trail, or its validation (StopLogging, UpdateTrail, DeleteTrail).",
    ),
    CHAIN_ELSEWHERE := _note(
        "chain-elsewhere",
        "the digest before is in another bucket",
        "Verify the older part of the chain in that bucket.",
    ),
    CHAIN_STARTED := _note(
        "chain-started",
        "the chain begins within the time that was asked for",
        "Nothing, where the trail was made then.",
    ),
    CHAIN_ENDED := Code(
        "chain-ended",
        Severity.MEDIUM,
        Effect.NONE,
        "the chain ends before the time that was asked for",
        "Look whether the trail was stopped then: nothing after it is proven.",
    ),
    CHAIN_GAP := _open(
        "chain-gap",
        "a digest names the one before it, and yet there is time between them that neither is of",
        "Find out whether the trail was stopped then; nothing of that time is proven.",
    ),
    CHAIN_ABSENT := _open(
        "chain-absent",
        "a Region has log files of the time that was asked for, and no digest at all: nothing proves them",
        "Find out who deleted its digests, or whether the trail validated log files then (EnableLogFileValidation).",
    ),
    # Log files.
    LOG_FILE_MISSING := _harm("log-file-missing", "a log file that a digest lists is not in the bucket", _GONE),
    LOG_FILE_ALTERED := _harm("log-file-altered", "a log file's bytes are not those that CloudTrail signed", _REPLACED),
    LOG_FILE_DAMAGED := _harm("log-file-damaged", "a log file is no whole gzip", _REPLACED),
    LOG_FILE_TRAILING_DATA := _harm(
        "log-file-trailing-data", "bytes follow a log file that no digest covers", _REPLACED
    ),
    LOG_FILE_REWRITTEN := Code(
        "log-file-rewritten",
        Severity.HIGH,
        Effect.NONE,
        "a log file was written once more, with the same bytes",
        "Find out who wrote it: CloudTrail writes no log file twice.",
    ),
    LOG_FILE_UNLISTED := _harm(
        "log-file-unlisted",
        "a log file is in the bucket that no digest lists",
        "Find out who wrote it (data events of the bucket, its access logs); trust nothing in it until then.",
    ),
    LOG_FILE_UNPROVEN := _open(
        "log-file-unproven",
        "log files of the time that was asked for are in no digest, and no digest of their hours is there",
        "Find out who deleted digests, or whether the trail validated log files then: nothing proves these.",
    ),
    LOG_FILE_OF_NO_FAMILY := Code(
        "log-file-of-no-family",
        Severity.HIGH,
        Effect.NONE,
        "log files are in a folder that CloudTrail is not known to write to; they are not put on the delivery queue",
        "Find out who wrote them; where CloudTrail has a new family, update Trailkeeper.",
    ),
    LOG_FILE_NOT_RESTORED := Code(
        "log-file-not-restored",
        Severity.LOW,
        Effect.UNDECIDED,
        "a log file is in a storage class that has to be restored before it can be read",
        "Restore it (s3 restore-object), then verify again; or prove its delivery with --receipts.",
    ),
    LOG_FILE_UNREADABLE := _open("log-file-unreadable", "a log file cannot be read", _READ),
    HASH_ALGORITHM_UNKNOWN := _open(
        "hash-algorithm-unknown", "a digest lists a hash of an algorithm that is not known", "Update Trailkeeper."
    ),
    FAMILY_NOT_COVERED := _note(
        "family-not-covered",
        "log files of a family that the digests of their chain do not list: nothing proves them",
        "Nothing: CloudTrail does not sign them.",
    ),
    # Receipts.
    RECEIPT_REQUEUED := Code(
        "receipt-requeued",
        Severity.MEDIUM,
        Effect.NONE,
        "a log file had no receipt, so it was put on the delivery queue once more",
        "Look whether the topic admits the trail (GetTrailStatus: LatestNotificationError), if it goes on.",
    ),
    RECEIPT_MISSING := Code(
        "receipt-missing",
        Severity.HIGH,
        Effect.NONE,
        "a log file has no receipt, though it was put on the delivery queue three times",
        "Look at the dead letters and at deliver's log: its records are not in CloudWatch Logs.",
    ),
    RECEIPT_DIFFERS := _harm(
        "receipt-differs",
        "other bytes were delivered than CloudTrail signed",
        "Compare the log file's versions with what is in CloudWatch Logs; restore the one that CloudTrail wrote.",
    ),
    RECEIPT_WITHOUT_LOG_FILE := Code(
        "receipt-without-log-file",
        Severity.CRITICAL,
        Effect.NONE,
        "there is a receipt of a log file that is not in the bucket",
        _GONE,
    ),
    RECEIPT_UNREADABLE := Code(
        "receipt-unreadable",
        Severity.CRITICAL,
        Effect.NONE,
        "a receipt's counts do not add up, or it is none",
        "Find out who wrote it: nobody but deliver may (its resource policy, data events of the table).",
    ),
    NOT_COVERED := _note(
        "not-covered",
        "log files from before the deployment, or beyond the horizon of its ledger, have no receipts",
        "Nothing; `trailkeeper verify` proves that they are unaltered.",
    ),
)
BY_NAME = {code.name: code for code in CODES}
SEVERITIES = tuple(Severity)
