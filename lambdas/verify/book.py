"""The findings of one Region: told when they are new or mended, and then remembered.

First the findings' log group, then the table, then the alarm topic: so that an invocation that is killed in between
tells one twice, and none never. What the topic does not take stands in the table as untold, and the next hour tells it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from lambdas.core import finding_text
from lambdas.core.batch import BATCH_LIMIT_BYTES, BATCH_LIMIT_EVENTS, EVENT_OVERHEAD_BYTES
from lambdas.core.chain_state import KnownFinding, RegionState, resolved, seen
from lambdas.core.digest import ListedLogFile
from lambdas.core.error import Unavailable
from lambdas.core.finding import Finding
from lambdas.core.finding_text import Untold
from lambdas.core.metric import FINDINGS_OPENED, FINDINGS_RESOLVED
from lambdas.core.record import LogEvent
from lambdas.verify.invocation import Invocation
from lambdas.verify.port import World


@dataclass(slots=True)
class Book:
    world: World
    folder: str
    state: RegionState
    invocation: Invocation
    now_s: int
    _told: list[KnownFinding] = field(default_factory=list)
    _known: list[KnownFinding] = field(default_factory=list)
    _untold: list[str] = field(default_factory=list)
    """The ids of those that the alarm topic is still to be told."""

    def __post_init__(self) -> None:
        self._untold = [name for name, known in self.state.findings.items() if isinstance(known, Untold)]

    def found(self, finding: Finding, digest: str = "", listed: ListedLogFile | None = None) -> None:
        """digest: the key of the one that tells it; listed: of a log file."""
        entry = seen(self.state.findings.get(finding.id), finding, self.now_s)
        if entry is None:
            return
        known, is_new = entry
        sha256 = listed.hash_value.lower() if listed else known.sha256
        self.write(msgspec.structs.replace(known, digest=digest or known.digest, sha256=sha256), told=is_new)

    def mended(self, known: KnownFinding) -> None:
        """What was requeued, and could not be told then, is told now."""
        self.write(resolved(known, self.now_s), told=known.is_open or known.attempts > 0)

    def write(self, known: KnownFinding, *, told: bool) -> None:
        self.state.findings[known.finding.id] = known
        (self._told if told else self._known).append(known)

    def flush(self) -> None:
        """Raises ConfigurationError or Unavailable."""
        for lines, some in _portions(self._told):
            self._tell(lines, some)
        for known in self._told:
            is_last = self.state.findings[known.finding.id] is known
            if is_last and known.is_open and finding_text.is_for_topic(known):
                self.state.findings[known.finding.id] = Untold.of(known)
                self._untold.append(known.finding.id)
        self._put([known.finding.id for known in [*self._told, *self._known]])
        self._told.clear()
        self._known.clear()
        self._publish()

    def _tell(self, lines: Sequence[str], some: Sequence[KnownFinding]) -> None:
        stream = f"{some[0].account}_{some[0].region}"
        if self.world.findings.put(stream, [LogEvent(self.now_s * 1000, line) for line in lines]):
            raise Unavailable(f"findings' stream {stream}: not every line was taken")
        for known in some:
            self.invocation.count(FINDINGS_OPENED if known.is_open else FINDINGS_RESOLVED)

    def _publish(self) -> None:
        taken = []
        for name in dict.fromkeys(self._untold):
            known = self.state.findings[name]
            if not isinstance(known, Untold) or not known.is_open:
                continue
            texts = finding_text.subject(known), finding_text.message(known)
            if not self.invocation.publish(self.world.topic, *texts):
                break
            self.state.findings[name] = known.told
            taken.append(name)
        self._put(taken)
        self._untold = [name for name in self._untold if isinstance(self.state.findings[name], Untold)]

    def _put(self, names: Iterable[str]) -> None:
        known = [self.state.findings[name] for name in dict.fromkeys(names)]
        list(self.world.pool.map(lambda each: self.world.table.put_finding(self.folder, each), known))


def _portions(told: Sequence[KnownFinding]) -> Iterator[tuple[Sequence[str], Sequence[KnownFinding]]]:
    """Lines, and whose they are, as one request takes them."""
    lines = [finding_text.line(known) for known in told]
    start, size_bytes = 0, 0
    for place, line in enumerate(lines):
        more_bytes = len(line.encode()) + EVENT_OVERHEAD_BYTES
        if place > start and (size_bytes + more_bytes > BATCH_LIMIT_BYTES or place - start == BATCH_LIMIT_EVENTS):
            yield lines[start:place], told[start:place]
            start, size_bytes = place, 0
        size_bytes += more_bytes
    if lines:
        yield lines[start:], told[start:]
