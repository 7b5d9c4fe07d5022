"""What EventBridge is told of: API calls that change something, of accounts whose trail logs them.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-aws-service-specific-topics.html (2026-04-13)
"""

from typing import Any

from local.server import emulator
from local.server.delivery.log_file import encoded

DETAIL_TYPE = "AWS API Call via CloudTrail"
RECORD_LIMIT_BYTES = 256 * 1024

Record = dict[str, Any]


def event(record: Record) -> dict[str, Any] | None:
    """An entry of PutEvents; None where EventBridge is told nothing."""
    if record["eventCategory"] != "Management" or record["readOnly"]:
        return None
    detail = encoded(record)
    if len(detail) > RECORD_LIMIT_BYTES:
        return None
    source = record["eventSource"].removesuffix(".amazonaws.com")
    return {"Source": f"aws.{source}", "DetailType": DETAIL_TYPE, "Detail": detail.decode(), "Resources": []}


def tell(record: Record) -> None:
    """On the default bus of the record's account and Region."""
    entry = event(record)
    if entry is not None:
        with emulator.scope(record["recipientAccountId"], record["awsRegion"]):
            emulator.put_event(entry)
