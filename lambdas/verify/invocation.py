"""What one invocation has done so far, in all its threads: counts, failures, and what it may still send."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from lambdas.core.error import Unavailable
from lambdas.core.metric import Metric
from lambdas.verify.port import Log

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

    def may_tell(self) -> bool:
        with self._lock:
            may = self._told < MOST_TOLD
            self._told, self.untold = self._told + may, self.untold + (not may)
            return may

    def may_requeue(self, wanted: int) -> int:
        """How many of so many."""
        with self._lock:
            granted = min(wanted, self.requeue_limit - self._requeued)
            self._requeued += granted
            return granted

    def answer(self) -> dict[str, Any]:
        """https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html (2026-04-13)."""
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in self.failed]}
