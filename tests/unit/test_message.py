import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.message import Message, Trigger, trigger
from lambdas.core.notification import VALIDATION_MESSAGE, contents

REQUEST_ID = "request-1"
PUBLISHED = '{"s3Bucket":"trail-logs","s3ObjectKey":["a/1","a/2"]}'
S3_RECORDS = [
    {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "trail-logs"}, "object": {"key": key}},
    }
    for key in ("a/1", "a/2")
]
S3_EVENT = {"Records": S3_RECORDS}
EVENT_BRIDGE = {
    "id": "event-1",
    "source": "aws.s3",
    "detail-type": "Object Created",
    "detail": {"bucket": {"name": "trail-logs"}, "object": {"key": "a/1"}},
}


def sqs(body: object, message_id: str = "m", **fields: object) -> dict[str, Any]:
    return {"eventSource": "aws:sqs", "messageId": message_id, "body": body, **fields}


def sns(message: object, message_id: str = "m") -> dict[str, Any]:
    return {"EventSource": "aws:sns", "Sns": {"Type": "Notification", "MessageId": message_id, "Message": message}}


def envelope(message: str) -> str:
    return json.dumps({"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "Message": message})


def records(*of_any_kind: object) -> dict[str, Any]:
    return {"Records": list(of_any_kind)}


# What reference implementations drop, misread or refuse.
MEASURED: dict[str, tuple[object, list[str]]] = {
    "CloudTrail through SNS, one key": (records(sns('{"s3Bucket":"trail-logs","s3ObjectKey":["a/1"]}')), ["a/1"]),
    "CloudTrail through SNS, two keys": (records(sns(PUBLISHED)), ["a/1", "a/2"]),
    "CloudTrail through SNS and SQS, in its envelope": (records(sqs(envelope(PUBLISHED))), ["a/1", "a/2"]),
    "CloudTrail through SNS and SQS, raw": (records(sqs(PUBLISHED)), ["a/1", "a/2"]),
    "S3, two records": (S3_EVENT, ["a/1", "a/2"]),
    "S3 through SQS": (records(sqs(json.dumps(S3_EVENT))), ["a/1", "a/2"]),
    "S3 through SNS": (records(sns(json.dumps(S3_EVENT))), ["a/1", "a/2"]),
    "S3 through SNS and SQS": (records(sqs(envelope(json.dumps(S3_EVENT)))), ["a/1", "a/2"]),
    "EventBridge": (EVENT_BRIDGE, ["a/1"]),
    "EventBridge through SQS": (records(sqs(json.dumps(EVENT_BRIDGE))), ["a/1"]),
    "good and garbage": (records(sqs(PUBLISHED), sqs("garbage")), ["a/1", "a/2"]),
    "garbage and good": (records(sqs("garbage"), sqs(PUBLISHED)), ["a/1", "a/2"]),
    "a manual replay": (json.loads(PUBLISHED), ["a/1", "a/2"]),
    "an event of SNS that failed, on the queue": (records(sqs(json.dumps(records(sns(PUBLISHED))))), ["a/1", "a/2"]),
    "records of several kinds": (records(sqs(envelope(PUBLISHED)), S3_RECORDS[0]), ["a/1", "a/1", "a/2"]),
}


@pytest.mark.parametrize(("event", "keys"), MEASURED.values(), ids=MEASURED)
def test_every_trigger_ends_in_the_keys_that_it_names(event: object, keys: list[str]) -> None:
    found = [contents(message.body) for message in trigger(event, REQUEST_ID).messages]
    named = [named for each in found for named in each.notifications]
    assert sorted(key for each in named for key in each.keys) == keys
    assert {each.bucket for each in named} == {"trail-logs"}


@pytest.mark.parametrize(
    "event",
    [
        records(sns(VALIDATION_MESSAGE)),
        records(sqs(VALIDATION_MESSAGE)),
        records(sqs(envelope(VALIDATION_MESSAGE))),
    ],
    ids=["SNS", "SQS, raw", "SQS, in an envelope"],
)
def test_the_validation_message_is_known_whichever_way_it_comes(event: object) -> None:
    (message,) = trigger(event, REQUEST_ID).messages
    assert contents(message.body).ignored == ("validation message",)


def test_messages_of_sqs_can_fail_one_by_one() -> None:
    event = records(sqs("x", "m1", attributes={"ApproximateReceiveCount": "3"}), sqs("y", "m2"))
    assert trigger(event, REQUEST_ID) == Trigger((Message("m1", "x", 3), Message("m2", "y")), partial=True)


def test_messages_of_sns_fail_together() -> None:
    event = records(sns("x", "m1"), sns("y", "m2"))
    assert trigger(event, REQUEST_ID) == Trigger((Message("m1", "x"), Message("m2", "y")), partial=False)


@pytest.mark.parametrize(
    ("event", "message_id"),
    [
        (EVENT_BRIDGE, "event-1"),
        ({"id": 7}, REQUEST_ID),
        ({"id": ""}, REQUEST_ID),
        (S3_EVENT, REQUEST_ID),
        (json.loads(PUBLISHED), REQUEST_ID),
        ({}, REQUEST_ID),
        ({"Records": []}, REQUEST_ID),
        ({"Records": {}}, REQUEST_ID),
        (records(sqs("x"), sns("y")), REQUEST_ID),
        (records(sqs("x"), None), REQUEST_ID),
        (records({"eventSource": "aws:kinesis"}), REQUEST_ID),
        ([1, "two"], REQUEST_ID),
        ("text", REQUEST_ID),
        (None, REQUEST_ID),
        (float("inf"), REQUEST_ID),
        ("\ud800", REQUEST_ID),
    ],
)
def test_all_else_is_one_message_of_the_whole(event: object, message_id: str) -> None:
    assert trigger(event, REQUEST_ID) == Trigger((Message(message_id, json.dumps(event)),), partial=False)


@pytest.mark.parametrize("body", [None, 1, {"s3Bucket": "trail-logs", "s3ObjectKey": ["a/1"]}])
def test_an_sqs_record_without_a_text_keeps_its_id_and_is_a_fault(body: object) -> None:
    found = trigger(records(sqs(body, "m1"), sqs("y", "m2")), REQUEST_ID)
    assert ([message.id for message in found.messages], found.partial) == (["m1", "m2"], True)
    assert contents(found.messages[0].body).faults


@pytest.mark.parametrize("message_id", [None, "", 1, []])
def test_an_sqs_record_without_an_id_is_read_and_goes_by_the_requests(message_id: Any) -> None:
    found = trigger(records(sqs("x", message_id), sqs("y", "m2")), REQUEST_ID)
    assert found == Trigger((Message(REQUEST_ID, "x"), Message("m2", "y")), partial=True)


@pytest.mark.parametrize("of_sns", [None, {}, {"Message": None}, {"Message": {}}, "text"])
def test_an_sns_record_without_a_text_is_a_fault(of_sns: object) -> None:
    (message,) = trigger(records({"EventSource": "aws:sns", "Sns": of_sns}), REQUEST_ID).messages
    assert message.id == REQUEST_ID
    assert contents(message.body).faults


@pytest.mark.parametrize(
    ("attributes", "count"),
    [
        ({"ApproximateReceiveCount": "12"}, 12),
        ({"ApproximateReceiveCount": 2}, 2),
        ({"ApproximateReceiveCount": "0"}, 1),
        ({"ApproximateReceiveCount": "many"}, 1),
        ({"ApproximateReceiveCount": "9" * 5000}, 1),
        ({"ApproximateReceiveCount": float("inf")}, 1),
        ({"ApproximateReceiveCount": None}, 1),
        ({}, 1),
        (None, 1),
        ([], 1),
        ("text", 1),
    ],
)
def test_how_often_a_message_came_is_told_where_it_is_known(attributes: object, count: int) -> None:
    (message,) = trigger(records(sqs("x", attributes=attributes)), REQUEST_ID).messages
    assert message.receive_count == count


def test_an_event_that_is_nested_too_deeply_is_a_fault() -> None:
    event: list[Any] = []
    for _ in range(100_000):
        event = [event]
    (message,) = trigger(event, REQUEST_ID).messages
    assert contents(message.body).faults


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
FIELDS = st.sampled_from(
    ["Records", "eventSource", "EventSource", "messageId", "body", "attributes", "Sns", "Message", "MessageId", "id"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.sampled_from(["aws:sqs", "aws:sns"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS | ANY_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_any_event_is_one_or_more_messages(event: object) -> None:
    assert trigger(event, REQUEST_ID).messages


@given(st.lists(st.dictionaries(FIELDS | ANY_TEXT, VALUES, max_size=4), min_size=1, max_size=5))
def test_every_sqs_record_is_one_message_in_its_place(given_records: list[dict[str, Any]]) -> None:
    numbered = [{**record, "eventSource": "aws:sqs", "messageId": str(n)} for n, record in enumerate(given_records)]
    found = trigger({"Records": numbered}, REQUEST_ID)
    assert found.partial
    assert [message.id for message in found.messages] == [str(n) for n in range(len(numbered))]
    for record, message in zip(numbered, found.messages, strict=True):
        body = record.get("body")
        assert message.body == (body if isinstance(body, str) else json.dumps(record))
