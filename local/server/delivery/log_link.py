"""What a trail's own link to CloudWatch Logs writes: one log event a record, stamped with the time of its delivery.

It is not retried, and tells nothing but the trail's status. Records of other categories than these do not go that way,
and none above 256 KB: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
(2026-04-13).
"""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from local.server import emulator
from local.server.delivery.log_file import encoded
from local.server.logs import BATCH_LIMIT_BYTES, BATCH_LIMIT_COUNT, EVENT_OVERHEAD_BYTES
from local.server.trails import log_link
from local.server.trails.trail import Status, Trail

CATEGORIES = {"Management", "Data", "Insight"}
RECORD_LIMIT_BYTES = 256 * 1024

Record = dict[str, Any]


def deliver(trail: Trail, account_id: str, records: Sequence[Record], status: Status) -> None:
    texts = [text for record in records if record["eventCategory"] in CATEGORIES and (text := _text(record))]
    if not trail.log_group_arn or not texts:
        return
    status.link_error = log_link.delivery_error(trail, account_id)
    if status.link_error is not None:
        return
    account, region, group = log_link.log_group(trail)
    for batch in batches(texts):
        now_ms = int(time.time() * 1000)
        events = [{"timestamp": now_ms, "message": text} for text in batch]
        with emulator.scope(account, region):
            emulator.put_log_events(group, log_link.stream(trail, account_id), events)
    status.linked_at = datetime.now(UTC)


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """As many as PutLogEvents' limits need."""
    batch: list[str] = []
    size_bytes = 0
    for text in texts:
        text_bytes = len(text.encode()) + EVENT_OVERHEAD_BYTES
        if batch and (len(batch) == BATCH_LIMIT_COUNT or size_bytes + text_bytes > BATCH_LIMIT_BYTES):
            yield batch
            batch, size_bytes = [], 0
        batch.append(text)
        size_bytes += text_bytes
    if batch:
        yield batch


def _text(record: Record) -> str:
    """Empty where it is too large."""
    body = encoded(record)
    return body.decode() if len(body) <= RECORD_LIMIT_BYTES else ""
