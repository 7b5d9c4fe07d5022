"""Log files without a receipt go on the delivery queue once more, as CloudTrail publishes them: it does not repeat a
notification that was lost.

At most so many an invocation, and three times each. What has to wait is remembered: its hour is not looked at again.
Each attempt is claimed before it is sent, so that one that cannot be told, or that two invocations think of at once, is
sent once all the same.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import msgspec

from lambdas.core import chain_state
from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.chain_state import FindingState, KnownFinding, Requeue
from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import DigestKey
from lambdas.core.error import PipelineError
from lambdas.core.finding import Finding
from lambdas.core.metric import LOG_FILES_REQUEUED
from lambdas.verify.book import Book

KEYS = 100
"""Of one message."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    name: str
    account: str
    region: str
    written_s: int
    by: DigestKey | None = None
    listed: ListedLogFile | None = None

    @property
    def digest(self) -> str:
        return self.by.key if self.by else ""

    def finding(self, code: f.Code, what: str) -> Finding:
        return Finding(code, self.name, what, self.account, self.region, self.written_s)

    @property
    def id(self) -> str:
        return self.finding(f.RECEIPT_REQUEUED, "").id


@dataclass(slots=True)
class Requeues:
    book: Book
    _wanted: dict[str, Undelivered] = field(default_factory=dict)
    _waiting: dict[str, Undelivered] = field(default_factory=dict)

    def add(self, undelivered: Undelivered) -> None:
        known = self._known(undelivered)
        verdict = chain_state.requeue(known, self.book.now_s)
        if verdict is Requeue.NOW:
            self._wanted[undelivered.name] = undelivered
        elif verdict is Requeue.GIVEN_UP and known is not None:
            what = f"requeued {known.attempts} times since {at(known.first_s)}"
            self.book.found(undelivered.finding(f.RECEIPT_MISSING, what), undelivered.digest, undelivered.listed)

    def wait(self, undelivered: Undelivered) -> None:
        """For a delivery that is under way: the next hour looks whether it came to its end."""
        known = self.book.state.findings.get(undelivered.id)
        if known is None or known.state is FindingState.RESOLVED:
            self._waiting[undelivered.name] = undelivered

    def flush(self) -> None:
        """Raises ConfigurationError or Unavailable."""
        wanted = list(self._wanted.values())
        granted = self.book.invocation.may_requeue(len(wanted))
        now, later = wanted[:granted], wanted[granted:]
        self._send(now)
        for undelivered in later:
            self.wait(undelivered)
        if later:
            told = {"account_folder": self.book.folder, "requeued": len(now), "waiting": len(later)}
            self.book.invocation.log.info("log files wait to be requeued", extra=told)
        self._claim({each: self._waits(each) for each in self._waiting.values()})
        self._waiting.clear()
        self._wanted.clear()

    def _send(self, wanted: Sequence[Undelivered]) -> None:
        before = {each.id: self.book.state.findings.get(each.id) for each in wanted}
        claimed = self._claim({each: self._attempted(each) for each in wanted})
        try:
            self.book.world.delivery.put(list(_bodies(claimed)))
        except PipelineError:
            self._put([before[each.id] or self._waits(each) for each in claimed])
            raise
        self.book.invocation.count(LOG_FILES_REQUEUED, len(claimed))
        for each in claimed:
            known = self.book.state.findings[each.id]
            if not known.is_open:
                self.book.write(msgspec.structs.replace(known, state=FindingState.OPEN), told=True)

    def _known(self, undelivered: Undelivered) -> KnownFinding | None:
        """One that was sent and then not told counts as any other."""
        known = self.book.state.findings.get(undelivered.id)
        if known is None or known.state is not FindingState.WAITING or not known.attempts:
            return known
        return msgspec.structs.replace(known, state=FindingState.OPEN)

    def _attempted(self, undelivered: Undelivered) -> KnownFinding:
        """Waiting, until it is told."""
        stored = self.book.state.findings.get(undelivered.id)
        state = FindingState.OPEN if stored and stored.is_open else FindingState.WAITING
        known = chain_state.requeued(self._known(undelivered), _finding(undelivered), self.book.now_s)
        return _as_listed(undelivered, msgspec.structs.replace(known, state=state))

    def _waits(self, undelivered: Undelivered) -> KnownFinding:
        known = chain_state.opened(_finding(undelivered), self.book.now_s, FindingState.WAITING)
        return _as_listed(undelivered, known)

    def _claim(self, wanted: Mapping[Undelivered, KnownFinding]) -> list[Undelivered]:
        """Those that no other invocation has written since they were read."""
        findings, table = self.book.state.findings, self.book.world.table

        def claim(known: KnownFinding) -> bool:
            return table.claim_finding(self.book.folder, known, findings.get(known.finding.id))

        claims = list(self.book.world.pool.map(claim, wanted.values()))
        claimed = [each for each, is_ours in zip(wanted, claims, strict=True) if is_ours]
        findings |= {each.id: wanted[each] for each in claimed}
        return claimed

    def _put(self, some: Sequence[KnownFinding]) -> None:
        folder, table = self.book.folder, self.book.world.table
        list(self.book.world.pool.map(lambda known: table.put_finding(folder, known), some))


def _finding(undelivered: Undelivered) -> Finding:
    return undelivered.finding(f.RECEIPT_REQUEUED, "it has no receipt")


def _as_listed(undelivered: Undelivered, known: KnownFinding) -> KnownFinding:
    sha256 = undelivered.listed.hash_value.lower() if undelivered.listed else ""
    return msgspec.structs.replace(known, digest=undelivered.digest, sha256=sha256)


def _bodies(log_files: Sequence[Undelivered]) -> Iterator[str]:
    parts = [each.name.partition("/") for each in log_files]
    for bucket, of_bucket in groupby(sorted(parts), key=lambda part: part[0]):
        keys = [key for _, _, key in of_bucket]
        for start in range(0, len(keys), KEYS):
            yield json.dumps({"s3Bucket": bucket, "s3ObjectKey": keys[start : start + KEYS]})
