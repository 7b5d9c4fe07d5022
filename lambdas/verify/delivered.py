"""Whether the log files that a digest lists were delivered, and are still what was delivered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from lambdas.core import finding as f
from lambdas.core.chain_state import KnownFinding
from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Effect, Finding
from lambdas.core.metric import LOG_FILES_PROVEN
from lambdas.core.receipt import Receipt, UnreadableReceipt
from lambdas.core.reconciliation import (
    Delivery,
    Judgement,
    Known,
    LogFile,
    Time,
    delivery_of,
    family_of,
    reconcile,
    written_s,
)
from lambdas.verify.book import Book
from lambdas.verify.evidence import Evidence, Listed
from lambdas.verify.requeue import Requeues, Undelivered

LOOKED_AT = 100
"""How many log files, and how many digests, with a finding are read again in an hour, of a Region."""
PORTION = 1_000
"""How many pending requeues are looked up at once."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    evidence: Evidence
    book: Book
    requeues: Requeues
    time: Time

    def check(self, digest: VerifiedDigest) -> None:
        """Nothing for a digest that is not CloudTrail's: what it lists counts for nothing."""
        if digest.digest is None or digest.effect is Effect.INVALID:
            return
        listed = digest.digest.log_files
        own = [(each, digest.key) for each in listed if each.s3_bucket == self.evidence.bucket]
        judged = self._judge(own)
        proven = sum(judgement.delivery is Delivery.PROVEN for judgement in judged)
        if digest.effect is Effect.NONE:
            self.book.invocation.count(LOG_FILES_PROVEN, proven)
        before = sum(judgement.delivery is Delivery.NOT_COVERED for judgement in judged)
        if before or len(own) < len(listed):
            self._not_covered(digest, before, len(listed) - len(own))

    def look_again(self) -> None:
        """At what a person may have mended; where that is much, at what was longest not looked at."""
        known = self.book.state.open(*f.CODES)
        again = [(each, each.listed) for each in known if each.is_looked_at_again and each.last_s < self.book.now_s]
        wanted = [(each, listed) for each, listed in again if listed is not None]
        if len(wanted) > LOOKED_AT:
            wanted = sorted(wanted, key=lambda each: each[0].last_s)[:LOOKED_AT]
            for each, _ in wanted:
                self.book.write(msgspec.structs.replace(each, last_s=self.book.now_s), told=False)
        judged = list(reconcile(self.evidence.log_files([listed for _, listed in wanted]), self.time))
        read = {log_file.listed.name: finding for log_file, finding in self.evidence.read(map(_read, judged))}
        for (each, _), judgement in zip(wanted, judged, strict=True):
            found = [*judgement.findings, *([read[each.object]] if each.object in read else [])]
            if each.code not in {finding.code.name for finding in found}:
                self.book.mended(each)
            self._tell(judgement.log_file, found)
            self._settle(judgement)

    def look_after_requeued(self) -> None:
        """Whether the receipts have come of what waits for them."""
        pending = [each for each in self.book.state.findings.values() if each.is_pending_requeue]
        for start in range(0, len(pending), PORTION):
            some = pending[start : start + PORTION]
            receipts = self.evidence.receipts(each.object for each in some)
            self._arrived([each for each in some if self._has_arrived(each, receipts.get(each.object))], receipts)

    def _has_arrived(self, known: KnownFinding, receipt: Known) -> bool:
        """What has not is requeued, or waited for."""
        delivery = delivery_of(known.object, receipt, self.time, known.sha256)
        if delivery is Delivery.UNDELIVERED:
            listed, by = known.listed or (None, None)
            self.requeues.add(Undelivered(known.object, known.account, known.region, known.since_s, by, listed))
        return delivery not in (Delivery.UNDELIVERED, Delivery.IN_FLIGHT, Delivery.NOT_COVERED)

    def _arrived(self, arrived: Sequence[KnownFinding], receipts: Mapping[str, Receipt | UnreadableReceipt]) -> None:
        """A receipt that comes late is judged as one that came in time, and what waited for it is mended then."""
        judged = self._judge([known.listed for known in arrived if known.listed is not None])
        self.book.invocation.count(LOG_FILES_PROVEN, sum(each.delivery is Delivery.PROVEN for each in judged))
        for known in arrived:
            receipt = receipts.get(known.object)
            if known.listed is None and isinstance(receipt, UnreadableReceipt):
                place = known.object, receipt.reason, known.account, known.region, known.since_s
                self.book.found(Finding(f.RECEIPT_UNREADABLE, *place))
            self.book.mended(known)
            given_up = self.book.state.findings.get(f"{f.RECEIPT_MISSING.name} {known.object}")
            if given_up is not None and given_up.is_open:
                self.book.mended(given_up)

    def _judge(self, listed: Sequence[Listed]) -> list[Judgement]:
        judged = list(reconcile(self.evidence.log_files(listed), self.time))
        for judgement in judged:
            self._tell(judgement.log_file, judgement.findings)
            self._settle(judgement)
        for log_file, finding in self.evidence.read(judged):
            self._tell(log_file, [finding])
        return judged

    def _tell(self, log_file: LogFile, found: Sequence[Finding]) -> None:
        for finding in found:
            self.book.found(finding, log_file.by.key, log_file.listed)

    def _settle(self, judgement: Judgement) -> None:
        """What is gone cannot be delivered: that it is gone is told."""
        log_file = judgement.log_file
        undelivered = undelivered_of(log_file.listed, log_file)
        if judgement.delivery is Delivery.UNDELIVERED and log_file.is_there:
            self.requeues.add(undelivered)
        elif judgement.delivery is Delivery.IN_FLIGHT:
            self.requeues.wait(undelivered)

    def _not_covered(self, digest: VerifiedDigest, before: int, elsewhere: int) -> None:
        chain = digest.key.chain
        place = f"{self.evidence.bucket}/{chain.folder}CloudTrail/{chain.region}/ of {chain.trail}"
        what = f"in {digest.key.key}: {before} older than the ledger, {elsewhere} of other buckets"
        finding = Finding(f.NOT_COVERED, place, what, chain.account, chain.region, digest.key.end_s)
        self.book.found(finding, digest.key.key)


def _read(judgement: Judgement) -> Judgement:
    return Judgement(judgement.log_file, judgement.delivery, judgement.log_file.is_there, judgement.findings)


def undelivered_of(listed: ListedLogFile, log_file: LogFile) -> Undelivered:
    chain, written = log_file.by.chain, written_s(listed.name)
    return Undelivered(listed.name, chain.account, chain.region, written, log_file.by, listed)


def families_of(digest: VerifiedDigest) -> frozenset[str]:
    """Those that it lists."""
    if digest.digest is None or digest.effect is Effect.INVALID:
        return frozenset()
    return frozenset(family_of(listed.s3_object) for listed in digest.digest.log_files)
