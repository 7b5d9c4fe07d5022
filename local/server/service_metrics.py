"""What SQS tells CloudWatch of each queue, and the regular evaluation of all alarms; the emulator does neither.

CloudWatch has these once a minute. Here it is once a second, so that a test need not wait for an alarm.
"""

import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ministack.core import responses

from local.server import seams
from local.server.pace import PACE

INTERVAL_SECONDS = 1.0


def measures(messages: Sequence[Mapping[str, Any]], now: float) -> dict[str, float]:
    """The metrics of a queue that holds these messages."""
    visible = [message for message in messages if message["visible_at"] <= now]
    received = [message for message in messages if message["visible_at"] > now and message.get("receive_count")]
    ages = [now - message["sent_at"] for message in (*visible, *received)]
    return {
        "ApproximateNumberOfMessagesVisible": len(visible),
        "ApproximateNumberOfMessagesNotVisible": len(received),
        "ApproximateNumberOfMessagesDelayed": len(messages) - len(visible) - len(received),
        "ApproximateAgeOfOldestMessage": int(max(ages, default=0)),
    }


class ServiceMetrics:
    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="service-metrics", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(min(INTERVAL_SECONDS, PACE.minute_seconds)):
            _measure_queues()
            _evaluate_alarms()


def _measure_queues() -> None:
    record = seams.seam("services.cloudwatch.record_metric")
    for (account_id, region, _), queue in seams.seam("services.sqs._queues").to_dict().items():
        with seams.seam("services.sqs._queues_lock"):
            found = measures(list(queue["messages"]), time.time())
        with responses.request_scope(account_id, region):
            for name, value in found.items():
                unit = "Seconds" if name == "ApproximateAgeOfOldestMessage" else "Count"
                record("AWS/SQS", name, value, unit, {"QueueName": queue["name"]})


def _evaluate_alarms() -> None:
    scopes = {(account_id, region) for account_id, region, _ in seams.seam("services.cloudwatch._alarms").to_dict()}
    for account_id, region in scopes:
        with responses.request_scope(account_id, region):
            seams.seam("services.cloudwatch._evaluate_all_alarms")()
