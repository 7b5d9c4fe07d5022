"""What is told of what the security rules matched: a line in the log for each match, a notice for each rule and actor.

It is told before the receipt says that the records are accounted for, so that a crash tells it once more and never not
at all. Of one rule an invocation tells MOST_OF_A_RULE matches one by one, so that what is frequent leaves room for what
is rare; all further ones in a count by rule, for which there is a quiet time as well. A notice is claimed for
LEASE_SECONDS, published, and held for the quiet time only then: one that nobody got holds no other up for longer than
that, and a message comes back later still. So a notice comes twice where an invocation ends between the last two, and
no end of an invocation loses one. What the topic refuses is in the log.

No fault of the table or of the topic costs a log file its delivery.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from lambdas.core import notice
from lambdas.core.error import PipelineError, Unavailable
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
MOST_NOTICES, MOST_OF_A_RULE = 30, 3
MOST_MS = 15_000
"""For notices, in one invocation."""
LEFT = 8
"""No notice is begun in the last of so many parts of an invocation's time."""
OLD_MS = 24 * 60 * 60 * 1000
"""Matches of older records are told in the count alone: many come at once, as where log files are put back."""
FURTHER = "further"
"""The actor of a rule's count."""


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
    _sent: Counter[str] = field(default_factory=Counter)
    """By rule."""
    _spent_ms: int = 0
    _is_over: bool = False
    """Whether no more notices are sent: after a fault."""
    _whole_ms: int = 0

    def __post_init__(self) -> None:
        self._whole_ms = self.clock.left_ms()

    def tell(self, log_files: Sequence[LogFile]) -> None:
        """Of those of their records that are accounted for next."""
        found = [(log_file, match) for log_file in log_files for match in log_file.matched()]
        for log_file, match in found:
            self._log(log_file, match)
        if self.alarm and found and not self._is_over:
            self._notify(self.alarm(), [match for _, match in found])

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

    def _notify(self, alarm: Alarm, matches: Sequence[Match]) -> None:
        further: Counter[str] = Counter()
        started_ms, oldest_ms = self.clock.now_ms(), self.clock.now_ms() - OLD_MS
        try:
            for match in matches:
                if (match.rule, match.actor_key) in self._asked:
                    self.invocation.count(NOTICES_HELD)
                elif match.at_ms > oldest_ms and self._has_room(match.rule, started_ms):
                    self._asked.add((match.rule, match.actor_key))
                    self._send(alarm, match)
                else:
                    further[match.rule] += 1
            self._send_further(alarm, further)
        except PipelineError as error:
            self._fail(error)
        self._spent_ms += self.clock.now_ms() - started_ms

    def _fail(self, error: PipelineError) -> None:
        self._is_over = True
        self.invocation.count(TOPIC_FAILURES)
        self.invocation.log.error("notice failed", extra={"reason": str(error)})

    def _has_room(self, rule: str, started_ms: int) -> bool:
        spent_ms = self._spent_ms + self.clock.now_ms() - started_ms
        many = self._sent[rule] >= MOST_OF_A_RULE or self._sent.total() >= MOST_NOTICES
        return not many and spent_ms < MOST_MS and self._has_time()

    def _has_time(self) -> bool:
        return self.clock.left_ms() > self._whole_ms // LEFT

    def _send(self, alarm: Alarm, match: Match) -> None:
        """Raises ConfigurationError or Unavailable."""
        now_s = self.clock.now_ms() // 1000
        if not alarm.notices.claim(match.rule, match.actor_key, now_s, LEASE_SECONDS):
            self.invocation.count(NOTICES_HELD)
            return
        alarm.topic.publish(notice.subject(match), notice.message(match, self._log_group))
        self._sent[match.rule] += 1
        self.invocation.count(NOTICES_SENT)
        alarm.notices.hold(match.rule, match.actor_key, now_s, self._quiet_seconds)

    def _send_further(self, alarm: Alarm, counts: Counter[str]) -> None:
        """A count of the rules of which none was told in the quiet time. Raises ConfigurationError or Unavailable."""
        now_s = self.clock.now_ms() // 1000
        asked = [rule for rule in counts if (rule, FURTHER) not in self._asked]
        self._asked |= {(rule, FURTHER) for rule in asked}
        granted = {rule: counts[rule] for rule in asked if self._claim_count(alarm, rule, now_s)}
        self.invocation.count(NOTICES_HELD, counts.total() - sum(granted.values()))
        if not granted:
            return
        alarm.topic.publish(notice.subject_of_further(granted), notice.message_of_further(granted, self._log_group))
        self.invocation.count(NOTICES_SENT)
        for rule in granted:
            alarm.notices.hold(rule, FURTHER, now_s, self._quiet_seconds)

    def _claim_count(self, alarm: Alarm, rule: str, now_s: int) -> bool:
        if not self._has_time():
            raise Unavailable("no time is left in this invocation to tell of matches")
        return alarm.notices.claim(rule, FURTHER, now_s, LEASE_SECONDS)

    @property
    def _quiet_seconds(self) -> int:
        return self.settings.quiet_minutes * 60

    @property
    def _log_group(self) -> LogGroup:
        return LogGroup(self.settings.log_group, self.settings.home_region, self.settings.partition)
