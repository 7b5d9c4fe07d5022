"""What deliver measures of itself beside what it counts: throttles, delays, and all of the quarantine."""

import pytest

from lambdas.core import metric
from lambdas.core.error import PipelineError, Throttled, Unavailable
from lambdas.core.metric import Metric
from lambdas.deliver.invocation import Invocation
from lambdas.memory.logs import LogGroup
from tests.builder import key, log_file, record
from tests.pipeline import NOON_MS, Pipeline, StillClock


class Refusing(LogGroup):
    def __init__(self, *errors: type[PipelineError]) -> None:
        super().__init__()
        self._errors = list(errors)

    def put(self, stream, events):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201  (as the group has them)
        if self._errors:
            raise self._errors.pop(0)("refused")
        return super().put(stream, events)


def values(found: Invocation) -> dict[Metric, list[float]]:
    emitted: dict[Metric, list[float]] = {}
    for each, value in found.values():
        emitted.setdefault(each, []).append(value)
    return emitted


@pytest.mark.parametrize(
    ("errors", "throttled"),
    [((), 0), ((Throttled,), 1), ((Throttled, Unavailable, Throttled), 2), ((Unavailable,), 0)],
)
def test_requests_that_are_refused_because_of_the_rate_are_counted(
    errors: tuple[type[PipelineError], ...], throttled: int
) -> None:
    pipeline = Pipeline({key(): log_file(record())}, group=Refusing(*errors), clock=StillClock(waits=5))
    found = pipeline.run_keys(key())
    assert (found.counts[metric.REQUESTS_THROTTLED], found.counts[metric.REQUESTS]) == (throttled, 1)


@pytest.mark.parametrize(
    ("records", "later_ms", "delays"),
    [
        ([record("2026-11-23T11:59:00Z"), record("2026-11-23T11:58:00Z")], 0, [60.0]),
        ([record("2026-11-23T12:00:00Z"), b"null"], 1500, [1.5]),
        ([record("2026-11-23T12:00:30Z")], 0, [0.0]),
        ([b"null"], 0, []),
        ([], 0, []),
    ],
)
def test_the_delay_of_a_log_file_is_the_age_of_its_newest_record(
    records: list[bytes], later_ms: int, delays: list[float]
) -> None:
    pipeline = Pipeline({key(): log_file(*records)}, clock=StillClock(now=NOON_MS + later_ms))
    assert values(pipeline.run_keys(key())).get(metric.DELIVERY_DELAY, []) == delays


def test_each_log_file_that_is_wholly_delivered_has_a_delay_of_its_own_and_no_other_has_one() -> None:
    pipeline = Pipeline({key("a"): log_file(record()), key("b"): log_file(record()), key("c"): b"junk"})
    assert values(pipeline.run_keys(*pipeline.files))[metric.DELIVERY_DELAY] == [0.0, 0.0]
    assert values(pipeline.run_keys(*pipeline.files)).get(metric.DELIVERY_DELAY, []) == []


def test_a_log_file_that_is_not_delivered_has_no_delay() -> None:
    pipeline = Pipeline({key(): log_file(record())}, group=Refusing(Unavailable))
    assert values(pipeline.run_keys(key())).get(metric.DELIVERY_DELAY, []) == []


def test_all_that_goes_to_quarantine_is_one_metric() -> None:
    pipeline = Pipeline({key("a"): log_file(record(), b"null", b"{}"), key("b"): b"junk"})
    bodies = ["garbage", *('{"s3Bucket":"trail-logs","s3ObjectKey":["' + name + '"]}' for name in pipeline.files)]
    found = values(pipeline.run(*bodies))
    parts = (metric.RECORDS_QUARANTINED, metric.LOG_FILES_REJECTED, metric.MESSAGES_QUARANTINED)
    assert [found[each] for each in parts] == [[2], [1], [1]]
    assert found[metric.QUARANTINED] == [4]
