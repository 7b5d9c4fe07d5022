"""Each record once: what the ledger knows of a log file decides what is still to be delivered of it."""

import logging

import msgspec
import pytest

from lambdas.core import metric
from lambdas.core.error import Unavailable
from lambdas.core.receipt import Receipt, State
from lambdas.memory.archive import Archive, version_of
from lambdas.memory.logs import LogGroup
from tests.builder import BUCKET, key, log_file, notification, record
from tests.pipeline import STREAM, Closed, Pipeline, StillClock

GOOD = log_file(record(eventID="1"), record(eventID="2"))
OTHER = log_file(record(eventID="3"))
LARGE = [record(eventID=str(n), pad="x" * 400_000) for n in range(6)]
"""Two of them fit into a request."""


def in_flight(pipeline: Pipeline, **fields: object) -> Receipt:
    """Puts into the ledger what an attempt has left behind that did not come to its end."""
    name, body = f"{BUCKET}/{key()}", pipeline.files[key()]
    receipt = Receipt(log_file=name, version=version_of(body), state=State.IN_FLIGHT, revision=1, owner="gone")
    pipeline.ledger.receipts[name] = msgspec.structs.replace(receipt, **fields)
    return pipeline.ledger.receipts[name]


def test_a_second_notification_of_a_delivered_log_file_is_counted_and_skipped() -> None:
    pipeline = Pipeline({key(): GOOD})
    pipeline.run_keys(key())
    before = pipeline.receipt()
    found = pipeline.run_keys(key())
    assert not found.failed
    assert found.counts[metric.LOG_FILES_REPEATED] == 1
    assert len(pipeline.texts()) == 2
    assert pipeline.receipt() == before


def test_a_log_file_that_two_messages_of_an_invocation_name_is_delivered_once() -> None:
    pipeline = Pipeline({key(): GOOD})
    assert not pipeline.run_keys(key(), key()).failed
    assert len(pipeline.texts()) == 2


def test_every_message_that_names_a_log_file_fails_with_it() -> None:
    pipeline = Pipeline({key(): GOOD}, group=LogGroup(fails={STREAM: [Unavailable("later")]}))
    assert list(pipeline.run_keys(key(), key()).failed) == ["0", "1"]


def test_a_second_notification_of_a_rejected_log_file_is_skipped_too() -> None:
    pipeline = Pipeline({key(): b"junk"})
    pipeline.run_keys(key())
    assert pipeline.run_keys(key()).counts[metric.LOG_FILES_REPEATED] == 1


def test_a_log_file_that_was_missing_is_delivered_when_it_is_there() -> None:
    pipeline = Pipeline()
    pipeline.run_keys(key())
    pipeline.files[key()] = GOOD
    pipeline.run_keys(key())
    assert pipeline.receipt().state is State.DELIVERED
    assert len(pipeline.texts()) == 2


def test_what_another_invocation_delivers_now_fails_its_message_and_is_left_alone() -> None:
    pipeline = Pipeline({key(): GOOD, key("b"): OTHER})
    known = in_flight(pipeline, lease_until_ms=StillClock().now + 1)
    found = pipeline.run_keys(key(), key("b"))
    assert list(found.failed) == ["0"]
    assert pipeline.texts() == [record(eventID="3").decode()]
    assert pipeline.receipt() == known


@pytest.mark.parametrize("left_behind", [{"lease_until_ms": 1}, {"owner": ""}], ids=["lease over", "released"])
def test_what_nobody_delivers_any_more_is_taken_over(left_behind: dict[str, object]) -> None:
    pipeline = Pipeline({key(): GOOD})
    in_flight(pipeline, **left_behind)
    assert not pipeline.run_keys(key()).failed
    assert pipeline.receipt().attempts == 2
    assert len(pipeline.texts()) == 2


def test_an_attempt_goes_on_where_the_earlier_one_had_ended() -> None:
    pipeline = Pipeline({key(): log_file(record(n=0), b"null", record(n=2), b"{}", record(n=4))})
    in_flight(pipeline, owner="", next_record=3, read=3, delivered=2, quarantined={"not-an-object": 1})
    found = pipeline.run_keys(key())
    assert pipeline.texts() == [record(n=4).decode()]
    assert found.counts[metric.LOG_FILES_RESUMED] == 1
    assert found.counts[metric.RECORDS_READ] == 2
    receipt = pipeline.receipt()
    assert (receipt.read, receipt.delivered) == (5, 3)
    assert receipt.quarantined == {"not-an-object": 1, "no-time": 1}


def test_progress_is_written_before_the_next_request_of_the_stream() -> None:
    pipeline = Pipeline({key(): log_file(*LARGE)})
    seen: list[int] = []
    put = pipeline.group.put

    class Watching(LogGroup):
        def put(self, stream: str, events: object) -> object:  # type: ignore[override]
            seen.append(pipeline.receipt().next_record)
            return put(stream, events)  # type: ignore[arg-type]

    pipeline.group = Watching()
    pipeline.run_keys(key())
    assert seen == [0, 2, 4]


def test_after_a_failed_request_the_rest_is_delivered_by_the_next_attempt_and_nothing_twice() -> None:
    class FailsTheSecond(LogGroup):
        def put(self, stream: str, events: object) -> object:  # type: ignore[override]
            if self.requests == 1 and not self._failed:
                self._failed = True
                raise Unavailable("later")
            return super().put(stream, events)  # type: ignore[arg-type]

        _failed = False

    pipeline = Pipeline({key(): log_file(*LARGE)}, group=FailsTheSecond())
    assert list(pipeline.run_keys(key()).failed) == ["0"]
    assert (pipeline.receipt().next_record, pipeline.receipt().owner) == (2, "")
    assert not pipeline.run_keys(key()).failed
    assert pipeline.texts() == [raw.decode() for raw in LARGE]


def test_a_log_file_too_large_for_the_time_that_is_left_is_continued() -> None:
    pipeline = Pipeline({key(): log_file(*LARGE)})
    pipeline.clock = StillClock(short=iter([False, False, *[True] * 9]))
    found = pipeline.run_keys(key())
    assert "goes on from record" in found.failed["0"]
    come = pipeline.receipt().next_record
    assert 0 < come < 6
    pipeline.clock = StillClock()
    assert not pipeline.run_keys(key()).failed
    assert pipeline.texts() == [raw.decode() for raw in LARGE]


def test_other_bytes_under_the_key_of_a_delivered_log_file_are_a_finding_and_are_not_delivered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pipeline = Pipeline({key(): GOOD})
    pipeline.run_keys(key())
    receipt = pipeline.receipt()
    pipeline.files[key()] = OTHER
    found = pipeline.run_keys(key())
    assert not found.failed
    assert found.counts[metric.OBJECTS_REWRITTEN] == 1
    assert len(pipeline.texts()) == 2
    assert pipeline.receipt() == receipt
    (pointer,) = map(msgspec.json.decode, pipeline.quarantine.objects.values())
    assert (pointer["reason"], pointer["version"]) == ("object-rewritten", version_of(OTHER))
    (line,) = [line.__dict__ for line in caplog.records if line.levelno == logging.ERROR]
    assert (line["message"], line["code"], line["key"]) == ("finding", "object-rewritten", key())


def test_the_same_bytes_under_another_version_are_a_repetition() -> None:
    pipeline = Pipeline({key(): GOOD})
    pipeline.run_keys(key())
    known = pipeline.receipt()
    pipeline.ledger.receipts[known.log_file] = msgspec.structs.replace(known, version="an earlier one")
    found = pipeline.run_keys(key())
    assert found.counts[metric.LOG_FILES_REPEATED] == 1
    assert found.counts[metric.OBJECTS_REWRITTEN] == 0


def test_a_log_file_that_is_rewritten_while_it_is_delivered_is_delivered_as_it_was() -> None:
    pipeline = Pipeline({key(): GOOD})
    first = version_of(GOOD)
    in_flight(pipeline, owner="", version=first, next_record=1, read=1, delivered=1)
    pipeline.archive = Archive({(BUCKET, key()): OTHER}, {(BUCKET, key(), first): GOOD})
    found = pipeline.run_keys(key())
    assert found.counts[metric.OBJECTS_REWRITTEN] == 1
    assert pipeline.texts() == [record(eventID="2").decode()]
    assert (pipeline.receipt().state, pipeline.receipt().version) == (State.DELIVERED, first)


def test_a_log_file_whose_first_bytes_are_gone_while_it_is_delivered_is_rejected_with_what_it_had() -> None:
    pipeline = Pipeline({key(): GOOD})
    in_flight(pipeline, owner="", version="gone", next_record=1, read=1, delivered=1)
    found = pipeline.run_keys(key())
    assert not found.failed
    assert (found.counts[metric.OBJECTS_REWRITTEN], found.counts[metric.LOG_FILES_REJECTED]) == (1, 1)
    assert (pipeline.receipt().state, pipeline.receipt().read) == (State.REJECTED, 1)


def test_a_receipt_is_not_written_over_somebody_elses() -> None:
    pipeline = Pipeline({key(): GOOD})

    class Slow(LogGroup):
        def put(self, stream: str, events: object) -> object:  # type: ignore[override]
            name = pipeline.receipt().log_file
            theirs = msgspec.structs.replace(pipeline.receipt(), owner="another", revision=9)
            pipeline.ledger.receipts[name] = theirs
            return super().put(stream, events)  # type: ignore[arg-type]

    pipeline.group = Slow()
    found = pipeline.run_keys(key())
    assert found.failed == {"0": "its claim was lost to another invocation"}
    assert pipeline.receipt().owner == "another"


def test_a_ledger_that_does_not_answer_fails_the_messages_before_anything_is_delivered() -> None:
    pipeline = Pipeline({key(): GOOD})
    pipeline.ledger = Closed()  # type: ignore[assignment]
    assert pipeline.run_keys(key()).failed == {"0": "no answer"}
    assert not pipeline.texts()


def test_what_the_quarantine_does_not_take_is_not_acknowledged() -> None:
    pipeline = Pipeline({key("a"): log_file(b"null"), key("b"): b"junk"})
    pipeline.quarantine = Closed()  # type: ignore[assignment]
    found = pipeline.run(notification([key("a")]), notification([key("b")]), "hello")
    assert sorted(found.failed) == ["0", "1", "2"]
    assert {receipt.state for receipt in pipeline.ledger.receipts.values()} == {State.IN_FLIGHT}
