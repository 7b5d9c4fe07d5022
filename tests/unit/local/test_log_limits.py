"""What PutLogEvents accepts, stores and rejects; the instants are relative to one fixed now."""

import pytest

from local.server.logs import DAY_MS, HOUR_MS, judge

NOW_MS = 1_800_000_000_000


def at(*offsets_ms: int) -> list[dict[str, object]]:
    return [{"timestamp": NOW_MS + offset, "message": "m"} for offset in offsets_ms]


def of(*messages: str) -> list[dict[str, object]]:
    return [{"timestamp": NOW_MS, "message": message} for message in messages]


@pytest.mark.parametrize(
    ("events", "failure"),
    [
        pytest.param([], "greater than or equal to 1", id="no log event"),
        pytest.param(of(*["m"] * 10_001), "less than or equal to 10000", id="one too many"),
        pytest.param(of(""), "'logEvents.1.member.message'", id="an empty message"),
        pytest.param([{"message": "m"}], "'logEvents.1.member.timestamp'", id="no timestamp"),
        pytest.param([{"timestamp": -1, "message": "m"}], "greater than or equal to 0", id="before 1970"),
        pytest.param(of("m" * 1_048_551), "Log event too large: 1048577 bytes", id="one byte more than a log event"),
        pytest.param(of("é" * 524_276), "Log event too large: 1048578 bytes", id="bytes are UTF-8's"),
        pytest.param(of("m" * 1_048_524, "m"), "Upload too large: 1048577 bytes", id="one byte more than a batch"),
        pytest.param(at(0, -1), "must be in chronological order", id="not in order"),
        pytest.param(at(-DAY_MS - 1, 0), "cannot span more than 24 hours", id="a day and a millisecond"),
    ],
)
def test_a_request_that_breaks_a_limit_fails(events: list[dict[str, object]], failure: str) -> None:
    judgement = judge(events, NOW_MS)
    assert failure in str(judgement.failure)
    assert not judgement.stored


@pytest.mark.parametrize(
    "events",
    [
        pytest.param(of(*["m"] * 10_000), id="ten thousand log events"),
        pytest.param(of("m" * 1_048_550), id="the largest log event"),
        pytest.param(of("m" * 524_262, "m" * 524_262), id="the largest batch"),
        pytest.param(at(-DAY_MS, 0), id="a day exactly"),
        pytest.param(at(-14 * DAY_MS), id="fourteen days old"),
        pytest.param(at(2 * HOUR_MS), id="two hours ahead"),
    ],
)
def test_a_request_at_a_limit_is_stored_whole(events: list[dict[str, object]]) -> None:
    judgement = judge(events, NOW_MS)
    assert judgement.failure is None
    assert judgement.stored == events
    assert judgement.rejected == {}


@pytest.mark.parametrize(
    ("offsets_ms", "retention_days", "stored", "rejected"),
    [
        pytest.param([-14 * DAY_MS - 1, 0], None, [0], {"tooOldLogEventEndIndex": 1}, id="too old"),
        pytest.param([0, 2 * HOUR_MS + 1], None, [0], {"tooNewLogEventStartIndex": 1}, id="too new"),
        pytest.param([-3 * DAY_MS - 1, 0], 3, [0], {"expiredLogEventEndIndex": 1}, id="expired"),
        pytest.param([-3 * DAY_MS, -3 * DAY_MS], 3, [-3 * DAY_MS] * 2, {}, id="as old as the retention"),
        pytest.param(
            [-20 * DAY_MS, -5 * DAY_MS, 0, 3 * HOUR_MS, 4 * HOUR_MS],
            3,
            [0],
            {"tooOldLogEventEndIndex": 1, "expiredLogEventEndIndex": 2, "tooNewLogEventStartIndex": 3},
            id="each",
        ),
        pytest.param([-20 * DAY_MS], None, [], {"tooOldLogEventEndIndex": 1}, id="nothing is left"),
        pytest.param(
            [-20 * DAY_MS, -HOUR_MS, 0], None, [-HOUR_MS, 0], {"tooOldLogEventEndIndex": 1}, id="the span is the valid"
        ),
    ],
)
def test_log_events_outside_the_accepted_time_are_told_apart(
    offsets_ms: list[int], retention_days: int | None, stored: list[int], rejected: dict[str, int]
) -> None:
    judgement = judge(at(*offsets_ms), NOW_MS, retention_days)
    assert judgement.failure is None
    assert judgement.stored == at(*stored)
    assert judgement.rejected == rejected
