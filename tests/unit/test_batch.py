from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.batch import (
    BATCH_LIMIT_BYTES,
    BATCH_LIMIT_EVENTS,
    EVENT_OVERHEAD_BYTES,
    SPAN_LIMIT_MS,
    Batch,
    Batches,
    Part,
)
from lambdas.core.check import MESSAGE_LIMIT_BYTES
from lambdas.core.record import LogEvent

HOUR_MS = 3_600_000
EVENTS = st.builds(
    LogEvent,
    st.integers(0, 60 * HOUR_MS),
    st.builds(lambda text, times: text * times, st.sampled_from(["a", "é", "💥x"]), st.integers(1, 150_000)),
)


def planned(*portions: list[LogEvent]) -> list[Batch[int]]:
    batches: Batches[int] = Batches()
    found: list[Batch[int]] = []
    place = 0
    for portion in portions:
        sizes_bytes = [len(event.message.encode()) for event in portion]
        found += batches.add(Part(len(portion), range(place, place + len(portion))), portion, sizes_bytes)
        place += len(portion)
    last = batches.close()
    return [*found, last] if last else found


def places(batch: Batch[int]) -> list[int]:
    return [index for _, index in batch.origins(0, len(batch.events))]


def size_bytes(events: list[LogEvent]) -> int:
    return sum(len(event.message.encode()) + EVENT_OVERHEAD_BYTES for event in events)


@given(st.lists(st.lists(EVENTS, max_size=40), max_size=5))
def test_every_batch_is_within_the_limits_of_a_request(portions: list[list[LogEvent]]) -> None:
    for batch in planned(*portions):
        stamps = [event.timestamp for event in batch.events]
        assert 0 < len(stamps) <= BATCH_LIMIT_EVENTS
        assert size_bytes(batch.events) == batch.size_bytes <= BATCH_LIMIT_BYTES
        assert stamps == sorted(stamps)
        assert stamps[-1] - stamps[0] <= SPAN_LIMIT_MS


@given(st.lists(st.lists(EVENTS, max_size=40), max_size=5))
def test_every_event_is_in_one_batch_with_its_place_and_batches_follow_the_file(portions: list[list[LogEvent]]) -> None:
    events = [event for portion in portions for event in portion]
    batches = planned(*portions)
    found = [places(batch) for batch in batches]
    assert sorted(place for batch in found for place in batch) == list(range(len(events)))
    assert all(events[p] is e for b in batches for p, e in zip(places(b), b.events, strict=True))
    assert all(max(earlier) < min(later) for earlier, later in pairwise(found))


@given(st.lists(st.lists(EVENTS, max_size=40), max_size=5))
def test_a_batch_is_closed_only_by_an_event_that_does_not_fit(portions: list[list[LogEvent]]) -> None:
    events = [event for portion in portions for event in portion]
    for batch in planned(*portions)[:-1]:
        following = [*batch.events, events[max(places(batch)) + 1]]
        stamps = [event.timestamp for event in following]
        assert (
            size_bytes(following) > BATCH_LIMIT_BYTES
            or len(following) > BATCH_LIMIT_EVENTS
            or max(stamps) - min(stamps) > SPAN_LIMIT_MS
        )


@pytest.mark.parametrize(
    ("events", "lengths"),
    [
        ([], []),
        ([LogEvent(0, "x")] * BATCH_LIMIT_EVENTS, [BATCH_LIMIT_EVENTS]),
        ([LogEvent(0, "x")] * (BATCH_LIMIT_EVENTS + 1), [BATCH_LIMIT_EVENTS, 1]),
        ([LogEvent(0, "x" * MESSAGE_LIMIT_BYTES)] * 2, [1, 1]),
        ([LogEvent(0, "é" * (MESSAGE_LIMIT_BYTES // 2))] * 2, [1, 1]),
        ([LogEvent(0, "x" * (BATCH_LIMIT_BYTES // 4 - EVENT_OVERHEAD_BYTES))] * 5, [4, 1]),
        ([LogEvent(0, "x"), LogEvent(SPAN_LIMIT_MS, "x")], [2]),
        ([LogEvent(0, "x"), LogEvent(SPAN_LIMIT_MS + 1, "x")], [1, 1]),
        ([LogEvent(SPAN_LIMIT_MS + 1, "x"), LogEvent(0, "x")], [1, 1]),
    ],
    ids=["none", "full", "one more", "large", "large in UTF-8", "bytes to the last", "a day", "more", "more, reversed"],
)
def test_a_batch_is_cut_at_the_documented_limits(events: list[LogEvent], lengths: list[int]) -> None:
    assert [len(batch.events) for batch in planned(events)] == lengths


def test_events_of_one_time_keep_the_order_of_the_file() -> None:
    (batch,) = planned([LogEvent(5, "a"), LogEvent(1, "b"), LogEvent(5, "c"), LogEvent(1, "d")])
    assert [event.message for event in batch.events] == ["b", "d", "a", "c"]
