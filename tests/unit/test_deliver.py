"""deliver as a whole: what comes of messages, log files and records, and how it is told."""

import gzip
import hashlib
import logging

import msgspec
import pytest

from lambdas.core import metric
from lambdas.core.error import ConfigurationError, PipelineError, Throttled, Unavailable
from lambdas.core.receipt import State
from lambdas.core.stored_object import StoredObject
from lambdas.deliver.invocation import Invocation
from lambdas.memory.logs import LogGroup
from tests import own_call
from tests.builder import ACCOUNT, BUCKET, key, log_file, notification, record
from tests.pipeline import SETTINGS, STREAM, Closed, Pipeline, StillClock

GOOD = log_file(record(eventID="1"), record(eventID="2"))
OTHER_ACCOUNT = "444455556666"


class Untouched:
    """An archive that must not be asked."""

    def get(self, *asked: object) -> StoredObject:
        raise AssertionError(f"asked for {asked}")


def untouched() -> Pipeline:
    return Pipeline(archive=Untouched())  # type: ignore[arg-type]


def errors(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [line.__dict__ for line in caplog.records if line.levelno == logging.ERROR]


def test_every_record_of_every_named_log_file_is_delivered_byte_for_byte() -> None:
    pipeline = Pipeline({key("a"): log_file(record(n=1), record(n=2)), key("b"): log_file(record(n=3))})
    found = pipeline.run(notification([key("a"), key("b")]))
    assert pipeline.texts() == [record(n=n).decode() for n in (1, 2, 3)]
    assert not found.failed
    assert found.counts[metric.RECORDS_READ] == found.counts[metric.RECORDS_DELIVERED] == 3
    assert found.counts[metric.LOG_FILES_READ] == 2


def test_small_log_files_of_an_invocation_share_a_request_and_two_transactions() -> None:
    names = [key(str(n)) for n in range(50)]
    pipeline = Pipeline(dict.fromkeys(names, GOOD))
    found = pipeline.run_keys(*names)
    assert pipeline.group.requests == found.counts[metric.REQUESTS] == 1
    assert pipeline.ledger.requests == 2
    assert len(pipeline.texts()) == 100


def test_each_account_has_the_stream_that_cloudtrail_itself_would_write() -> None:
    organization = key("c").replace("AWSLogs/", "AWSLogs/o-abcdefghij/")
    pipeline = Pipeline(dict.fromkeys([key("a"), key("b", OTHER_ACCOUNT), organization], GOOD))
    pipeline.run(notification(list(pipeline.files)))
    assert set(pipeline.group.streams) == {STREAM, f"{OTHER_ACCOUNT}_CloudTrail_eu-west-1", f"o-abcdefghij_{STREAM}"}


IGNORED = {
    "the validation message": "CloudTrail validation message.",
    "a marker": notification([f"AWSLogs/{ACCOUNT}/CloudTrail/"]),
    "a digest": notification([f"AWSLogs/{ACCOUNT}/CloudTrail-Digest/eu-west-1/2026/11/23/x.json.gz"]),
}


@pytest.mark.parametrize("body", IGNORED.values(), ids=IGNORED)
def test_what_holds_no_records_by_design_is_acknowledged_and_counted(body: str) -> None:
    found = untouched().run(body)
    assert not found.failed
    assert found.counts[metric.NOTIFICATIONS_IGNORED] == 1


def test_a_log_file_below_a_prefix_that_the_trail_had_is_delivered_like_any_other() -> None:
    settings = msgspec.structs.replace(SETTINGS, key_prefixes=("audit", ""))
    names = [key("new", prefix="audit/"), key("old")]
    pipeline = Pipeline(dict.fromkeys(names, GOOD), settings=settings)
    found = pipeline.run(notification(names))
    assert not found.failed
    assert found.counts[metric.LOG_FILES_READ] == 2
    assert pipeline.receipt(key("old")).state is State.DELIVERED


STRANGE = {
    "another bucket": (notification([key()], bucket="somebody-elses"), "foreign-object"),
    "another prefix": (notification([f"other/{key()}"]), "foreign-object"),
    "no log file's key": (notification(["AWSLogs/passwords.txt"]), "foreign-object"),
    "no notification": ("hello", "unknown-shape"),
    "JSON of no known shape": ('{"hello": "world"}', "unknown-shape"),
}


@pytest.mark.parametrize(("body", "reason"), STRANGE.values(), ids=STRANGE)
def test_a_message_that_names_nothing_of_ours_is_quarantined_whole_before_any_call(body: str, reason: str) -> None:
    pipeline = untouched()
    found = pipeline.run(body)
    assert not found.failed
    assert found.counts[metric.MESSAGES_QUARANTINED] == 1
    entry = msgspec.json.decode(pipeline.quarantine.objects["messages/0.json"])
    assert (entry["reason"], entry["body"]) == (reason, body)


BAD = {
    "a key that is gone": (None, "missing-log-file"),
    "an empty object": (b"", "malformed-log-file"),
    "a gzip that is cut off": (GOOD[:-4], "malformed-log-file"),
    "a gzip beyond the limit": (log_file(record(pad="x" * 5000)), "malformed-log-file"),
    "JSON that is no log file": (gzip.compress(b'{"records":[]}'), "malformed-log-file"),
    "a digest's body": (gzip.compress(b'{"awsAccountId":"1","logFiles":[]}'), "malformed-log-file"),
}


@pytest.mark.parametrize(("body", "reason"), BAD.values(), ids=BAD)
def test_a_log_file_that_can_never_be_delivered_has_its_receipt_and_its_pointer_in_quarantine(
    body: bytes | None, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = msgspec.structs.replace(SETTINGS, inflated_limit_bytes=4000)
    files = {key("good"): GOOD} | ({key("bad"): body} if body is not None else {})
    pipeline = Pipeline(files, settings=settings)
    found = pipeline.run_keys(key("good"), key("bad"))
    assert not found.failed
    assert len(pipeline.texts()) == 2
    assert found.counts[metric.LOG_FILES_REJECTED] == 1
    receipt = pipeline.receipt(key("bad"))
    assert receipt.state is State.REJECTED
    assert receipt.reason.startswith(f"{reason}: ")
    (pointer,) = map(msgspec.json.decode, pipeline.quarantine.objects.values())
    assert (pointer["bucket"], pointer["key"], pointer["reason"]) == (BUCKET, key("bad"), reason)
    (line,) = errors(caplog)
    assert (line["message"], line["key"], line["reason"]) == ("log file quarantined", key("bad"), reason)


def test_a_bad_key_costs_the_other_keys_of_its_message_nothing() -> None:
    pipeline = Pipeline({key("a"): GOOD, key("b"): b"junk", key("c"): GOOD})
    found = pipeline.run(notification([key("a"), "elsewhere", key("b"), key("c")]))
    assert not found.failed
    assert len(pipeline.texts()) == 4


def test_a_bad_record_goes_to_quarantine_and_never_costs_its_file(caplog: pytest.LogCaptureFixture) -> None:
    pipeline = Pipeline({key(): log_file(record(n=1), b'{"secret-word":NaN}', b"null", record(n=2))})
    found = pipeline.run_keys(key())
    assert pipeline.texts() == [record(n=1).decode(), record(n=2).decode()]
    assert not found.failed
    assert found.counts[metric.RECORDS_QUARANTINED] == 2
    (body,) = pipeline.quarantine.objects.values()
    entries = [msgspec.json.decode(line) for line in body.splitlines()]
    assert [(entry["position"], entry["reason"], entry["record"]) for entry in entries] == [
        (1, "not-json", '{"secret-word":NaN}'),
        (2, "not-an-object", "null"),
    ]
    assert [(line["first_positions"], line["reason"]) for line in errors(caplog)] == [
        ([1], "not-json"),
        ([2], "not-an-object"),
    ]
    assert "secret-word" not in caplog.text


def test_the_receipt_says_what_became_of_each_record() -> None:
    later = record("2026-11-23T12:00:05Z", eventID="5")
    pipeline = Pipeline({key(): log_file(record(eventID="1"), b"null", later, b"{}")})
    pipeline.run_keys(key())
    receipt = pipeline.receipt()
    assert receipt.state is State.DELIVERED
    assert (receipt.read, receipt.delivered, receipt.filtered) == (4, 2, 0)
    assert receipt.quarantined == {"not-an-object": 1, "no-time": 1}
    assert receipt.sha256 == hashlib.sha256(gzip.decompress(pipeline.files[key()])).hexdigest()
    assert receipt.last_event_ms - receipt.first_event_ms == 5000
    assert receipt.destinations == (f"records:{STREAM}",)
    assert (receipt.owner, receipt.attempts) == ("", 1)


def test_many_bad_records_are_told_in_one_line_a_reason(caplog: pytest.LogCaptureFixture) -> None:
    Pipeline({key(): log_file(*[b"null"] * 500)}).run_keys(key())
    (line,) = errors(caplog)
    assert (line["reason"], line["count"], line["first_positions"]) == ("not-an-object", 500, list(range(10)))


@pytest.mark.parametrize("error", [Unavailable("later"), Throttled("slower")])
def test_a_message_whose_request_fails_stays_on_the_queue_and_the_others_do_not(error: PipelineError) -> None:
    other = key("b", account=OTHER_ACCOUNT)
    pipeline = Pipeline({key("a"): GOOD, other: GOOD}, group=LogGroup(fails={STREAM: [error]}))
    found = pipeline.run_keys(key("a"), other)
    assert list(found.failed) == ["0"]
    assert len(pipeline.texts(f"{OTHER_ACCOUNT}_CloudTrail_eu-west-1")) == 2


def test_every_log_file_of_a_request_that_fails_fails_its_message() -> None:
    pipeline = Pipeline({key("a"): GOOD, key("b"): GOOD}, group=LogGroup(fails={STREAM: [Unavailable("later")]}))
    found = pipeline.run_keys(key("a"), key("b"))
    assert list(found.failed) == ["0", "1"]
    assert found.counts[metric.RECORDS_DELIVERED] == 0


def test_a_message_of_several_log_files_fails_when_one_of_its_own_fails_and_is_done_when_it_comes_again() -> None:
    other = key("b", account=OTHER_ACCOUNT)
    pipeline = Pipeline({key("a"): GOOD, other: GOOD}, group=LogGroup(fails={STREAM: [Unavailable("later")]}))
    body = notification([key("a"), other])
    assert list(pipeline.run(body).failed) == ["0"]
    assert not pipeline.run(body).failed
    assert len(pipeline.texts()) == len(pipeline.texts(f"{OTHER_ACCOUNT}_CloudTrail_eu-west-1")) == 2


def test_a_request_that_fails_is_tried_again_while_there_is_time() -> None:
    fails: dict[str, list[PipelineError]] = {STREAM: [Throttled("slower"), Unavailable("later")]}
    pipeline = Pipeline({key(): GOOD}, group=LogGroup(fails=fails), clock=StillClock(waits=2))
    assert not pipeline.run_keys(key()).failed
    assert pipeline.clock.waited == [0, 1]
    assert len(pipeline.texts()) == 2


def test_a_fault_of_the_deployment_fails_the_invocation() -> None:
    group = LogGroup(fails={STREAM: [ConfigurationError("no such log group")]})
    with pytest.raises(ConfigurationError):
        Pipeline({key(): GOOD}, group=group).run_keys(key())


def test_bytes_after_the_gzip_member_are_a_finding(caplog: pytest.LogCaptureFixture) -> None:
    pipeline = Pipeline({key(): GOOD + b"hidden"})
    found = pipeline.run_keys(key())
    assert found.counts[metric.TRAILING_BYTES] == 6
    assert len(pipeline.texts()) == 2
    (line,) = errors(caplog)
    assert (line["message"], line["code"], line["trailing_bytes"]) == ("finding", "trailing-bytes", 6)


def test_each_delivered_log_file_is_told_in_one_line_without_its_records(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    Pipeline({key(): log_file(record(secret="secret-word"))}).run_keys(key())
    (line,) = caplog.records
    assert line.__dict__["key"] == key()
    assert line.__dict__["read"] == line.__dict__["delivered"] == 1
    assert "secret-word" not in str(line.__dict__)


def test_what_is_odd_is_delivered_counted_and_named(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    pipeline = Pipeline({key(): log_file(record(eventID="1", brandNew=True), record(eventID="2"))})
    found = pipeline.run_keys(key())
    assert len(pipeline.texts()) == 2
    assert found.counts[metric.RECORDS_ODD] == 1
    assert pipeline.receipt().odd == {"unknown-field": 1}
    assert caplog.records[-1].__dict__["unknown_fields"] == ["brandNew"]


def test_the_pipelines_own_work_is_filtered_and_what_else_its_role_does_is_delivered() -> None:
    settings = msgspec.structs.replace(SETTINGS, role_arn=own_call.ROLE, key_prefixes=("audit",))
    own = settings.own_activity
    read = own_call.call("s3", "GetObject", own_call.OBJECT, own.archive_arn)
    foreign = own_call.call("s3", "GetObject", "arn:aws:s3:::somebody-elses/x")
    put = own_call.call("logs", "PutLogEvents", own.log_group_arn)
    calls = [msgspec.json.encode({"eventVersion": "1.11", "eventID": "e", **one}) for one in (read, foreign, put)]
    pipeline = Pipeline({key(prefix="audit/"): log_file(*calls, record(eventID="1"))}, settings=settings)
    found = pipeline.run_keys(key(prefix="audit/"))
    assert pipeline.texts() == [calls[1].decode(), record(eventID="1").decode()]
    assert found.counts[metric.RECORDS_FILTERED] == 2
    receipt = pipeline.receipt(key(prefix="audit/"))
    assert (receipt.read, receipt.delivered, receipt.filtered) == (4, 2, 2)


def test_a_message_is_not_begun_when_little_time_is_left() -> None:
    names = [key(f"{n:03}") for n in range(150)]
    pipeline = Pipeline(dict.fromkeys(names, GOOD), clock=StillClock(short=iter([*[False] * 101, *[True] * 9])))
    found = pipeline.run_keys(*names)
    assert list(found.failed) == [str(n) for n in range(100, 150)]
    assert len(pipeline.texts()) == 200


def test_what_fails_for_the_last_time_goes_to_the_dead_letters_with_what_failed() -> None:
    pipeline = Pipeline({key(): GOOD}, group=LogGroup(fails={STREAM: [Unavailable("stream x: no answer")]}))
    found = pipeline.run(notification([key()]), receive_count=SETTINGS.max_receive_count)
    assert not found.failed
    assert found.counts[metric.MESSAGES_GIVEN_UP] == 1
    assert pipeline.dead_letters.letters == [(notification([key()]), "stream x: no answer")]


def test_what_may_still_be_tried_is_not_given_up() -> None:
    pipeline = Pipeline({key(): GOOD}, group=LogGroup(fails={STREAM: [Unavailable("later")]}))
    found = pipeline.run(notification([key()]), receive_count=SETTINGS.max_receive_count - 1)
    assert list(found.failed) == ["0"]
    assert not pipeline.dead_letters.letters


def test_a_dead_letter_that_cannot_be_written_is_left_to_sqs() -> None:
    pipeline = Pipeline({key(): GOOD}, group=LogGroup(fails={STREAM: [Unavailable("later")]}))
    pipeline.dead_letters = Closed()  # type: ignore[assignment]
    assert list(pipeline.run(notification([key()]), receive_count=9).failed) == ["0"]


def test_lambda_is_told_which_messages_failed_where_it_can_be_told() -> None:
    invocation = Invocation(logging.getLogger(), failed={"a": "this", "b": "that"})
    assert invocation.answer(partial=True) == {"batchItemFailures": [{"itemIdentifier": "a"}, {"itemIdentifier": "b"}]}


def test_the_invocation_fails_where_lambda_cannot_be_told_which_messages_failed() -> None:
    with pytest.raises(Unavailable, match="this; that"):
        Invocation(logging.getLogger(), failed={"a": "this", "b": "that"}).answer(partial=False)


def test_nothing_failed_is_told_the_same_way_to_all() -> None:
    assert Invocation(logging.getLogger()).answer(partial=False) == {"batchItemFailures": []}
