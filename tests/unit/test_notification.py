import pytest

from lambdas.core.error import MalformedNotification
from lambdas.core.notification import Notification, is_validation_message, notification


def test_a_notification_names_a_bucket_and_every_key() -> None:
    found = notification('{"s3Bucket":"trail-logs","s3ObjectKey":["a/b","c+d"]}')
    assert found == Notification("trail-logs", ("a/b", "c+d"))


def test_a_key_is_taken_as_it_is_written() -> None:
    assert notification('{"s3Bucket":"b","s3ObjectKey":["a%20b+c"]}').keys == ("a%20b+c",)


def test_fields_that_are_not_known_yet_are_no_fault() -> None:
    assert notification('{"s3Bucket":"b","s3ObjectKey":["k"],"later":{}}').keys == ("k",)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "null",
        "[]",
        "{}",
        '{"s3Bucket":"b"}',
        '{"s3ObjectKey":["k"]}',
        '{"s3Bucket":"b","s3ObjectKey":[]}',
        '{"s3Bucket":"b","s3ObjectKey":"k"}',
        '{"s3Bucket":"b","s3ObjectKey":[null]}',
        '{"s3Bucket":"b","s3ObjectKey":["' + "k" * 1025 + '"]}',
        "[" * 5000,
        "\ud800",
    ],
)
def test_what_is_no_notification_is_rejected(body: str) -> None:
    with pytest.raises(MalformedNotification):
        notification(body)


def test_the_rejection_says_nothing_of_the_body() -> None:
    with pytest.raises(MalformedNotification) as caught:
        notification('{"s3Bucket":"secret-word"}')
    assert "secret-word" not in str(caught.value)


@pytest.mark.parametrize(
    ("body", "is_one"),
    [
        ("CloudTrail validation message.", True),
        ("CloudTrail validation message.\n", True),
        ("CloudTrail validation message", False),
        ("", False),
    ],
)
def test_the_validation_message_is_told_apart(body: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_validation_message(body) is is_one
