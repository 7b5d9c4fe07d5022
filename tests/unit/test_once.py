"""Each record once: what the ledger knows of a log file decides what is still to be delivered of it."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
import pytest

from lambdas.core import metric
from lambdas.core.error import ConfigurationError, PipelineError, Unavailable
from lambdas.core.message import Message
from lambdas.core.receipt import Receipt, State, Write
from lambdas.core.stored_object import StoredObject
from lambdas.deliver.fetch import PORTION, Fetch
from lambdas.deliver.intake import Intake
from lambdas.deliver.invocation import Invocation
from lambdas.memory.archive import Archive, version_of
from lambdas.memory.ledger import Ledger
from lambdas.memory.logs import LogGroup
from lambdas.memory.quarantine import Quarantine
from tests.builder import BUCKET, key, log_file, notification, record
from tests.pipeline import POOL, STREAM, Closed, Pipeline, StillClock

GOOD = log_file(record(eventID="1"), record(eventID="2"))
OTHER = log_file(record(eventID="3"))
LARGE = [record(eventID=str(n), pad="x" * 400_000) for n in range(6)]
"""Two of them fit into a request."""
AFTER_THE_LEASE = StillClock(now=StillClock().now + 120_001)
"""When a message comes again."""


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


def test_a_log_file_whose_quarantine_failed_is_not_delivered_any_further() -> None:
    """Its progress could not be written, so that one request more would come twice as well."""
    bad = [b'"' + b"x" * 100_000 + b'"'] * 60
    good = [record(eventID=str(n), pad="x" * 100_000) for n in range(60)]
    pipeline = Pipeline({key(): log_file(*[raw for pair in zip(good, bad, strict=True) for raw in pair])})
    pipeline.quarantine = Closed()  # type: ignore[assignment]
    assert list(pipeline.run_keys(key()).failed) == ["0"]
    delivered = len(pipeline.texts())
    assert pipeline.group.requests <= 5
    pipeline.quarantine = Quarantine()
    pipeline.clock = AFTER_THE_LEASE
    assert not pipeline.run_keys(key()).failed
    # What one attempt has repeated was not more than one request of ten such records.
    assert len(pipeline.texts()) - 60 <= 10
    assert delivered < 60


class Throttled(Ledger):
    """A ledger that answers the writes of these numbers with an error, before or after they took place."""

    def __init__(self, at: set[int], *, after: bool = False) -> None:
        super().__init__()
        self._at, self._after, self._calls = at, after, 0

    def write(self, writes: Sequence[Write]) -> Mapping[str, Receipt | None]:
        self._calls += 1
        if self._calls in self._at:
            if self._after:
                super().write(writes)
            raise Unavailable("slower")
        return super().write(writes)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", [1, 2], ids=["claim", "receipt"])
def test_a_write_to_the_ledger_that_fails_is_tried_again_while_there_is_time(at: int, *, after: bool) -> None:
    pipeline = Pipeline({key(): GOOD}, clock=StillClock(waits=1), ledger=Throttled({at}, after=after))
    assert not pipeline.run_keys(key()).failed
    assert len(pipeline.texts()) == 2
    assert pipeline.receipt().state is State.DELIVERED


def test_what_is_counted_is_what_the_ledger_has_taken() -> None:
    names = [key(f"{number:03}") for number in range(150)]
    pipeline = Pipeline(dict.fromkeys(names, GOOD), ledger=Throttled({5}))  # three claims, then the receipts
    counts = pipeline.run_keys(*names).counts
    assert counts[metric.RECORDS_DELIVERED] == 200
    pipeline.clock = AFTER_THE_LEASE
    assert (counts + pipeline.run_keys(*names).counts)[metric.RECORDS_DELIVERED] == 300


def test_what_was_settled_before_a_fault_of_the_deployment_is_counted() -> None:
    class Fails(LogGroup):
        def put(self, stream: str, events: object) -> object:  # type: ignore[override]
            if self.requests == 2:
                raise ConfigurationError("no such log group")
            return super().put(stream, events)  # type: ignore[arg-type]

    pipeline = Pipeline({key(): log_file(*LARGE)}, group=Fails())
    told: dict[str, float] = {}

    def tell(name: str, _unit: str, value: float) -> None:
        told[name] = value

    event = {"s3Bucket": BUCKET, "s3ObjectKey": [key()]}
    with pytest.raises(ConfigurationError):
        pipeline.product(Invocation(logging.getLogger())).handle(event, "r", lambda: 60_000, tell)
    assert told["RecordsDelivered"] == pipeline.receipt().delivered == 4


def test_a_delivered_log_file_that_has_gone_since_is_no_finding() -> None:
    pipeline = Pipeline({key(): GOOD})
    pipeline.run_keys(key())
    pipeline.files.clear()
    found = pipeline.run_keys(key())
    assert found.counts[metric.LOG_FILES_REPEATED] == 1
    assert not pipeline.quarantine.objects


def test_what_is_odd_or_restamped_is_counted_once_however_often_it_is_tried() -> None:
    old = [record("2020-01-01T00:00:00Z", eventID=str(n), new=1) for n in range(5)]
    fails: dict[str, list[PipelineError]] = {STREAM: [Unavailable("later"), Unavailable("later")]}
    pipeline = Pipeline({key(): log_file(*old)}, group=LogGroup(fails=fails))
    counts = sum((pipeline.run_keys(key()).counts for _ in range(3)), Counter[metric.Metric]())
    assert (pipeline.receipt().restamped, pipeline.receipt().odd) == (5, {"unknown-field": 5})
    assert (counts[metric.RECORDS_RESTAMPED], counts[metric.RECORDS_ODD]) == (5, 5)


def test_where_a_bucket_keeps_no_versions_other_bytes_are_never_mixed_with_the_first() -> None:
    class Unversioned(Archive):
        def get(self, bucket: str, key: str, most_bytes: int, _version: str = "") -> StoredObject:
            return super().get(bucket, key, most_bytes)

    pipeline = Pipeline({key(): GOOD})
    in_flight(pipeline, owner="", version="etag:first", next_record=1, read=1, delivered=1)
    pipeline.archive = Unversioned({(BUCKET, key()): OTHER})
    found = pipeline.run_keys(key())
    assert not pipeline.texts()
    assert found.counts[metric.OBJECTS_REWRITTEN] == 1
    assert pipeline.receipt().state is State.REJECTED


def test_a_portion_of_log_files_is_not_held_while_the_next_one_is_fetched() -> None:
    pipeline = Pipeline(dict.fromkeys([key(f"{number:03}") for number in range(101)], GOOD))
    log_files = Intake(pipeline.settings, pipeline.quarantine, Invocation(logging.getLogger())).log_files(
        [Message("0", notification(list(pipeline.files)))]
    )
    archive = Archive({(BUCKET, name): body for name, body in pipeline.files.items()})
    portions = Fetch(pipeline.settings, archive, pipeline.quarantine, POOL).portions(log_files)
    first = next(portions)
    assert len(first) == PORTION
    next(portions)
    assert not first
