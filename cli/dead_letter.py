"""The queue of the dead letters, as the command reads it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import msgspec

from cli.aws import client
from cli.deployment import Deployment
from lambdas.aws.dead_letters import REASON
from lambdas.aws.error import named
from lambdas.core.notification import contents

NO_REASON = "moved by SQS: no reason was written"
AT_A_TIME = 10
"""SQS's most."""
VISIBILITY_SECONDS = 60
"""How long nobody else gets what was received: enough to tell of it, or to put it back."""
# SQS answers with nothing only after it has asked all of its servers, if it may wait.
_WAIT_SECONDS = 1

Received = Mapping[str, Any]
"""A message as SQS's client has it."""


class DeadLetter(msgspec.Struct, frozen=True):
    id: str
    since: str
    """When it was first sent; of ISO 8601, UTC."""
    receive_count: int
    reason: str
    log_files: list[str]
    """BUCKET/KEY, or the name of an object in the quarantine."""
    faults: list[str]
    """What is wrong with the message itself."""


class DeadLetters:
    def __init__(self, deployment: Deployment) -> None:
        """Raises ConfigurationError or Unavailable, as all of its methods do."""
        self._client: Any = client("sqs")
        self._url = deployment.dead_letters_url

    def received(self) -> Iterator[list[Mapping[str, Any]]]:
        """All that are there, some at a time; each once, unless that takes longer than the visibility."""
        while True:
            with self._named():
                answer = self._client.receive_message(
                    QueueUrl=self._url,
                    MaxNumberOfMessages=AT_A_TIME,
                    VisibilityTimeout=VISIBILITY_SECONDS,
                    WaitTimeSeconds=_WAIT_SECONDS,
                    MessageSystemAttributeNames=["SentTimestamp", "ApproximateReceiveCount"],
                    MessageAttributeNames=[REASON],
                )
            if not answer.get("Messages"):
                return
            yield answer["Messages"]

    def leave(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Has them visible to everybody at once."""
        for start in range(0, len(messages), AT_A_TIME):
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
                for number, message in enumerate(messages[start : start + AT_A_TIME])
            ]
            with self._named():
                self._client.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def delete(self, message: Mapping[str, Any]) -> None:
        with self._named():
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])

    def about_count(self) -> int:
        with self._named():
            asked = ["ApproximateNumberOfMessages"]
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=asked)
            return int(answer["Attributes"][asked[0]])

    def _named(self) -> AbstractContextManager[None]:
        return named(f"queue {self._url}")


def sent_ms(message: Received) -> int:
    return int(message["Attributes"]["SentTimestamp"])


def dead_letter(message: Received) -> DeadLetter:
    held = contents(message["Body"])
    reason = message.get("MessageAttributes", {}).get(REASON, {}).get("StringValue", NO_REASON)
    since = datetime.fromtimestamp(sent_ms(message) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    log_files = [f"{notification.bucket}/{key}" for notification in held.notifications for key in notification.keys]
    return DeadLetter(
        id=message["MessageId"],
        since=since,
        receive_count=int(message["Attributes"]["ApproximateReceiveCount"]),
        reason=reason,
        log_files=[*log_files, *held.redriven],
        faults=list(held.faults),
    )
