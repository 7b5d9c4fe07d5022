"""What the trail publishes on its topic whenever it has written log files: a bucket and keys, no sizes, no times.

Shape: {"s3Bucket": "B", "s3ObjectKey": ["K1", "K2"]}. Keys are as S3 has them, never URL-encoded. With raw message
delivery this is a message's whole body.
Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications.html (2026-04-13).
"""

from typing import Annotated

import msgspec

from lambdas.core.error import MalformedNotification

# What CloudTrail publishes once when a trail with a topic is made or changed; plain text, and about no log file.
# Source: aws/aws-cloudtrail-processing-library issue 9.
VALIDATION_MESSAGE = "CloudTrail validation message."


class Notification(msgspec.Struct, frozen=True, rename={"bucket": "s3Bucket", "keys": "s3ObjectKey"}):
    bucket: Annotated[str, msgspec.Meta(max_length=255)]
    keys: tuple[Annotated[str, msgspec.Meta(max_length=1024)], ...]
    """One or more keys; each is a log file of its own."""


_DECODER = msgspec.json.Decoder(Notification)


def is_validation_message(body: str) -> bool:
    return body.strip() == VALIDATION_MESSAGE


def notification(body: str) -> Notification:
    """Raises MalformedNotification, which tells what is wrong and nothing of the body."""
    try:
        found = _DECODER.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
        raise MalformedNotification(f"no notification of a trail: {error}") from error
    if not found.keys:
        raise MalformedNotification("a notification that names no log file")
    return found
