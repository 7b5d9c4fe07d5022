import gzip
import hashlib
import logging
from collections.abc import Mapping

import pytest

from lambdas.core import metric
from lambdas.core.error import ConfigurationError, PipelineError, RefusedBatch, Throttled, Unavailable
from lambdas.core.refusal import Refusal
from lambdas.core.stored_object import StoredObject
from lambdas.deliver.deliver import Deliver, Outcome
from lambdas.deliver.port import Message
from lambdas.deliver.settings import Settings
from lambdas.memory.archive import Archive
from lambdas.memory.logs import LogGroup
from tests.builder import ACCOUNT, BUCKET, key, log_file, notification, record

SETTINGS = Settings(archive_bucket=BUCKET, archive_owner=ACCOUNT, log_group="records", home_region="eu-west-1")
STREAM = f"{ACCOUNT}_CloudTrail_eu-west-1"
GOOD = log_file(record(n=1), record(n=2))
LOG = logging.getLogger("deliver")


class Untouched:
    """An archive that must not be asked."""

    def get(self, bucket: str, key: str) -> StoredObject:
        raise AssertionError(f"asked for {bucket}/{key}")


def run(
    objects: Mapping[str, bytes], *bodies: str, group: LogGroup | None = None, settings: Settings = SETTINGS
) -> tuple[Outcome, LogGroup]:
    """Each body is the message whose id is its place: "0", "1" …"""
    group = group or LogGroup()
    archive = Archive({(BUCKET, name): body for name, body in objects.items()})
    messages = [Message(str(place), body) for place, body in enumerate(bodies)]
    return Deliver(settings, archive, group, LOG).run(messages, lambda: 60_000), group


def run_untouched(body: str) -> Outcome:
    return Deliver(SETTINGS, Untouched(), LogGroup(), LOG).run([Message("0", body)], lambda: 60_000)


def texts(group: LogGroup, stream: str = STREAM) -> list[str]:
    return [event.message for event in group.streams[stream]]


def test_every_record_of_every_named_log_file_is_delivered_byte_for_byte() -> None:
    files = {key("a"): log_file(record(n=1), record(n=2)), key("b"): log_file(record(n=3))}
    outcome, group = run(files, notification([key("a"), key("b")]))
    assert texts(group) == [record(n=n).decode() for n in (1, 2, 3)]
    assert not outcome.failed
    assert outcome.counts[metric.RECORDS_READ] == outcome.counts[metric.RECORDS_DELIVERED] == 3
    assert outcome.counts[metric.LOG_FILES_READ] == 2


def test_small_log_files_of_an_invocation_share_a_request() -> None:
    names = [key(str(n)) for n in range(50)]
    outcome, group = run(dict.fromkeys(names, GOOD), *(notification([name]) for name in names))
    assert group.requests == outcome.counts[metric.REQUESTS] == 1
    assert len(texts(group)) == 100


def test_each_account_has_the_stream_that_cloudtrail_itself_would_write() -> None:
    other = "444455556666"
    organization = key("c").replace("AWSLogs/", "AWSLogs/o-abcdefghij/")
    files = dict.fromkeys([key("a"), key("b", other), organization], GOOD)
    _, group = run(files, notification(list(files)))
    assert set(group.streams) == {STREAM, f"{other}_CloudTrail_eu-west-1", f"o-abcdefghij_{STREAM}"}


IGNORED = {
    "the validation message": "CloudTrail validation message.",
    "a marker": notification([f"AWSLogs/{ACCOUNT}/CloudTrail/"]),
    "a digest": notification([f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/eu-west-1/2026/11/23/x.json.gz"]),
}


@pytest.mark.parametrize("body", IGNORED.values(), ids=IGNORED)
def test_what_holds_no_records_by_design_is_acknowledged_and_counted(body: str) -> None:
    outcome = run_untouched(body)
    assert not outcome.failed
    assert outcome.counts[metric.NOTIFICATIONS_IGNORED] == 1


FOREIGN = {
    "another bucket": notification([key()], bucket="somebody-elses"),
    "another prefix": notification([f"other/{key()}"]),
    "no log file's key": notification(["AWSLogs/passwords.txt"]),
}


@pytest.mark.parametrize("body", FOREIGN.values(), ids=FOREIGN)
def test_a_foreign_object_is_refused_before_any_call(body: str) -> None:
    outcome = run_untouched(body)
    assert list(outcome.failed) == ["0"]


BAD = {
    "no notification": ({}, "hello"),
    "a bucket that is not configured": ({}, notification([key("x")], bucket="other")),
    "a key that is gone": ({}, notification([key("x")])),
    "an empty object": ({key("x"): b""}, notification([key("x")])),
    "a gzip that is cut off": ({key("x"): GOOD[:-4]}, notification([key("x")])),
    "a gzip beyond the limit": ({key("x"): log_file(record(pad="x" * 5000))}, notification([key("x")])),
    "JSON that is no log file": ({key("x"): gzip.compress(b'{"records":[]}')}, notification([key("x")])),
    "a digest's body": (
        {key("x"): gzip.compress(b'{"awsAccountId":"1","logFiles":[]}')},
        notification([key("x")]),
    ),
}


@pytest.mark.parametrize(("objects", "body"), BAD.values(), ids=BAD)
def test_a_bad_message_fails_alone_and_the_others_are_delivered(
    objects: dict[str, bytes], body: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(
        archive_bucket=BUCKET, archive_owner=ACCOUNT, log_group="r", home_region="eu-west-1", inflated_limit_bytes=4000
    )
    good = notification([key("good")])
    outcome, group = run({key("good"): GOOD, **objects}, good, body, good, settings=settings)
    assert list(outcome.failed) == ["1"]
    assert len(texts(group)) == 4
    (line,) = [line for line in caplog.records if line.levelno == logging.ERROR]
    assert line.__dict__["message_id"] == "1"
    assert line.__dict__["reason"]
    if objects:
        assert (line.__dict__["bucket"], line.__dict__["key"]) == (BUCKET, key("x"))


def test_a_bad_key_fails_its_message_and_the_messages_other_keys_are_delivered() -> None:
    outcome, group = run({key("a"): GOOD, key("c"): GOOD}, notification([key("a"), key("b"), key("c")]))
    assert list(outcome.failed) == ["0"]
    assert len(texts(group)) == 4


def test_a_bad_record_never_costs_its_file(caplog: pytest.LogCaptureFixture) -> None:
    outcome, group = run(
        {key(): log_file(record(n=1), b'{"secret-word":NaN}', b"null", record(n=2))}, notification([key()])
    )
    assert texts(group) == [record(n=1).decode(), record(n=2).decode()]
    assert not outcome.failed
    assert outcome.counts[metric.RECORDS_REJECTED] == 2
    lines = [line.__dict__ for line in caplog.records if line.levelno == logging.ERROR]
    assert [(line["key"], line["first_indexes"], line["reason"]) for line in lines] == [
        (key(), [1], "not-json"),
        (key(), [2], "not-an-object"),
    ]
    assert "secret-word" not in caplog.text


def test_many_bad_records_are_told_in_one_line_a_reason(caplog: pytest.LogCaptureFixture) -> None:
    run({key(): log_file(*[b"null"] * 500)}, notification([key()]))
    (line,) = [line.__dict__ for line in caplog.records if line.levelno == logging.ERROR]
    assert (line["reason"], line["count"], line["first_indexes"]) == ("not-an-object", 500, list(range(10)))


def test_what_cloudwatch_logs_leaves_out_of_an_accepted_request_is_counted_and_named(
    caplog: pytest.LogCaptureFixture,
) -> None:
    files = {key(): log_file(record("2026-11-23T12:00:01Z"), record("2026-11-23T12:00:00Z"))}
    outcome, _ = run(files, notification([key()]), group=LogGroup(refuses=[Refusal(0, 1, "too-old")]))
    assert outcome.counts[metric.RECORDS_DELIVERED] == outcome.counts[metric.RECORDS_REJECTED] == 1
    (line,) = [line for line in caplog.records if line.levelno == logging.ERROR]
    assert (line.__dict__["first_indexes"], line.__dict__["reason"]) == ([1], "too-old")


@pytest.mark.parametrize("error", [Unavailable("later"), Throttled("slower"), RefusedBatch("no")])
def test_a_message_whose_request_fails_stays_on_the_queue_and_the_others_do_not(error: PipelineError) -> None:
    other = key("b", account="444455556666")
    group = LogGroup(fails={STREAM: [error]})
    outcome, _ = run({key("a"): GOOD, other: GOOD}, notification([key("a")]), notification([other]), group=group)
    assert list(outcome.failed) == ["0"]
    assert len(texts(group, "444455556666_CloudTrail_eu-west-1")) == 2


def test_a_fault_of_the_deployment_fails_the_invocation() -> None:
    group = LogGroup(fails={STREAM: [ConfigurationError("no such log group")]})
    with pytest.raises(ConfigurationError):
        run({key(): GOOD}, notification([key()]), group=group)


def test_bytes_after_the_gzip_member_are_counted_and_named(caplog: pytest.LogCaptureFixture) -> None:
    outcome, group = run({key(): GOOD + b"hidden"}, notification([key()]))
    assert outcome.counts[metric.TRAILING_BYTES] == 6
    assert len(texts(group)) == 2
    (line,) = [line.__dict__ for line in caplog.records if line.levelno == logging.ERROR]
    assert (line["key"], line["trailing_bytes"]) == (key(), 6)


def test_each_delivered_log_file_is_told_in_one_line_without_its_records(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    run({key(): log_file(record(secret="secret-word"))}, notification([key()]))
    (line,) = caplog.records
    assert line.__dict__["key"] == key()
    assert line.__dict__["read"] == line.__dict__["delivered"] == 1
    assert "secret-word" not in str(line.__dict__)


def test_every_log_file_of_a_request_that_fails_fails_its_message() -> None:
    group = LogGroup(fails={STREAM: [Unavailable("later")]})
    files = {key("a"): GOOD, key("b"): GOOD}
    outcome, _ = run(files, notification([key("a")]), notification([key("b")]), group=group)
    assert list(outcome.failed) == ["0", "1"]
    assert outcome.counts[metric.RECORDS_DELIVERED] == 0


def test_a_refused_request_is_tried_apart_so_that_only_the_guilty_log_file_fails() -> None:
    group = LogGroup(fails={STREAM: [RefusedBatch("all"), RefusedBatch("the first one")]})
    files = {key(name): GOOD for name in "abc"}
    outcome, _ = run(files, *(notification([name]) for name in files), group=group)
    assert list(outcome.failed) == ["0"]
    assert outcome.counts[metric.RECORDS_DELIVERED] == len(texts(group)) == 4


def test_refused_events_are_told_by_their_own_log_file_and_place(caplog: pytest.LogCaptureFixture) -> None:
    minutes = [[7, 1, 5], [6, 2]]
    files = {
        key(name): log_file(*(record(f"2026-11-23T12:0{minute}:00Z") for minute in of_the_file))
        for name, of_the_file in zip("ab", minutes, strict=True)
    }
    refusing = LogGroup(refuses=[Refusal(3, 5, "too-new")])
    run(files, *(notification([name]) for name in files), group=refusing)
    lines = [line.__dict__ for line in caplog.records if line.levelno == logging.ERROR]
    assert [(line["key"], line["first_indexes"]) for line in lines] == [(key("a"), [0]), (key("b"), [0])]


def test_after_a_failed_request_the_rest_of_its_log_file_is_not_delivered() -> None:
    group = LogGroup(fails={STREAM: [Unavailable("later")]})
    large = [record(n=n, pad="x" * 600_000) for n in range(4)]
    outcome, _ = run({key(): log_file(*large)}, notification([key()]), group=group)
    assert list(outcome.failed) == ["0"]
    assert group.requests == 0 or len(texts(group)) < 3


def test_a_message_is_not_begun_when_little_time_is_left(caplog: pytest.LogCaptureFixture) -> None:
    clock = iter([100, 100, 24, 24])
    archive = Archive({(BUCKET, key()): GOOD})
    messages = [Message(name, notification([key()])) for name in "abc"]
    outcome = Deliver(SETTINGS, archive, LogGroup(), LOG).run(messages, lambda: next(clock))
    assert list(outcome.failed) == ["b", "c"]
    assert outcome.counts[metric.RECORDS_DELIVERED] == 2


def test_the_line_of_a_delivered_log_file_holds_what_was_hashed(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    run({key(): GOOD}, notification([key()]))
    (line,) = [line.__dict__ for line in caplog.records]
    assert line["sha256"] == hashlib.sha256(gzip.decompress(GOOD)).hexdigest()
