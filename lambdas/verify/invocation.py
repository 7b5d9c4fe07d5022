"""What one invocation has done so far, in all its threads: counts, failures, and what it may still send."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lambdas.core.error import PipelineError, Unavailable
from lambdas.core.metric import TOPIC_FAILURES, Metric
from lambdas.verify.port import Log, Topic

MOST_TOLD = 10
"""Messages to the alarm topic."""


class OutOfTime(Unavailable):
    """The invocation ends before its work: what is done is remembered, and the message comes again."""


@dataclass(slots=True)
class Invocation:
    log: Log
    requeue_limit: int
    counts: Counter[Metric] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    """Why, by the id of the message that stays on the queue."""
    untold: int = 0
    """Findings that the alarm topic is not told one by one."""
    _is_topic_out: bool = False
    _told: int = 0
    _requeued: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, metric: Metric, amount: int = 1) -> None:
        with self._lock:
            self.counts[metric] += amount

    def fail(self, message_id: str, reason: str, **place: str) -> None:
        with self._lock:
            self.failed.setdefault(message_id, reason)
        self.log.error("message failed", extra={**place, "message_id": message_id, "reason": reason})

    def publish(self, topic: Topic, subject: str, text: str) -> bool:
        """Whether the topic has it, or will have it in a count. After a failure, which is logged, none is tried."""
        with self._lock:
            if self._is_topic_out:
                return False
            may = self._told < MOST_TOLD
            self._told, self.untold = self._told + may, self.untold + (not may)
        return not may or self._publish(topic, subject, text)

    def publish_rest(self, topic: Topic, log_group: str) -> None:
        """How many were not told one by one."""
        if self.untold:
            text = f"{self.untold} further findings, in the log group {log_group}."
            self._publish(topic, "Trailkeeper: further findings", text)

    def _publish(self, topic: Topic, subject: str, text: str) -> bool:
        reason = _failure(topic, subject, text)
        if reason:
            self._is_topic_out = True
            self.count(TOPIC_FAILURES)
            self.log.error("alarm topic failed", extra={"subject": subject, "reason": reason})
        return not reason

    def may_requeue(self, wanted: int) -> int:
        """How many of so many."""
        with self._lock:
            granted = min(wanted, self.requeue_limit - self._requeued)
            self._requeued += granted
            return granted

    def answer(self) -> dict[str, Any]:
        """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html (2026-04-13)."""
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in self.failed]}


def _failure(topic: Topic, subject: str, text: str) -> str:
    try:
        topic.publish(subject, text)
    except PipelineError as error:
        return str(error)
    return ""
