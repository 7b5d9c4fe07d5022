"""Every shape of message and event by which the deployed function is told of log files, and those it cannot read."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import pytest

from tests.acceptance.deployment import BUCKET, PREFIX, Deployment, account_of, new_account, new_key
from tests.acceptance.expectation import eventually
from tests.builder import key, log_file, notification, record

Shape = Callable[[Sequence[str]], list[Any]]
"""Events that name these keys between them."""
NOW = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def published(keys: Sequence[str]) -> list[Any]:
    return [json.loads(notification(keys, BUCKET))]


def s3_event(keys: Sequence[str]) -> list[Any]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (2026-04-13)."""
    created = {"eventVersion": "2.3", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put"}
    return [{"Records": [{**created, "s3": of_s3(quote_plus(key))} for key in keys]}]


def of_s3(name: str) -> dict[str, Any]:
    return {"bucket": {"name": BUCKET}, "object": {"key": name}}


def bridged(keys: Sequence[str]) -> list[Any]:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (2026-04-13)."""
    return [{"source": "aws.s3", "detail-type": "Object Created", "detail": of_s3(key)} for key in keys]


def enveloped(shape: Shape) -> Shape:
    """As a subscription without raw delivery puts it on a queue."""
    topic = {"Type": "Notification", "TopicArn": "arn:aws:sns:us-east-1:111122223333:another"}
    return lambda keys: [{**topic, "Message": json.dumps(event)} for event in shape(keys)]


def by_sns(shape: Shape) -> Shape:
    """As SNS invokes a function: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html (2026-04-13)."""
    return lambda keys: [
        {"Records": [{"EventSource": "aws:sns", "Sns": {"MessageId": "1", "Message": json.dumps(event)}}]}
        for event in shape(keys)
    ]


SHAPES: dict[str, Shape] = {
    "manual replay": published,
    "event of S3 with two keys": s3_event,
    "events of EventBridge": bridged,
    "SNS envelope": enveloped(published),
    "event of S3 in an SNS envelope": enveloped(s3_event),
}
EVENTS: dict[str, Shape] = {**SHAPES, "SNS": by_sns(published), "event of S3 through SNS": by_sns(s3_event)}


def put_two(deployed: Deployment) -> dict[str, str]:
    """Two log files of a new account; their keys, and the record in each."""
    account = new_account()
    bodies = {key(f"{number:016}", account, PREFIX): record(NOW, number=number) for number in range(2)}
    for name, body in bodies.items():
        deployed.put(name, log_file(body))
    return {name: body.decode() for name, body in bodies.items()}


@pytest.fixture(scope="module")
def sent(deployed: Deployment) -> dict[str, dict[str, str]]:
    """Of every shape, by its name: what its two log files hold. All of them wait on the queue together."""
    told = {shape: put_two(deployed) for shape in EVENTS}
    for shape, files in told.items():
        for event in EVENTS[shape](list(files)):
            deployed.send(json.dumps(event))
    return told


@pytest.mark.parametrize("shape", EVENTS)
def test_what_a_message_on_the_queue_names_is_delivered(
    deployed: Deployment, sent: dict[str, dict[str, str]], shape: str
) -> None:
    files = sent[shape]
    wanted = Counter(files.values())
    assert eventually(lambda: deployed.messages(account_of(next(iter(files)))), wanted.__eq__) == wanted


@pytest.mark.parametrize("shape", EVENTS)
def test_what_the_function_is_invoked_with_is_delivered(deployed: Deployment, shape: str) -> None:
    files = put_two(deployed)
    answers = [deployed.invoke(event) for event in EVENTS[shape](list(files))]
    assert all(answer == ("", {"batchItemFailures": []}) for answer in answers)
    assert deployed.messages(account_of(next(iter(files)))) == Counter(files.values())


# --- what holds no records by design --------------------------------------------------------------------------------

DIGEST = new_key().replace("/CloudTrail/", "/CloudTrail-Digest/")
MARKER = f"{PREFIX}AWSLogs/{new_account()}/CloudTrail/"
IGNORED = {
    "validation message": "CloudTrail validation message.",
    "test event": json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET}),
    "subscription confirmation": json.dumps(
        {"Type": "SubscriptionConfirmation", "SubscribeURL": "https://example.com"}
    ),
    "digest": notification([DIGEST], BUCKET),
    "marker": notification([MARKER], BUCKET),
}


@pytest.fixture(scope="module")
def ignored(deployed: Deployment) -> dict[str, str]:
    """The ids of the messages on the queue, by their kinds."""
    return {kind: deployed.send(body) for kind, body in IGNORED.items()}


@pytest.mark.parametrize("kind", IGNORED)
def test_what_holds_no_records_by_design_is_told_in_one_line(
    deployed: Deployment, ignored: dict[str, str], kind: str
) -> None:
    def look() -> list[str]:
        told = deployed.lines("nothing to deliver")
        return [line["kind"] for line in told if names(line) & {ignored[kind], DIGEST, MARKER} and line["kind"] == kind]

    assert eventually(look) == [kind]


def names(line: Mapping[str, Any]) -> set[Any]:
    return {line.get("message_id"), line.get("key")}


# --- what nothing can be delivered of -------------------------------------------------------------------------------

FOREIGN, OUTSIDE = new_key(), key("Outside000000000", new_account(), "elsewhere/")
UNREADABLE = {
    "no JSON": ("hello", "unknown-shape", "no JSON"),
    "another shape": (json.dumps({"note": "hello"}), "unknown-shape", "a shape that is not known"),
    "no keys": (notification([], BUCKET), "unknown-shape", "keys that are no list of one or more"),
    "another bucket": (notification([FOREIGN], "someone-elses-bucket"), "foreign-object", "'someone-elses-bucket'"),
    "another prefix": (notification([OUTSIDE], BUCKET), "foreign-object", "not below the configured prefix"),
    "no object of the quarantine": (json.dumps({"quarantine": ["x"]}), "unknown-shape", "holds no log file"),
}


@pytest.fixture(scope="module")
def unreadable(deployed: Deployment) -> dict[str, str]:
    """The ids of the messages on the queue, by their names."""
    return {name: deployed.send(body) for name, (body, _, _) in UNREADABLE.items()}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_message_that_cannot_be_read_is_in_quarantine_as_it_was_with_the_reason(
    deployed: Deployment, unreadable: dict[str, str], name: str
) -> None:
    body, reason, detail = UNREADABLE[name]
    [[found]] = eventually(lambda: deployed.quarantined(f"messages/{unreadable[name]}.json")).values()
    assert (found["message_id"], found["reason"], found["body"]) == (unreadable[name], reason, body)
    assert detail in " ".join(found["details"])


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_message_that_cannot_be_read_has_one_line(
    deployed: Deployment, unreadable: dict[str, str], name: str
) -> None:
    def look() -> list[dict[str, Any]]:
        return [line for line in deployed.lines("message quarantined") if line["message_id"] == unreadable[name]]

    [line] = eventually(look)
    assert (line["level"], line["reason"]) == ("ERROR", UNREADABLE[name][1])
    assert line["quarantined"] == f"messages/{unreadable[name]}.json"


def test_a_message_that_cannot_be_read_is_acknowledged(deployed: Deployment, unreadable: dict[str, str]) -> None:
    assert eventually(deployed.waiting, lambda count: count == 0) == 0
    assert not deployed.given_up().keys() & {body for body, _, _ in UNREADABLE.values()}


def test_an_event_that_cannot_be_read_is_counted_and_in_quarantine(deployed: Deployment) -> None:
    before = deployed.metrics(["MessagesQuarantined"]).get("MessagesQuarantined", (0.0, "Count"))
    event = {"id": f"an-event-of-{new_account()}", "detail": "nothing that is known"}
    assert deployed.invoke(event) == ("", {"batchItemFailures": []})
    [[found]] = deployed.quarantined(f"messages/{event['id']}.json").values()
    assert json.loads(found["body"]) == event
    assert deployed.metrics(["MessagesQuarantined"])["MessagesQuarantined"] == (before[0] + 1, "Count")


def test_a_foreign_key_costs_its_messages_other_keys_nothing(deployed: Deployment) -> None:
    good = new_key()
    deployed.put(good, log_file(record(NOW)))
    assert deployed.invoke(json.loads(notification([OUTSIDE, good], BUCKET))) == ("", {"batchItemFailures": []})
    assert deployed.messages(account_of(good)) == Counter([record(NOW).decode()])
