"""A queue of SQS that is sent to, in batches.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html (2026-04-13): at most
ten messages; they are kept below the 256 KB that a batch has always been allowed.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lambdas.aws.error import named
from lambdas.core.error import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MESSAGES = 10
BATCH_BYTES = 256 * 1024


class Queue:
    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url
        self._created_s = 0

    def put(self, bodies: Sequence[str]) -> None:
        """Raises ConfigurationError or Unavailable, perhaps after some were sent."""
        for batch in _batches(bodies):
            with named(f"queue {self._url}"):
                answer = self._client.send_message_batch(
                    QueueUrl=self._url,
                    Entries=[{"Id": str(place), "MessageBody": body} for place, body in enumerate(batch)],
                )
            if failed := answer.get("Failed"):
                raise Unavailable(f"queue {self._url}: {len(failed)} of {len(batch)} refused: {failed[0]['Code']}")

    def created_s(self) -> int:
        """Asked once. Raises ConfigurationError or Unavailable."""
        if not self._created_s:
            with named(f"queue {self._url}"):
                answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["CreatedTimestamp"])
            self._created_s = int(float(answer["Attributes"]["CreatedTimestamp"]))
        return self._created_s


def _batches(bodies: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size_bytes = 0
    for body in bodies:
        more_bytes = len(body.encode())
        if batch and (len(batch) == MESSAGES or size_bytes + more_bytes > BATCH_BYTES):
            yield batch
            batch, size_bytes = [], 0
        batch.append(body)
        size_bytes += more_bytes
    if batch:
        yield batch
