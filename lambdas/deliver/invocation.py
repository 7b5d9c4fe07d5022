"""What one invocation has found so far: messages that failed, counts, and the lines of its log."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdas.core.error import Unavailable
from lambdas.core.message import Message
from lambdas.core.metric import (
    DELIVERY_DELAY,
    LOG_FILES_REJECTED,
    MESSAGES_QUARANTINED,
    NOTIFICATIONS_IGNORED,
    QUARANTINED,
    RECORDS_QUARANTINED,
    Metric,
)
from lambdas.deliver.port import Log

_QUARANTINED = (RECORDS_QUARANTINED, LOG_FILES_REJECTED, MESSAGES_QUARANTINED)


@dataclass(slots=True)
class Invocation:
    log: Log
    counts: Counter[Metric] = field(default_factory=Counter)
    delays_seconds: list[float] = field(default_factory=list)
    """Of each log file that was delivered, from its newest record."""
    matched: Counter[str] = field(default_factory=Counter)
    """Records, by the name of the security rule that matched."""
    failed: dict[str, str] = field(default_factory=dict)
    """What failed, by the id of the message that stays on the queue, in the order in which they failed."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, metric: Metric, amount: int = 1) -> None:
        with self._lock:
            self.counts[metric] += amount

    def values(self) -> Iterator[tuple[Metric, float]]:
        """Of all metrics that have no dimension of their own."""
        for delay_seconds in self.delays_seconds:
            yield DELIVERY_DELAY, delay_seconds
        yield from self.counts.items()
        yield QUARANTINED, sum(self.counts[metric] for metric in _QUARANTINED)

    def fail(self, messages: Iterable[Message], reason: str, place: Mapping[str, str], **told: object) -> None:
        for message in messages:
            self.failed.setdefault(message.id, reason)
            self.log.error("message failed", extra={**place, **told, "message_id": message.id, "reason": reason})

    def ignore(self, kind: str, place: Mapping[str, str]) -> None:
        self.count(NOTIFICATIONS_IGNORED)
        self.log.info("nothing to deliver", extra={**place, "kind": kind})

    def finding(self, code: str, place: Mapping[str, str], **told: object) -> None:
        """Something that should never be, and that a person has to look at."""
        self.log.error("finding", extra={**place, "code": code, **told})

    def answer(self, *, partial: bool) -> dict[str, Any]:
        """What Lambda is told. Raises Unavailable where it cannot be told which messages failed: then all come again.

        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html (2026-04-13)
        """
        if self.failed and not partial:
            raise Unavailable("; ".join(dict.fromkeys(self.failed.values())))
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in self.failed]}
