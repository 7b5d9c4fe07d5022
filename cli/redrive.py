"""The way back: a quarantined object is named to deliver on its queue, or its message goes there once more."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cli.aws import client
from cli.deployment import Deployment
from cli.entry import CONCURRENCY, Entries, bucket, kind
from cli.terminal import complain, counted, say
from lambdas.aws.error import named
from lambdas.core import quarantine
from lambdas.core.error import RejectedInput, Unavailable

MESSAGE_LIMIT_BYTES = 16 * 1024 * 1024
"""More than an object holds whose message SQS has carried."""
NAMES_A_MESSAGE = 10
"""A message comes again as a whole, and has the time of one invocation."""


class Queue:
    """deliver's."""

    def __init__(self, deployment: Deployment) -> None:
        """Raises ConfigurationError or Unavailable, as `put` does."""
        self._client: Any = client("sqs")
        self._url = deployment.queue_url

    def put(self, body: str) -> None:
        with named(f"queue {self._url}"):
            self._client.send_message(QueueUrl=self._url, MessageBody=body)


class Redrive:
    """Raises ConfigurationError; all else is the fault of some objects."""

    def __init__(self, deployment: Deployment) -> None:
        self.failed: dict[str, str] = {}
        """What went wrong, by the object's name."""
        self._entries = Entries(deployment)
        self._bucket = bucket(deployment)
        self._queue = Queue(deployment)
        self._named: list[str] = []
        self._sent: list[str] = []

    def run(self, names: Sequence[str]) -> None:
        with ThreadPoolExecutor(CONCURRENCY) as pool:
            there = [name for name, is_there in zip(names, pool.map(self._check, names), strict=True) if is_there]
            of_records = [name for name in there if kind(name) != "messages"]
            starts = range(0, len(of_records), NAMES_A_MESSAGE)
            list(pool.map(self._name, [of_records[start : start + NAMES_A_MESSAGE] for start in starts]))
            list(pool.map(self._send, [name for name in there if kind(name) == "messages"]))

    def tell(self) -> None:
        if self._named:
            say(f"{counted(len(self._named), 'object')} named to deliver, which removes each that it delivers")
        if self._sent:
            say(f"{counted(len(self._sent), 'message')} put back on the queue, and deleted from the quarantine")
        for name, reason in self.failed.items():
            complain(f"{name}: {reason}")

    def _check(self, name: str) -> bool:
        """Whether it is there: deliver takes an object that is gone for one that it has delivered."""

        def look() -> None:
            if kind(name) == "unknown":
                raise RejectedInput("no name of records/, log-files/ or messages/")
            beginning = self._entries.beginning(name)
            if kind(name) == "log-files" and beginning.get("reason") == quarantine.REWRITTEN:
                raise RejectedInput("other bytes than were delivered; these are not redriven")

        return self._try([name], look)

    def _name(self, names: Sequence[str]) -> None:
        if self._try(names, lambda: self._queue.put(json.dumps({"quarantine": names}))):
            self._named.extend(names)

    def _send(self, name: str) -> None:
        """The object goes when its message is on the queue, and not before."""

        def send() -> None:
            self._queue.put(quarantine.read_message(self._bucket.get(name, MESSAGE_LIMIT_BYTES).body or b"").body)
            self._bucket.delete(name)

        if self._try([name], send):
            self._sent.append(name)

    def _try(self, names: Sequence[str], action: Callable[[], None]) -> bool:
        try:
            action()
        except (RejectedInput, Unavailable) as error:
            self.failed |= dict.fromkeys(names, str(error))
            return False
        return True
