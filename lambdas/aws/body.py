"""A request's body in the place of boto3's own: for the two operations whose validation and serializer cost more than
all else that is done for a log file.

The body goes in at botocore's before-call event, before the request is signed; signing, retries and errors stay
botocore's. Contract tests show that each is the body that boto3 would have sent.
"""

import threading
from typing import Any

import msgspec


class Body:
    """Of one operation of one client."""

    def __init__(self, client: Any, operation: str) -> None:
        """The operation is named as botocore's events name it: logs.PutLogEvents."""
        self._encoder = msgspec.json.Encoder()
        self._encoded = threading.local()
        client.meta.events.register(f"before-call.{operation}", self._put)

    def set(self, content: object) -> None:
        """For the next call that this thread makes, and those after it."""
        self._encoded.body = self._encoder.encode(content)

    def _put(self, params: dict[str, Any], **_: object) -> None:
        params["body"] = self._encoded.body
