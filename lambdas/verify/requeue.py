"""Log files without a receipt go on the delivery queue once more, as CloudTrail publishes them: it does not repeat a
notification that was lost.

At most so many an invocation, and three times each. What has to wait is remembered: its hour is not looked at again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import msgspec

from lambdas.core import chain_state
from lambdas.core import finding as f
from lambdas.core.chain import at
from lambdas.core.chain_state import FindingState, KnownFinding, Requeue
from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import DigestKey
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

    def add(self, undelivered: Undelivered) -> None:
        known = self.book.state.findings.get(undelivered.id)
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
            self._remember(undelivered, FindingState.WAITING)

    def flush(self) -> None:
        """Raises ConfigurationError or Unavailable."""
        wanted = list(self._wanted.values())
        granted = self.book.invocation.may_requeue(len(wanted))
        now, later = wanted[:granted], wanted[granted:]
        self.book.world.delivery.put(list(_bodies(now)))
        self.book.invocation.count(LOG_FILES_REQUEUED, len(now))
        for undelivered in now:
            self._requeued(undelivered)
        for undelivered in later:
            self.wait(undelivered)
        if later:
            told = {"account_folder": self.book.folder, "requeued": len(now), "waiting": len(later)}
            self.book.invocation.log.info("log files wait to be requeued", extra=told)
        self._wanted.clear()

    def _requeued(self, undelivered: Undelivered) -> None:
        known = self.book.state.findings.get(undelivered.id)
        finding = undelivered.finding(f.RECEIPT_REQUEUED, "it has no receipt")
        is_open = known is not None and known.state is FindingState.OPEN
        self._write(undelivered, chain_state.requeued(known, finding, self.book.now_s), told=not is_open)

    def _remember(self, undelivered: Undelivered, state: FindingState) -> None:
        finding = undelivered.finding(f.RECEIPT_REQUEUED, "it has no receipt")
        self._write(undelivered, chain_state.opened(finding, self.book.now_s, state), told=False)

    def _write(self, undelivered: Undelivered, known: KnownFinding, *, told: bool) -> None:
        sha256 = undelivered.listed.hash_value.lower() if undelivered.listed else ""
        self.book.write(msgspec.structs.replace(known, digest=undelivered.digest, sha256=sha256), told=told)


def _bodies(log_files: Sequence[Undelivered]) -> Iterator[str]:
    parts = [each.name.partition("/") for each in log_files]
    for bucket, of_bucket in groupby(sorted(parts), key=lambda part: part[0]):
        keys = [key for _, _, key in of_bucket]
        for start in range(0, len(keys), KEYS):
            yield json.dumps({"s3Bucket": bucket, "s3ObjectKey": keys[start : start + KEYS]})
