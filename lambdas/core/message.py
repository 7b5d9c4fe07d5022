"""What a function was invoked with, as messages: one for each that SQS or SNS carries, else one of the whole event.

    SQS mapping   {"Records": [{"eventSource": "aws:sqs", "messageId": ID, "body": TEXT, "attributes": {...}}]}
    SNS           {"Records": [{"EventSource": "aws:sns", "Sns": {"MessageId": ID, "Message": TEXT}}]}
    all else      an event of S3 or EventBridge, a manual replay, a shape that nobody knows: its JSON text is the body

What a body holds is lambdas.core.notification's to say. Nothing is refused here: what is odd becomes a body that it
finds fault with, so that the message fails and comes again.
Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html and with-sns.html (2026-04-13).
"""

import json
from typing import Any

import msgspec


class Message(msgspec.Struct, frozen=True):
    id: str
    body: str
    receive_count: int = 1
    """How often SQS has handed it out, this time included."""


class Trigger(msgspec.Struct, frozen=True):
    messages: tuple[Message, ...]
    partial: bool
    """Whether the answer can name the messages that failed. Else the invocation must fail, and Lambda invokes again."""


def trigger(event: object, request_id: str) -> Trigger:
    """Takes all that json.loads returns, and raises nothing.

    An SQS record without an id goes by the request's, which is no message's: Lambda takes an answer that names it for
    a failure of the whole batch, so that nothing is lost.
    Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html (2026-04-13).
    """
    records = _records(event)
    if records and all(record.get("eventSource") == "aws:sqs" for record in records):
        return Trigger(tuple(_of_sqs(record, request_id) for record in records), partial=True)
    if records and all(record.get("EventSource") == "aws:sns" for record in records):
        return Trigger(tuple(_of_sns(record, request_id) for record in records), partial=False)
    own_id = event.get("id") if isinstance(event, dict) else None
    return Trigger((Message(_text_or(request_id, own_id), _json(event)),), partial=False)


def _records(event: object) -> list[dict[str, Any]]:
    """Empty where one of them is no object."""
    records = event.get("Records") if isinstance(event, dict) else None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        return []
    return records


def _of_sqs(record: dict[str, Any], request_id: str) -> Message:
    body = record.get("body")
    return Message(
        id=_text_or(request_id, record.get("messageId")),
        body=body if isinstance(body, str) else _json(record),
        receive_count=_receive_count(record),
    )


def _of_sns(record: dict[str, Any], request_id: str) -> Message:
    sns = record.get("Sns")
    fields = sns if isinstance(sns, dict) else {}
    body = fields.get("Message")
    return Message(
        id=_text_or(request_id, fields.get("MessageId")),
        body=body if isinstance(body, str) else _json(record),
    )


def _receive_count(record: dict[str, Any]) -> int:
    try:
        return max(1, int(record["attributes"]["ApproximateReceiveCount"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return 1


def _text_or(otherwise: str, value: object) -> str:
    return value if isinstance(value, str) and value else otherwise


def _json(value: object) -> str:
    """Empty for what is nested too deeply to be written: no shape fits that either."""
    try:
        return json.dumps(value)
    except RecursionError:
        return ""
