"""The use case: messages in, log events out, and a receipt for every log file.

    message -> notification -> log file -> claim -> records -> checks -> log events -> batches -> CloudWatch Logs
                                                      |                                              |
                                                      '-> quarantine                      receipt <--'

Each step is a module of lambdas.core; here they meet the archive, the destination, the quarantine and the ledger. A log
file's fault fails or quarantines that one and no other. A message is acknowledged when every log file that it names has
its receipt: read = delivered + filtered + quarantined.
"""

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lambdas.core.error import Unavailable
from lambdas.core.message import Message, trigger
from lambdas.core.metric import MESSAGES_FAILED, MESSAGES_GIVEN_UP, RULE, RULE_MATCHES
from lambdas.core.ruleset import Ruleset
from lambdas.deliver.claim import Claims
from lambdas.deliver.clock import InvocationClock
from lambdas.deliver.cutting import Cutting
from lambdas.deliver.fetch import Fetch
from lambdas.deliver.intake import Intake
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.log_file import Named
from lambdas.deliver.outbox import Outbox
from lambdas.deliver.port import Alarm, Archive, Clock, DeadLetters, Destination, Ledger, Log, MetricLog, Quarantine
from lambdas.deliver.settings import Settings
from lambdas.deliver.settlement import Settlement
from lambdas.deliver.telling import Telling

AddMetric = Callable[[str, str, float], None]
"""Name, unit and value of one."""
NO_TIME = "no time left in this invocation"


@dataclass(frozen=True, slots=True)
class Deliver:
    settings: Settings
    archive: Archive
    destination: Destination
    ledger: Ledger
    quarantine: Quarantine
    dead_letters: DeadLetters | None
    log: Log
    pool: Executor
    """For the calls that are made at once."""
    new_owner: Callable[[], str] = lambda: uuid.uuid4().hex
    """A name that no other invocation has, for what this one claims."""
    new_outbox: Callable[..., Outbox] = Outbox
    rules: Ruleset | None = None
    alarm: Callable[[], Alarm] | None = None
    """Made when there is a match, which is seldom; None where there is nobody to tell."""
    metric_log: MetricLog | None = None
    """For metrics with dimensions of their own."""

    def handle(
        self, event: object, request_id: str, left_ms: Callable[[], int], add_metric: AddMetric
    ) -> dict[str, Any]:
        """What Lambda is told of an invocation with that event. Raises ConfigurationError or Unavailable."""
        found, invocation = trigger(event, request_id), Invocation(self.log)
        try:
            self.run(found.messages, InvocationClock(left_ms), invocation)
        finally:
            self._emit(invocation, add_metric)
        return invocation.answer(partial=found.partial)

    def run(self, messages: Sequence[Message], clock: Clock, invocation: Invocation) -> None:
        """Raises ConfigurationError, which is no message's fault: the invocation fails, and all messages come again."""
        named = Intake(self.settings, self.quarantine, invocation).log_files(messages)
        self.deliver(named, clock, invocation)
        self._give_up(messages, invocation)
        invocation.counts[MESSAGES_FAILED] = len(invocation.failed)

    def deliver(self, log_files: Sequence[Named], clock: Clock, invocation: Invocation) -> None:
        """Each log file once. Those that the time does not suffice for fail their messages."""
        fetch = Fetch(self.settings, self.archive, self.quarantine, self.pool)
        claims = Claims(self.settings, fetch, self.ledger, self.quarantine, clock, invocation, self.new_owner())
        telling = Telling(self.settings, self.alarm, clock, invocation)
        settlement = Settlement(
            self.ledger, self.quarantine, clock, invocation, self.pool, self.settings.log_group, telling
        )
        outbox = self.new_outbox(self.settings, self.destination, clock, invocation, settlement, self.pool)
        cutting = Cutting(self.settings, clock, invocation, settlement, outbox, self.rules)
        begun: set[str] = set()
        for portion in fetch.portions(log_files):
            begun |= {fetched.named.name for fetched in portion}
            for claimed in claims.claim(portion):
                cutting.take(claimed)
            if clock.is_short():
                break
        outbox.flush()
        telling.tell_rest()
        for named in log_files:
            if named.name not in begun:
                place = {"bucket": named.bucket, "key": named.key.key}
                invocation.fail(named.messages, NO_TIME, place)

    def _emit(self, invocation: Invocation, add_metric: AddMetric) -> None:
        for metric, amount in invocation.values():
            add_metric(metric.name, metric.unit, amount)
        for rule, count in invocation.matched.items():
            if self.metric_log:
                self.metric_log.emit([(RULE_MATCHES, count)], **{RULE: rule})

    def _give_up(self, messages: Sequence[Message], invocation: Invocation) -> None:
        """What failed for the last time goes to the dead letters here, with what failed; SQS would not say that."""
        if self.dead_letters is None:
            return
        for message in messages:
            reason = invocation.failed.get(message.id)
            if reason is None or message.receive_count < self.settings.max_receive_count:
                continue
            with suppress(Unavailable):  # then SQS moves it, without a word
                self.dead_letters.put(message.body, reason)
                del invocation.failed[message.id]
                invocation.count(MESSAGES_GIVEN_UP)
                self.log.error("message given up", extra={"message_id": message.id, "reason": reason})
