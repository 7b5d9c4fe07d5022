"""What a message's body holds, whichever way it came: notifications, each a bucket and keys, without sizes or times.

    CloudTrail         {"s3Bucket": B, "s3ObjectKey": [K, ...]}, which a manual replay takes after; keys are plain
    S3                 {"Records": [{"eventSource": "aws:s3", "s3": {"bucket": {"name": B}, "object": {"key": K}}}]};
                       keys are URL-encoded
    EventBridge        {"source": "aws.s3", "detail": {"bucket": {"name": B}, "object": {"key": K}}}; keys are plain
    SNS                {"Type": "Notification", "TopicArn": ARN, "Message": TEXT}, around any of these
    SQS, SNS, Lambda   {"Records": [...]}, where an event that failed was put on the queue as it was
    a redrive          {"quarantine": [NAME, ...]}, which `trailkeeper quarantine redrive` puts on the queue

The first shape of the table at the end that fits a value reads it. Text inside is a layer, and is decoded in its turn.
What is of no shape is a fault, and a fault of one key or record leaves its neighbours alone.
Sources: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html and ev-events.html,
https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html (2026-04-13). That EventBridge's keys are
plain: aws-solutions-library-samples/guidance-for-medialake-on-aws pull request 21.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

import msgspec

# What CloudTrail publishes once when a trail with a topic is made or changed; plain text, and about no log file.
# Source: aws/aws-cloudtrail-processing-library issue 9.
VALIDATION_MESSAGE = "CloudTrail validation message."

# Texts inside of one another. Three are real: an event of SQS, holding what SNS sent, holding what S3 published.
LAYERS = 4
BUCKET_LIMIT = 255
KEY_LIMIT_BYTES = 1024
_PERCENT_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})")


class Notification(msgspec.Struct, frozen=True):
    bucket: str
    keys: tuple[str, ...]
    """One or more, as S3 has them. Each is an object of its own, and may be named twice."""


class Contents(msgspec.Struct, frozen=True):
    notifications: tuple[Notification, ...] = ()
    ignored: tuple[str, ...] = ()
    """Kinds of what holds no records by design."""
    redriven: tuple[str, ...] = ()
    """Names of objects in the quarantine."""
    faults: tuple[str, ...] = ()
    """What is wrong, a line each, which holds nothing of the body's content."""


class _Usual(msgspec.Struct, forbid_unknown_fields=True):
    s3Bucket: str  # noqa: N815  (CloudTrail's names)
    s3ObjectKey: list[str]  # noqa: N815


_USUAL = msgspec.json.Decoder(_Usual)

# Text is a layer that is still to be read.
_Parts = Iterable[Contents | str]


def contents(body: str) -> Contents:
    """Raises nothing, and always tells something. Takes time and memory in proportion to the body."""
    return _usual(body) or _unpeeled(body)


def _usual(body: str) -> Contents | None:
    """What CloudTrail itself publishes, on its way without layers: nearly all that there is."""
    try:
        found = _USUAL.decode(body)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return None
    named = _named(found.s3Bucket, found.s3ObjectKey)
    return None if named.faults else named


def _unpeeled(body: str) -> Contents:
    found: list[Contents] = []
    texts = [body]
    for _ in range(LAYERS):
        inner: list[str] = []
        for part in chain.from_iterable(map(_read_text, texts)):
            if isinstance(part, str):
                inner.append(part)
            else:
                found.append(part)
        texts = inner
    found += [_fault(f"more than {LAYERS} layers of text") for _ in texts]
    return Contents(
        notifications=tuple(chain.from_iterable(part.notifications for part in found)),
        ignored=tuple(chain.from_iterable(part.ignored for part in found)),
        redriven=tuple(chain.from_iterable(part.redriven for part in found)),
        faults=tuple(chain.from_iterable(part.faults for part in found)),
    )


def _read_text(text: str) -> _Parts:
    if text.strip() == VALIDATION_MESSAGE:
        return [_ignored("validation message")]
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return [_fault("text that is no JSON")]
    except RecursionError:
        return [_fault("JSON that is nested too deeply")]
    return _read(value, _SHAPES)


def _read(value: object, shapes: "_Shapes") -> _Parts:
    for fits, read in shapes:
        if fits(value):
            return read(value)
    return [_fault("a shape that is not known")]


def _published(value: dict[str, Any]) -> _Parts:
    keys = value.get("s3ObjectKey")
    return [_named(value.get("s3Bucket"), [keys] if isinstance(keys, str) else keys)]


def _records(value: dict[str, Any]) -> _Parts:
    records = value["Records"]
    if not isinstance(records, list) or not records:
        return [_fault("Records that is no list of one or more")]
    return chain.from_iterable(_read(record, _RECORDS) for record in records)


def _s3_record(record: dict[str, Any]) -> _Parts:
    name, key = record.get("eventName"), _at(record, "s3", "object", "key")
    if not isinstance(name, str):
        return [_fault("a record of S3 without eventName")]
    if "ObjectCreated:" not in name:
        return [_ignored("not a creation")]
    return [_named(_at(record, "s3", "bucket", "name"), [_unquoted(key) if isinstance(key, str) else key])]


def _bridged(value: dict[str, Any]) -> _Parts:
    """CloudTrail sends EventBridge the calls of S3 with the same source; no detail-type of theirs is known here."""
    kind = value.get("detail-type")
    if not isinstance(kind, str) or not kind.startswith("Object "):
        return [_fault("an event of S3 whose detail-type is not known")]
    if kind != "Object Created":
        return [_ignored("not a creation")]
    return [_named(_at(value, "detail", "bucket", "name"), [_at(value, "detail", "object", "key")])]


def _redriven(value: dict[str, Any]) -> _Parts:
    names, faults = _keys(value["quarantine"])
    return [Contents(redriven=names, faults=faults)]


def _named(bucket: object, keys: object) -> Contents:
    if not isinstance(bucket, str) or not 1 <= len(bucket) <= BUCKET_LIMIT:
        return _fault(f"a bucket that is not 1 to {BUCKET_LIMIT} characters of text")
    good, faults = _keys(keys)
    return Contents(notifications=(Notification(bucket, good),) if good else (), faults=faults)


def _keys(keys: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys that an object can have, and a fault for each other one."""
    if not isinstance(keys, list) or not keys:
        return (), ("keys that are no list of one or more",)
    good = tuple(key for key in keys if _is_key(key))
    wrong = f"is not 1 to {KEY_LIMIT_BYTES} bytes of UTF-8 text"
    return good, tuple(f"key {index} {wrong}" for index, key in enumerate(keys) if not _is_key(key))


def _is_key(key: object) -> bool:
    return isinstance(key, str) and 1 <= len(key.encode()) <= KEY_LIMIT_BYTES


def _unquoted(key: str) -> str | None:
    """As urllib.parse.unquote_plus, but None where that would replace what is not UTF-8."""
    encoded = key.replace("+", " ").encode()
    try:
        return _PERCENT_ENCODED.sub(lambda found: bytes.fromhex(found[1].decode()), encoded).decode()
    except UnicodeDecodeError:
        return None


def _at(value: object, *path: str) -> object:
    """None where the path ends early."""
    for step in path:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def _layer(*path: str) -> "_Reader":
    def read(value: object) -> _Parts:
        text = _at(value, *path)
        return [text if isinstance(text, str) else _fault(f"{path[-1]} that is no text")]

    return read


def _holds_none(kind: str) -> "_Reader":
    return lambda _: [_ignored(kind)]


def _fault(reason: str) -> Contents:
    return Contents(faults=(reason,))


def _ignored(kind: str) -> Contents:
    return Contents(ignored=(kind,))


def _has(field: str, content: str | None = None) -> Callable[[object], bool]:
    """Fits an object with this field and, where content is given, with just that in it."""
    return lambda value: isinstance(value, dict) and field in value and (content is None or value[field] == content)


_Reader = Callable[[Any], _Parts]
_Shapes = Sequence[tuple[Callable[[object], bool], _Reader]]

_SHAPES: _Shapes = (
    (lambda value: isinstance(value, str), lambda text: [text]),
    (_has("Type", "Notification"), _layer("Message")),
    (_has("Type", "SubscriptionConfirmation"), _holds_none("subscription confirmation")),
    (_has("Type", "UnsubscribeConfirmation"), _holds_none("subscription confirmation")),
    (_has("Event", "s3:TestEvent"), _holds_none("test event")),
    (_has("source", "aws.s3"), _bridged),
    (_has("Records"), _records),
    (_has("s3Bucket"), _published),
    (_has("s3ObjectKey"), _published),
    (_has("quarantine"), _redriven),
)
_RECORDS: _Shapes = (
    (_has("eventSource", "aws:s3"), _s3_record),
    (_has("eventSource", "aws:sqs"), _layer("body")),
    (_has("EventSource", "aws:sns"), _layer("Sns", "Message")),
)
