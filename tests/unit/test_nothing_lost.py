"""The promise, for any mixture of log files, bytes and faults: read = delivered + filtered + quarantined."""

import gzip
import itertools
from collections import Counter
from collections.abc import Sequence

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core import metric
from lambdas.core.error import PipelineError, RefusedBatch, Throttled, Unavailable
from lambdas.core.receipt import State
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal
from lambdas.core.window import OutOfRange
from lambdas.deliver.settings import Settings
from lambdas.memory.logs import LogGroup
from tests.builder import key, log_file, notification, record
from tests.pipeline import NOON_MS, SETTINGS, STREAM, Pipeline

GOOD = [record(), record("2026-11-21T12:00:00Z", a="x"), record(pad="y" * 400_000), record(a="\u2028é")]
ODD = [record("2026-11-23T12:00:00.123Z"), record(new=1), record(eventCategory="Insight", eventID="i")]
OUT_OF_RANGE = [record("2020-01-01T00:00:00Z"), record("2030-01-01T00:00:00Z")]
BAD = [b"null", b'{"a":NaN}', b"{}", b'{"eventVersion":"1.11","cut":"', b'{"eventVersion":"2.0"}', b"\xff"]
LOG_FILES = st.lists(st.lists(st.sampled_from([*GOOD, *ODD, *OUT_OF_RANGE, *BAD]), max_size=6), max_size=5)
FAULTS = st.lists(st.sampled_from([None, Unavailable("later"), Throttled("slower"), RefusedBatch("no")]), max_size=12)


class Faulty(LogGroup):
    """A log group whose requests fail as the list says, then no more."""

    def __init__(self, faults: list[PipelineError | None]) -> None:
        super().__init__()
        self._faults = list(faults)

    def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
        if self._faults and (fault := self._faults.pop(0)):
            raise fault
        return super().put(stream, events)


@given(files=LOG_FILES, faults=FAULTS, out_of_range=st.sampled_from(OutOfRange))
@settings(deadline=None)
def test_what_is_acknowledged_is_delivered_filtered_or_quarantined(
    files: list[list[bytes]], faults: list[PipelineError | None], out_of_range: OutOfRange
) -> None:
    named = {key(str(place)): log_file(*records) for place, records in enumerate(files)}
    pipeline = Pipeline(named, group=Faulty(faults), settings=deployed_with(out_of_range))
    counts: Counter[metric.Metric] = Counter()
    waiting = [notification([name]) for name in named]
    for _ in range(len(faults) + 1):
        found = pipeline.run(*waiting)
        counts += found.counts
        waiting = [waiting[int(place)] for place in found.failed]
        if not waiting:
            break
    assert not waiting
    receipts = [pipeline.receipt(name) for name in named]
    assert {receipt.state for receipt in receipts} <= {State.DELIVERED}
    assert sum(receipt.read for receipt in receipts) == counts[metric.RECORDS_READ]
    quarantined = sum(counts_of for receipt in receipts for counts_of in receipt.quarantined.values())
    assert quarantined == counts[metric.RECORDS_QUARANTINED]
    assert sum(map(len, map(bytes.splitlines, pipeline.quarantine.objects.values()))) == quarantined
    arrived = sum(map(len, pipeline.group.streams.values()))
    assert arrived == sum(receipt.delivered for receipt in receipts) == counts[metric.RECORDS_DELIVERED]


def deployed_with(out_of_range: OutOfRange) -> Settings:
    return msgspec.structs.replace(SETTINGS, out_of_range=out_of_range)


@given(st.binary(max_size=2000), st.booleans())
@settings(deadline=None)
def test_any_bytes_are_delivered_quarantined_or_rejected_and_never_an_unhandled_error(
    body: bytes,
    compressed: bool,  # noqa: FBT001
) -> None:
    pipeline = Pipeline({key(): gzip.compress(body) if compressed else body})
    assert not pipeline.run_keys(key()).failed
    assert pipeline.receipt().state is not State.IN_FLIGHT


@given(st.lists(st.binary(max_size=40), max_size=8))
@settings(deadline=None)
def test_what_is_delivered_are_slices_of_the_log_file(records: list[bytes]) -> None:
    body = b'{"Records":[' + b",".join([record(n=1), *records, record(n=2)]) + b"]}"
    pipeline = Pipeline({key(): gzip.compress(body)})
    pipeline.run_keys(key())
    assert all(text.encode() in body for text in pipeline.texts())


def test_records_out_of_range_are_restamped_and_counted() -> None:
    pipeline = Pipeline({key(): log_file(*OUT_OF_RANGE, record())})
    found = pipeline.run_keys(key())
    stamps = [event.timestamp for event in itertools.chain.from_iterable(pipeline.group.streams.values())]
    assert stamps == [NOON_MS] * 3
    assert found.counts[metric.RECORDS_RESTAMPED] == pipeline.receipt().restamped == 2


def test_records_out_of_range_go_to_quarantine_where_the_deployment_says_so() -> None:
    pipeline = Pipeline({key(): log_file(*OUT_OF_RANGE, record())}, settings=deployed_with(OutOfRange.QUARANTINE))
    pipeline.run_keys(key())
    assert pipeline.receipt().quarantined == {"too-old": 1, "too-new": 1}
    assert pipeline.texts() == [record().decode()]


def test_what_the_destination_leaves_out_all_the_same_is_delivered_under_the_time_of_its_delivery() -> None:
    class TooOldOnce(LogGroup):
        def put(self, stream: str, events: Sequence[LogEvent]) -> Sequence[Refusal]:
            kept = events if self.requests else events[1:]
            super().put(stream, kept)
            return [] if kept is events else [Refusal(0, 1, "too-old")]

    pipeline = Pipeline({key(): log_file(record("2026-11-23T11:00:00Z"), record())}, group=TooOldOnce())
    found = pipeline.run_keys(key())
    assert len(pipeline.texts()) == pipeline.receipt().delivered == 2
    assert found.counts[metric.RECORDS_RESTAMPED] == 1


def test_what_the_destination_leaves_out_for_good_is_quarantined_by_its_place() -> None:
    files = {key(): log_file(record("2026-11-23T12:00:01Z"), record("2026-11-23T12:00:00Z"))}
    pipeline = Pipeline(files, group=LogGroup(refuses=[Refusal(0, 1, "expired")]))
    pipeline.run_keys(key())
    assert (pipeline.receipt().delivered, pipeline.receipt().quarantined) == (1, {"expired": 1})
    (body,) = pipeline.quarantine.objects.values()
    assert b'"position":1' in body


def test_a_request_that_is_refused_is_tried_apart_so_that_only_the_guilty_part_is_quarantined() -> None:
    names = [key(name) for name in "abc"]
    group = LogGroup(fails={STREAM: [RefusedBatch("all"), RefusedBatch("the first one")]})
    pipeline = Pipeline(dict.fromkeys(names, log_file(record(n=1), record(n=2))), group=group)
    found = pipeline.run_keys(*names)
    assert not found.failed
    assert [pipeline.receipt(name).quarantined for name in names] == [{"refused": 2}, {}, {}]
    assert len(pipeline.texts()) == 4
