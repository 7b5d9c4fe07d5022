"""Who delivers a log file: each is claimed in the ledger before its records are, and nobody else delivers it then.

A first claim needs no look at what there is: it succeeds where there is no item. Where there is one, the refusal brings
it along, and lambdas.core.receipt says what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdas.core import quarantine
from lambdas.core.error import MalformedLogFile, MissingLogFile, Unavailable
from lambdas.core.inflate import inflate
from lambdas.core.metric import LOG_FILES_REPEATED, LOG_FILES_RESUMED, OBJECTS_REWRITTEN
from lambdas.core.receipt import Receipt, State, Verdict, Write, taken_over, verdict
from lambdas.deliver.fetch import Fetch, Fetched
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.port import Clock, Ledger, Quarantine
from lambdas.deliver.settings import Settings
from lambdas.deliver.writing import written

_DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Claimed:
    fetched: Fetched
    receipt: Receipt
    """As it stands in the ledger, with this invocation as its owner."""


@dataclass(slots=True)
class Claims:
    settings: Settings
    fetch: Fetch
    ledger: Ledger
    quarantine: Quarantine
    clock: Clock
    invocation: Invocation
    owner: str

    def claim(self, portion: Sequence[Fetched]) -> list[Claimed]:
        """Those that are this invocation's to deliver. Raises ConfigurationError."""
        found = [fetched for fetched in portion if not isinstance(fetched.error, Unavailable)]
        for fetched in portion:
            if isinstance(fetched.error, Unavailable):
                self._fail(fetched, str(fetched.error))
        fresh = [Claimed(fetched, self._fresh(fetched)) for fetched in found]
        claimed, refused = self._write([(one, None) for one in fresh])
        again = [taking for one, known in refused if (taking := self._judge(one.fetched, known))]
        more, lost = self._write(again)
        for one, _ in lost:
            self._fail(one.fetched, "another invocation was faster")
        self.invocation.count(LOG_FILES_RESUMED, sum(one.receipt.next_record > 0 for one in more))
        return claimed + more

    def _write(
        self, claims: Sequence[tuple[Claimed, Receipt | None]]
    ) -> tuple[list[Claimed], list[tuple[Claimed, Receipt | None]]]:
        """The claims that succeeded, and those that did not, each with what there is; none of either on a fault."""
        try:
            writes = [Write(one.receipt, prior) for one, prior in claims]
            refused = written(self.ledger, self.clock, writes)
        except Unavailable as error:
            for one, _ in claims:
                self._fail(one.fetched, str(error))
            return [], []
        lost = [(one, refused[one.receipt.log_file]) for one, _ in claims if one.receipt.log_file in refused]
        return [one for one, _ in claims if one.receipt.log_file not in refused], lost

    def _fresh(self, fetched: Fetched) -> Receipt:
        now_ms = self.clock.now_ms()
        return Receipt(
            log_file=fetched.named.name,
            version=fetched.version,
            size_bytes=fetched.size_bytes,
            state=State.IN_FLIGHT,
            revision=1,
            owner=self.owner,
            lease_until_ms=now_ms + self.clock.left_ms(),
            claimed_ms=now_ms,
            settled_ms=now_ms,
            expires_s=now_ms // 1000 + self.settings.ledger_days * _DAY_SECONDS,
        )

    def _judge(self, fetched: Fetched, known: Receipt | None) -> tuple[Claimed, Receipt] | None:
        """The claim that takes over what is known; None where there is nothing to deliver, or not now."""
        if known is None:
            self._fail(fetched, "its receipt has gone since")
            return None
        now_ms, redriven = self.clock.now_ms(), bool(fetched.named.redriven)
        match verdict(known, fetched.version, now_ms, redriven=redriven):
            case Verdict.BUSY:
                self._fail(fetched, "another invocation delivers it")
            case Verdict.REPEATED:
                self._repeated(fetched, known)
            case Verdict.TAKE_OVER:
                return self._taking(fetched, known)
            case Verdict.COMPARE:
                return self._compare(fetched, known)
        return None

    def _taking(self, fetched: Fetched, known: Receipt) -> tuple[Claimed, Receipt]:
        lease_until_ms = self.clock.now_ms() + self.clock.left_ms()
        taken = taken_over(known, fetched.version, fetched.size_bytes, self.owner, lease_until_ms)
        return Claimed(fetched, taken), known

    def _compare(self, fetched: Fetched, known: Receipt) -> tuple[Claimed, Receipt] | None:
        """Another version under the same key: CloudTrail writes no log file twice."""
        if self._has_bytes_of(known, fetched):
            if known.state is State.IN_FLIGHT:
                return self._taking(fetched, known)
            self._repeated(fetched, known)
            return None
        # Where nothing is there any more, there is nothing to tell of either.
        told = not fetched.version or self._told_rewritten(fetched, known)
        return self._taking_first(fetched, known) if told and known.state is State.IN_FLIGHT else None

    def _taking_first(self, fetched: Fetched, known: Receipt) -> tuple[Claimed, Receipt] | None:
        """The claim that goes on with the version that the delivery began with."""
        first = self.fetch.of_version(fetched.named, known.version)
        if isinstance(first.error, Unavailable):
            self._fail(fetched, str(first.error))
            return None
        if first.version != known.version:
            gone = MissingLogFile(f"version {known.version}, of which {known.next_record} records are accounted for")
            first = Fetched(fetched.named, known.version, size_bytes=known.size_bytes, error=gone)
        return self._taking(first, known)

    def _has_bytes_of(self, known: Receipt, fetched: Fetched) -> bool:
        if fetched.error or not known.sha256:
            return False
        try:
            return inflate(fetched.body, self.settings.inflated_limit_bytes).sha256 == known.sha256
        except MalformedLogFile:
            return False

    def _told_rewritten(self, fetched: Fetched, known: Receipt) -> bool:
        """Whether the finding could be written down; what cannot comes again."""
        named, version = fetched.named, fetched.version
        detail = f"delivered as version {known.version}, sha256 {known.sha256 or 'unknown'}; now version {version}"
        entry = quarantine.RejectedLogFile(named.bucket, named.key.key, version, quarantine.REWRITTEN, detail)
        try:
            self.quarantine.put(quarantine.log_file_name(named.name, version), quarantine.written(entry))
        except Unavailable as error:
            self._fail(fetched, str(error))
            return False
        self.invocation.count(OBJECTS_REWRITTEN)
        self.invocation.finding(quarantine.REWRITTEN, self._place(fetched), detail=detail)
        return True

    def _repeated(self, fetched: Fetched, known: Receipt) -> None:
        self.invocation.count(LOG_FILES_REPEATED)
        self.invocation.log.info("log file has its receipt", extra=self._place(fetched))
        if known.state is not State.DELIVERED:
            return
        # What is asked for is delivered: an earlier invocation ended before it could delete these.
        try:
            for name in fetched.named.redriven:
                self.quarantine.delete(name)
        except Unavailable as error:
            self._fail(fetched, str(error))

    def _fail(self, fetched: Fetched, reason: str) -> None:
        self.invocation.fail(fetched.named.messages, reason, self._place(fetched))

    def _place(self, fetched: Fetched) -> dict[str, str]:
        return {"bucket": fetched.named.bucket, "key": fetched.named.key.key, "version": fetched.version}
