import json
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.notification import LAYERS, VALIDATION_MESSAGE, Contents, Notification, contents

SECRET = "hunter2"


def published(*keys: object, bucket: object = "trail-logs") -> str:
    return json.dumps({"s3Bucket": bucket, "s3ObjectKey": keys})


def s3_record(key: object, name: object = "ObjectCreated:Put", bucket: object = "trail-logs") -> dict[str, Any]:
    place = {"bucket": {"name": bucket}, "object": {"key": key}}
    return {"eventVersion": "2.1", "eventSource": "aws:s3", "eventName": name, "s3": place}


def s3_event(*records: object) -> str:
    return json.dumps({"Records": records})


def event_bridge(key: object, kind: object = "Object Created", bucket: object = "trail-logs") -> str:
    detail = {"bucket": {"name": bucket}, "object": {"key": key}}
    return json.dumps({"version": "0", "source": "aws.s3", "detail-type": kind, "detail": detail})


def sns(message: object) -> str:
    return json.dumps({"Type": "Notification", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "Message": message})


def text(value: object, layers: int = 1) -> str:
    """JSON in so many layers of text."""
    written = json.dumps(value)
    return written if layers == 1 else text(written, layers - 1)


def named(*keys: str, bucket: str = "trail-logs") -> Notification:
    return Notification(bucket, keys)


NAMED = {
    "CloudTrail": (published("a/1"), [named("a/1")]),
    "CloudTrail, several keys": (published("a/1", "b/2", "a/1"), [named("a/1", "b/2", "a/1")]),
    "one key that is no list": ('{"s3Bucket":"b","s3ObjectKey":"k","later":{}}', [named("k", bucket="b")]),
    "S3": (s3_event(s3_record("a/1")), [named("a/1")]),
    "S3, several records": (s3_event(s3_record("a/1"), s3_record("b/2")), [named("a/1"), named("b/2")]),
    "S3, a multipart upload": (s3_event(s3_record("k", "ObjectCreated:CompleteMultipartUpload")), [named("k")]),
    "S3, as configurations write it": (s3_event(s3_record("k", "s3:ObjectCreated:Put")), [named("k")]),
    "EventBridge": (event_bridge("a/1"), [named("a/1")]),
    "SNS around CloudTrail": (sns(published("a/1", "b/2")), [named("a/1", "b/2")]),
    "SNS around S3": (sns(s3_event(s3_record("a/1"))), [named("a/1")]),
    "SNS around SNS": (sns(sns(published("a/1"))), [named("a/1")]),
    "text around CloudTrail": (text(json.loads(published("a/1")), layers=3), [named("a/1")]),
    "space around": (f"\n {published('a/1')}\n", [named("a/1")]),
    "an event of SNS": (s3_event({"EventSource": "aws:sns", "Sns": {"Message": published("a/1")}}), [named("a/1")]),
    "an event of SQS": (
        s3_event({"eventSource": "aws:sqs", "body": published("a/1")}, s3_record("b/2")),
        [named("b/2"), named("a/1")],
    ),
    "the longest key": (published("é" * 512), [named("é" * 512)]),
    "the longest bucket": (published("k", bucket="b" * 255), [named("k", bucket="b" * 255)]),
}


@pytest.mark.parametrize(("body", "notifications"), NAMED.values(), ids=NAMED)
def test_every_shape_names_its_buckets_and_keys(body: str, notifications: list[Notification]) -> None:
    assert contents(body) == Contents(notifications=tuple(notifications))


@pytest.mark.parametrize(
    ("encoded", "key"),
    [
        ("a+b", "a b"),
        ("a%20b", "a b"),
        ("a%2Bb", "a+b"),
        ("a%2Fb%3d", "a/b="),
        ("%C3%A9", "é"),
        ("a%252Bb", "a%2Bb"),
        ("100%", "100%"),
    ],
)
def test_keys_of_s3_are_decoded_once(encoded: str, key: str) -> None:
    assert contents(s3_event(s3_record(encoded))) == Contents(notifications=(named(key),))
    assert contents(sns(s3_event(s3_record(encoded)))) == Contents(notifications=(named(key),))


@given(st.text(min_size=1, max_size=40))
def test_a_key_that_s3_encoded_comes_back(key: str) -> None:
    assert contents(s3_event(s3_record(quote_plus(key)))) == Contents(notifications=(named(key),))


@given(st.text(st.sampled_from("+%20acefACEF9é"), min_size=1, max_size=12))
def test_keys_are_decoded_as_the_standard_library_does_or_are_a_fault(encoded: str) -> None:
    found = contents(s3_event(s3_record(encoded)))
    decoded = unquote_plus(encoded)
    assert found.faults if "\ufffd" in decoded else found == Contents(notifications=(named(decoded),))


@pytest.mark.parametrize("key", ["a+b", "a%20b", "a%2Bb", "é", "a b", "100%"])
@pytest.mark.parametrize("body", [published, event_bridge])
def test_keys_of_cloudtrail_and_of_eventbridge_are_plain(body: Any, key: str) -> None:
    assert contents(body(key)) == Contents(notifications=(named(key),))


IGNORED = {
    "validation message": (VALIDATION_MESSAGE, "validation message"),
    "validation message, space around": (f" {VALIDATION_MESSAGE}\r\n", "validation message"),
    "validation message in SNS": (sns(VALIDATION_MESSAGE), "validation message"),
    "validation message as JSON": (text(VALIDATION_MESSAGE), "validation message"),
    "test event": ('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"b"}', "test event"),
    "subscription": ('{"Type":"SubscriptionConfirmation","Message":"You have"}', "subscription confirmation"),
    "its end": ('{"Type":"UnsubscribeConfirmation","Message":"You have"}', "subscription confirmation"),
    "S3, a removal": (s3_event(s3_record("k", "ObjectRemoved:Delete")), "not a creation"),
    "S3, tags": (s3_event(s3_record("k", "ObjectTagging:Put")), "not a creation"),
    "EventBridge, a removal": (event_bridge("k", "Object Deleted"), "not a creation"),
    "EventBridge, a restoration": (event_bridge("k", "Object Restore Completed"), "not a creation"),
}


@pytest.mark.parametrize(("body", "kind"), IGNORED.values(), ids=IGNORED)
def test_what_holds_no_records_by_design_is_told_apart(body: str, kind: str) -> None:
    assert contents(body) == Contents(ignored=(kind,))


def test_a_redrive_names_objects_of_the_quarantine() -> None:
    assert contents('{"quarantine":["records/a","files/b"]}') == Contents(redriven=("records/a", "files/b"))


FAULTS = {
    "nothing": "",
    "text": SECRET,
    "almost the validation message": "CloudTrail validation message",
    "null": "null",
    "a list of notifications": f"[{published(SECRET)}]",
    "an unknown object": json.dumps({SECRET: SECRET}),
    "no key": json.dumps({"s3Bucket": SECRET}),
    "no bucket": json.dumps({"s3ObjectKey": [SECRET]}),
    "a bucket that is no text": published(SECRET, bucket=[SECRET]),
    "an empty bucket": published(SECRET, bucket=""),
    "a long bucket": published("k", bucket=SECRET.ljust(256)),
    "no keys": published(bucket=SECRET),
    "keys that are an object": json.dumps({"s3Bucket": SECRET, "s3ObjectKey": {SECRET: 1}}),
    "a key that is no text": published([SECRET]),
    "an empty key": published(""),
    "a long key": published(SECRET.ljust(1025)),
    "a key of too many bytes": published("é" * 513),
    "no records": s3_event(),
    "records that are no list": json.dumps({"Records": {SECRET: SECRET}}),
    "a record that is no object": s3_event(SECRET),
    "a record of an unknown kind": s3_event({"eventSource": SECRET}),
    "a log file": s3_event({"eventSource": "s3.amazonaws.com", "eventName": "PutObject", "userAgent": SECRET}),
    "S3 without eventName": s3_event(s3_record(SECRET, name=None)),
    "S3 without s3": s3_event({"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "later": SECRET}),
    "S3, a bucket that is no text": s3_event(s3_record("k", bucket=[SECRET])),
    "S3, a key that is no text": s3_event(s3_record([SECRET])),
    "S3, a key that is not UTF-8": s3_event(s3_record(f"{SECRET}%FF")),
    "S3, a key that encodes a surrogate": s3_event(s3_record("%ED%A0%80")),
    "EventBridge without detail": json.dumps({"source": "aws.s3", "detail-type": "Object Created"}),
    "EventBridge without detail-type": event_bridge(SECRET, kind=None),
    "EventBridge, a call that CloudTrail saw": event_bridge("k", f"AWS API Call via CloudTrail {SECRET}"),
    "EventBridge of another service": event_bridge("k").replace("aws.s3", SECRET),
    "SNS without a text": sns({"s3Bucket": SECRET, "s3ObjectKey": [SECRET]}),
    "SNS around text": sns(SECRET),
    "an event of SQS without a body": s3_event({"eventSource": "aws:sqs", "later": SECRET}),
    "no object of the quarantine": json.dumps({"quarantine": []}),
    "a quarantine that is no list": json.dumps({"quarantine": SECRET}),
    "too many layers": text(SECRET, LAYERS + 1),
    "two notifications in a row": published(SECRET) * 2,
    "JSON that breaks off": published(SECRET)[:-1],
    "NaN": f'{{"s3Bucket":"b","s3ObjectKey":["k"],"{SECRET}":NaN}}',
    "a long number": "9" * 5000,
    "a lone surrogate": f"{SECRET}\ud800",
    "a lone surrogate, escaped": published(f"{SECRET}\ud800"),
    "deep": "[" * 100_000,
    "deep and whole": "[" * 100_000 + "]" * 100_000,
    "deep objects": f'{{"{SECRET}":' * 100_000,
    "huge": "a" * 10_000_000,
}


@pytest.mark.parametrize("body", FAULTS.values(), ids=FAULTS)
def test_all_else_is_one_fault_that_holds_nothing_of_the_body(body: str) -> None:
    found = contents(body)
    (fault,) = found.faults
    assert found == Contents(faults=(fault,))
    assert SECRET not in fault


@pytest.mark.parametrize("layers", range(1, LAYERS + 1))
def test_so_many_layers_of_text_are_peeled(layers: int) -> None:
    assert contents(text(json.loads(published("k")), layers)).notifications == (named("k"),)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (published("a", None, "b", "", ["c"]), (["a", "b"], 0, 3)),
        (s3_event(s3_record(7), s3_record("a"), None, s3_record("b")), (["a", "b"], 0, 2)),
        (s3_event(s3_record("a", bucket=None), s3_record("b")), (["b"], 0, 1)),
        (s3_event(s3_record("a"), s3_record("b", "ObjectRemoved:Delete")), (["a"], 1, 0)),
        ('{"quarantine":["a",7,"b"]}', (["a", "b"], 0, 1)),
    ],
)
def test_a_bad_key_or_record_leaves_its_neighbours_alone(body: str, told: tuple[list[str], int, int]) -> None:
    found = contents(body)
    keys = [key for each in found.notifications for key in each.keys] + [*found.redriven]
    assert (keys, len(found.ignored), len(found.faults)) == told


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3) | inner.map(json.dumps),
    max_leaves=5,
)
MOSTLY_RIGHT = st.just("b") | VALUES
RECORDS = (
    st.builds(s3_record, VALUES, st.just("ObjectCreated:Put") | VALUES, MOSTLY_RIGHT)
    | st.builds(lambda body: {"eventSource": "aws:sqs", "body": body}, VALUES)
    | st.builds(lambda of_sns: {"EventSource": "aws:sns", "Sns": of_sns}, VALUES)
    | VALUES
)
BODIES = st.recursive(
    VALUES.map(json.dumps)
    | st.builds(published, VALUES, VALUES, bucket=MOSTLY_RIGHT)
    | st.builds(event_bridge, VALUES, st.just("Object Created") | VALUES, MOSTLY_RIGHT)
    | st.lists(RECORDS, max_size=3).map(lambda records: s3_event(*records))
    | st.builds(lambda names: json.dumps({"quarantine": names}), VALUES),
    lambda inner: inner.map(sns) | inner.map(json.dumps),
    max_leaves=3,
)


def count(found: Contents) -> int:
    return len(found.notifications) + len(found.ignored) + len(found.redriven) + len(found.faults)


@given(ANY_TEXT | BODIES)
def test_of_any_body_something_is_told(body: str) -> None:
    assert count(contents(body))


@given(st.lists(st.builds(s3_record, *[st.none() | st.integers() | st.text(max_size=8)] * 3), min_size=1, max_size=5))
def test_of_every_record_something_is_told(records: list[object]) -> None:
    assert count(contents(s3_event(*records))) == len(records)
