"""What becomes of a log file that a digest lists, beside its receipt and its versions; and of one that none lists.

The claim is *delivered*: the receipt's sha256 is the digest's. The bytes are read only where versions, sizes or receipt
give a reason to, and then lambdas.core.log_file_verification has the word. CloudTrail writes each log file once, so a
second version is a reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import HOUR_S, DigestKey
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Code, Effect, Finding
from lambdas.core.log_file_verification import VerifiedLogFile
from lambdas.core.receipt import Receipt, State, UnreadableReceipt, place_of
from lambdas.core.stored_object import StoredVersion

_FAMILY = re.compile(r"/CloudTrail(?:-([^/]+))?/[a-z0-9-]+/\d{4}/\d{2}/\d{2}/[^/]+\Z", re.ASCII)
CLOUDTRAILS = frozenset({"", "Insight", "NetworkActivity", "Aggregated"})
"""Families that CloudTrail is known to write; lambdas.core.object_key has the source."""
ARRIVAL_MS = 15 * 60 * 1000
"""How long a log file's notification may still be on its way, and on the queue."""
_STAMP = re.compile(r"_(\d{8}T\d{4})Z_", re.ASCII)
# The hour in a stamp: 20261123T12 of 20261123T1205.
_HOUR_LENGTH = 11

Known = Receipt | UnreadableReceipt | None


class Delivery(StrEnum):
    PROVEN = "proven"
    """The bytes that deliver read are those that CloudTrail signed."""
    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    HANDLED = "handled"
    """Rejected before its bytes were known: it is in quarantine."""
    IN_FLIGHT = "in flight"
    """Somebody delivers it now, or may do so soon."""
    UNDELIVERED = "undelivered"
    NOT_COVERED = "not covered"
    """From before the time that the ledger answers for."""


class LogFile(msgspec.Struct, frozen=True):
    """What is known of a log file that a digest lists."""

    listed: ListedLogFile
    by: DigestKey
    receipt: Known
    versions: tuple[StoredVersion, ...]
    """The newest first."""

    @property
    def is_there(self) -> bool:
        return bool(self.versions) and not self.versions[0].is_delete_marker

    @property
    def is_as_it_was_delivered(self) -> bool:
        """Written once, and the receipt is of that version."""
        if len(self.versions) != 1 or not isinstance(self.receipt, Receipt):
            return False
        (only,) = self.versions
        return only.version == self.receipt.version and self.receipt.size_bytes in (0, only.size_bytes)


class Judgement(msgspec.Struct, frozen=True):
    log_file: LogFile
    delivery: Delivery
    must_read: bool
    findings: tuple[Finding, ...] = ()


class Time(msgspec.Struct, frozen=True):
    now_ms: int
    covered_from_s: int
    """The ledger answers for log files that were written from then on."""


def reconcile(log_files: Iterable[LogFile], time: Time) -> Iterator[Judgement]:
    for log_file in log_files:
        delivery = delivery_of(log_file.listed.name, log_file.receipt, time, log_file.listed.hash_value)
        must_read = log_file.is_there and _must_read(log_file, delivery)
        yield Judgement(log_file, delivery, must_read, tuple(_findings(log_file, delivery)))


def delivery_of(name: str, receipt: Known, time: Time, sha256: str = "") -> Delivery:
    """name: BUCKET/KEY. sha256: hex, what a digest lists; without it PROVEN is no more than that there is a receipt."""
    if isinstance(receipt, UnreadableReceipt):
        return Delivery.UNREADABLE
    if receipt is not None and receipt.state is State.IN_FLIGHT and receipt.lease_until_ms > time.now_ms:
        return Delivery.IN_FLIGHT
    if not _is_settled(receipt):
        if written_s(name) * 1000 > time.now_ms - ARRIVAL_MS:
            return Delivery.IN_FLIGHT
        return Delivery.UNDELIVERED if written_s(name) >= time.covered_from_s else Delivery.NOT_COVERED
    if receipt is not None and not receipt.sha256:
        return Delivery.HANDLED
    same = receipt is not None and sha256.lower() in ("", receipt.sha256)
    return Delivery.PROVEN if same else Delivery.DIFFERS


def _is_settled(receipt: Receipt | None) -> bool:
    """What was rejected for want of an object has none to compare with, and may have come into being."""
    if receipt is None or receipt.state is State.IN_FLIGHT:
        return False
    return receipt.state is State.DELIVERED or bool(receipt.version)


def _must_read(log_file: LogFile, delivery: Delivery) -> bool:
    if delivery is Delivery.PROVEN:
        return not log_file.is_as_it_was_delivered
    return delivery in (Delivery.DIFFERS, Delivery.HANDLED, Delivery.UNREADABLE) or len(log_file.versions) > 1


def _findings(log_file: LogFile, delivery: Delivery) -> Iterator[Finding]:
    receipt = log_file.receipt
    if not log_file.is_there:
        yield _of(f.LOG_FILE_MISSING, log_file, _gone(log_file.versions))
    if delivery is Delivery.DIFFERS and isinstance(receipt, Receipt):
        what = f"delivered was sha256 {receipt.sha256}, CloudTrail signed {log_file.listed.hash_value}"
        yield _of(f.RECEIPT_DIFFERS, log_file, what)
    if isinstance(receipt, UnreadableReceipt):
        yield _of(f.RECEIPT_UNREADABLE, log_file, receipt.reason)


def _gone(versions: Sequence[StoredVersion]) -> str:
    if not versions:
        return "no version of it is left"
    deleted, kept = at(versions[0].modified_s), sum(not each.is_delete_marker for each in versions)
    return f"deleted {deleted} by a delete marker, older versions kept: {kept}"


def after_reading(log_file: LogFile, verified: VerifiedLogFile) -> Finding | None:
    """What its bytes say, or that they are the same and were written more than once."""
    if verified.finding is not None:
        return verified.finding
    written = [each for each in log_file.versions if not each.is_delete_marker]
    rewritten = len(log_file.versions) > 1 or (
        isinstance(log_file.receipt, Receipt) and log_file.receipt.version not in ("", written[0].version)
    )
    if not rewritten:
        return None
    return _of(f.LOG_FILE_REWRITTEN, log_file, f"versions: {len(written)}, the newest of {at(written[0].modified_s)}")


def listed_by(chains: Iterable[Sequence[VerifiedDigest]]) -> frozenset[str]:
    """The log files that the digests list, by BUCKET/KEY; what a forged one lists counts for nothing."""
    counting = [each.digest for chain in chains for each in chain if each.digest and each.effect is not Effect.INVALID]
    return frozenset(listed.name for digest in counting for listed in digest.log_files)


class Present(msgspec.Struct, frozen=True):
    """What is there of some time in one folder, whether a digest lists it or not; all by BUCKET/KEY."""

    names: frozenset[str]
    """The log files in the bucket."""
    receipts: Mapping[str, Receipt | UnreadableReceipt]


class Stray(msgspec.Struct, frozen=True):
    name: str
    family: str
    code: Code | None
    """None for one of which nothing can be said, as a digest of its time is missing."""
    what: str = ""


def strays(
    present: Present, listed: frozenset[str], families: frozenset[str], chains: Sequence[Sequence[VerifiedDigest]]
) -> Iterator[Stray]:
    """Log files that no digest lists, and receipts of what is neither listed nor there.

    families: those that the chains' digests list, beside CloudTrail's own log files, which they always do.
    """
    settled: dict[int, bool] = {}
    for name in sorted(present.names - listed):
        family, at_s = family_of(name), written_s(name)
        if family not in families | {""}:
            yield Stray(name, family, f.FAMILY_NOT_COVERED if family in CLOUDTRAILS else f.LOG_FILE_OF_NO_FAMILY)
            continue
        if at_s not in settled:
            settled[at_s] = is_settled(at_s, chains)
        what = "in the digests of its hour, of the one before and of the one after"
        yield Stray(name, family, f.LOG_FILE_UNLISTED if settled[at_s] else None, what)
    for name, receipt in sorted(present.receipts.items()):
        if isinstance(receipt, UnreadableReceipt):
            if name not in listed:
                yield Stray(name, family_of(name), f.RECEIPT_UNREADABLE, receipt.reason)
        elif name not in listed | present.names and (receipt.state is State.DELIVERED or receipt.version):
            what = f"its receipt is of version {receipt.version}, sha256 {receipt.sha256 or 'unknown'}"
            yield Stray(name, family_of(name), f.RECEIPT_WITHOUT_LOG_FILE, what)


def is_settled(at_s: int, chains: Sequence[Sequence[VerifiedDigest]]) -> bool:
    """Whether every digest that could list a log file of this time is there and CloudTrail's.

    A log file is listed in the digest of its hour, or in a neighbour's. A chain that does not reach the time says
    nothing of it.
    """
    reaching = [chain for chain in chains if chain and chain[0].start_s <= at_s <= chain[-1].key.end_s]
    moments = (at_s - HOUR_S, at_s, at_s + HOUR_S)
    return bool(reaching) and all(_covers(chain, moment) for chain in reaching for moment in moments)


def _covers(chain: Sequence[VerifiedDigest], at_s: int) -> bool:
    return any(
        each.digest is not None and each.effect is Effect.NONE and each.start_s <= at_s <= each.key.end_s
        for each in chain
    )


def family_of(name: str) -> str:
    """Of a log file's key or BUCKET/KEY: empty for CloudTrail's own, and for what is no log file."""
    match = _FAMILY.search(name)
    return (match[1] or "") if match else ""


def written_s(name: str) -> int:
    """When a log file was written, as its name tells it; 0 for a name that tells nothing."""
    match = _STAMP.search(place_of(name)[1])
    try:
        return int(datetime.strptime(match[1] if match else "", "%Y%m%dT%H%M").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def spans(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Folder, first and last name of those that lie together: a folder's, of an hour of their names' time."""
    together: dict[tuple[str, str], tuple[str, str]] = {}
    for each in names:
        folder, name = place_of(each)
        match = _STAMP.search(name)
        hour = match[1][:_HOUR_LENGTH] if match else name
        first, last = together.get((folder, hour), (name, name))
        together[folder, hour] = (min(first, name), max(last, name))
    for (folder, _), (first, last) in sorted(together.items()):
        yield folder, first, last


def _of(code: Code, log_file: LogFile, what: str) -> Finding:
    chain = log_file.by.chain
    return Finding(code, log_file.listed.name, what, chain.account, chain.region, log_file.by.end_s)
