"""The findings of one Region: told when they are new or mended, and then remembered.

In this order, so that an invocation that is killed in between tells one twice, and none never.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from lambdas.core import finding_text
from lambdas.core.chain_state import FindingState, KnownFinding, RegionState, resolved, seen
from lambdas.core.digest import ListedLogFile
from lambdas.core.error import Unavailable
from lambdas.core.finding import Finding
from lambdas.core.metric import FINDINGS_OPENED, FINDINGS_RESOLVED
from lambdas.core.record import LogEvent
from lambdas.verify.invocation import Invocation
from lambdas.verify.port import World

# Of at most 5 KB each, so that a request is within its 1 MB.
LINES = 150


@dataclass(slots=True)
class Book:
    world: World
    folder: str
    state: RegionState
    invocation: Invocation
    now_s: int
    _told: list[KnownFinding] = field(default_factory=list)
    _known: list[KnownFinding] = field(default_factory=list)

    def found(self, finding: Finding, digest: str = "", listed: ListedLogFile | None = None) -> None:
        """digest: the key of the one that tells it; listed: of a log file."""
        entry = seen(self.state.findings.get(finding.id), finding, self.now_s)
        if entry is None:
            return
        known, is_new = entry
        sha256 = listed.hash_value.lower() if listed else known.sha256
        self.write(msgspec.structs.replace(known, digest=digest or known.digest, sha256=sha256), told=is_new)

    def mended(self, known: KnownFinding) -> None:
        self.write(resolved(known, self.now_s), told=known.state is FindingState.OPEN)

    def write(self, known: KnownFinding, *, told: bool) -> None:
        self.state.findings[known.finding.id] = known
        (self._told if told else self._known).append(known)

    def flush(self) -> None:
        """Raises ConfigurationError or Unavailable."""
        for some in _portions(self._told):
            self._tell(some)
        kept = [*self._told, *self._known]
        list(self.world.pool.map(lambda known: self.world.table.put_finding(self.folder, known), kept))
        self._told.clear()
        self._known.clear()

    def _tell(self, some: Sequence[KnownFinding]) -> None:
        stream = f"{some[0].account}_{some[0].region}"
        lines = [LogEvent(self.now_s * 1000, finding_text.line(known)) for known in some]
        if self.world.findings.put(stream, lines):
            raise Unavailable(f"findings' stream {stream}: not every line was taken")
        for known in some:
            is_open = known.state is FindingState.OPEN
            self.invocation.count(FINDINGS_OPENED if is_open else FINDINGS_RESOLVED)
            if is_open and finding_text.is_for_topic(known) and self.invocation.may_tell():
                self.world.topic.publish(finding_text.subject(known), finding_text.message(known))


def _portions(told: Sequence[KnownFinding]) -> Iterator[Sequence[KnownFinding]]:
    yield from (told[start : start + LINES] for start in range(0, len(told), LINES))
