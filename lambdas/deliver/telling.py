"""What is told of what the security rules matched: a line in the log for each match, a notice for each rule and actor.

It is told before the receipt says that the records are accounted for, so that a crash tells it once more and never not
at all. A notice is claimed for LEASE_SECONDS, published, and held for the quiet time only then: one that nobody got
holds no other up for longer than that, and a message comes back later still. So a notice comes twice where an
invocation ends between the last two, and no end of an invocation loses one. What the topic refuses is in the log.

No fault of the table or of the topic costs a log file its delivery.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lambdas.core import notice
from lambdas.core.error import PipelineError
from lambdas.core.insights_link import LogGroup
from lambdas.core.match import Match
from lambdas.core.metric import NOTICES_HELD, NOTICES_SENT, TOPIC_FAILURES
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.log_file import LogFile
from lambdas.deliver.port import Alarm, Clock
from lambdas.deliver.settings import Settings

LEASE_SECONDS = 45
"""More than a publish takes with the adapters' patience, less than Lambda and SQS wait before they try again."""
MOST_LINES = 100
MOST_NOTICES = 20
MOST_MS = 15_000
"""For notices, in one invocation."""


@dataclass(slots=True)
class Telling:
    settings: Settings
    alarm: Callable[[], Alarm] | None
    """None where there is nobody to tell."""
    clock: Clock
    invocation: Invocation
    _lines: int = 0
    _unlogged: Counter[str] = field(default_factory=Counter)
    _asked: set[tuple[str, str]] = field(default_factory=set)
    _sent: int = 0
    _spent_ms: int = 0
    _is_over: bool = False
    """Whether no more notices are sent: after a fault, or after the one that told of further matches."""

    def tell(self, log_files: Sequence[LogFile]) -> None:
        """Of those of their records that are accounted for next."""
        found = [(log_file, match) for log_file in log_files for match in log_file.matched()]
        for log_file, match in found:
            self._log(log_file, match)
        if self.alarm and found:
            started_ms = self.clock.now_ms()
            self._notify(self.alarm(), [match for _, match in found], started_ms)
            self._spent_ms += self.clock.now_ms() - started_ms

    def tell_rest(self) -> None:
        """How many of the matches have no line of their own."""
        if self._unlogged:
            told = {"count": self._unlogged.total(), "by_rule": dict(self._unlogged)}
            self.invocation.log.info("more rules matched", extra=told)

    def _log(self, log_file: LogFile, match: Match) -> None:
        if self._lines >= MOST_LINES:
            self._unlogged[match.rule] += 1
            return
        self._lines += 1
        told = {
            "rule": match.rule,
            "actor": match.actor,
            "action": match.action,
            "target": match.target,
            "event_id": match.event_id,
            "position": log_file.position(match.index),
        }
        self.invocation.log.info("rule matched", extra={**log_file.place(), **told})

    def _notify(self, alarm: Alarm, matches: Sequence[Match], started_ms: int) -> None:
        further: Counter[str] = Counter()
        for match in matches:
            if self._is_over:
                break
            has_time = self._spent_ms + self.clock.now_ms() - started_ms < MOST_MS
            if (match.rule, match.actor_key) in self._asked:
                self.invocation.count(NOTICES_HELD)
            elif self._sent < MOST_NOTICES and has_time:
                self._asked.add((match.rule, match.actor_key))
                self._send(alarm, match)
            else:
                further[match.rule] += 1
        if further and not self._is_over:
            self._send_further(alarm, further)

    def _send(self, alarm: Alarm, match: Match) -> None:
        now_s = self.clock.now_ms() // 1000
        try:
            if not alarm.notices.claim(match.rule, match.actor_key, now_s, LEASE_SECONDS):
                self.invocation.count(NOTICES_HELD)
                return
            alarm.topic.publish(notice.subject(match), notice.message(match, self._log_group))
            self._sent += 1
            self.invocation.count(NOTICES_SENT)
            alarm.notices.hold(match.rule, match.actor_key, now_s, self.settings.quiet_minutes * 60)
        except PipelineError as error:
            self._fail(error)

    def _send_further(self, alarm: Alarm, counts: Counter[str]) -> None:
        """Once, before the receipts as well: it tells that more may follow."""
        try:
            text = notice.message_of_further(counts, self._log_group)
            alarm.topic.publish(notice.subject_of_further(counts), text)
            self.invocation.count(NOTICES_SENT)
        except PipelineError as error:
            self._fail(error)
        self._is_over = True

    def _fail(self, error: PipelineError) -> None:
        self._is_over = True
        self.invocation.count(TOPIC_FAILURES)
        self.invocation.log.error("notice failed", extra={"reason": str(error)})

    @property
    def _log_group(self) -> LogGroup:
        return LogGroup(self.settings.log_group, self.settings.home_region, self.settings.partition)
