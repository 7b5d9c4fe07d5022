"""The queue of the dead letters: messages that failed for the last time, each with what failed."""

import re
from typing import TYPE_CHECKING

from lambdas.aws.error import named

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_sqs import SQSClient

REASON = "Reason"
"""The message attribute that says what failed."""
_REASON_LENGTH = 1024
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html (2026-11-23): no controls.
_UNFIT = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD]")


class DeadLetters:
    def __init__(self, client: "Callable[[], SQSClient]", url: str) -> None:
        """The client is made when there is a dead letter, which is seldom."""
        self._client = client
        self._url = url

    def put(self, body: str, reason: str) -> None:
        """Raises ConfigurationError or Unavailable."""
        told = _UNFIT.sub("?", reason)[:_REASON_LENGTH] or "unknown"
        attributes = {REASON: {"DataType": "String", "StringValue": told}}
        with named(f"queue {self._url}"):
            self._client().send_message(
                QueueUrl=self._url,
                MessageBody=body,
                MessageAttributes=attributes,  # type: ignore[arg-type]  # a plain dict of the same shape
            )
