import pytest

from local.server.alarms import periods, state
from local.server.service_metrics import measures

NOW = 1_800_000_000.0


def test_points_fall_into_the_period_of_their_age() -> None:
    points = [{"Timestamp": NOW - age, "Value": age} for age in (-1, 0, 59, 60, 119, 120)]
    latest = periods(points, NOW, 60, 2)
    assert [[point["Value"] for point in period] for period in latest] == [[-1, 0, 59], [60, 119]]


@pytest.mark.parametrize(
    ("breaches", "missing", "to_alarm", "expected"),
    [
        pytest.param([True, True, False], "missing", 2, "ALARM", id="enough of them breach"),
        pytest.param([True, False, False], "missing", 2, "OK", id="too few breach"),
        pytest.param([None, None, None], "missing", 2, "INSUFFICIENT_DATA", id="no data is missing"),
        pytest.param([None, None, None], "ignore", 2, None, id="no data is ignored"),
        pytest.param([None, None, None], "breaching", 2, "ALARM", id="no data breaches"),
        pytest.param([None, None, None], "notBreaching", 2, "OK", id="no data is well"),
        pytest.param([True, None, None], "missing", 2, "ALARM", id="all the data there is breaches"),
        pytest.param([True, None, None], "notBreaching", 2, "OK", id="what is missing is well"),
        pytest.param([True, None, None], "breaching", 3, "ALARM", id="what is missing breaches"),
    ],
)
def test_the_state_follows_the_last_periods(
    breaches: list[bool | None], missing: str, to_alarm: int, expected: str | None
) -> None:
    alarm = {"EvaluationPeriods": 3, "DatapointsToAlarm": to_alarm, "TreatMissingData": missing}
    assert state(alarm, breaches) == expected


def test_a_queue_is_measured_by_the_visibility_and_the_age_of_its_messages() -> None:
    messages = [
        {"visible_at": NOW - 1, "sent_at": NOW - 10, "receive_count": 0},
        {"visible_at": NOW + 30, "sent_at": NOW - 90, "receive_count": 1},
        {"visible_at": NOW + 30, "sent_at": NOW - 100, "receive_count": 0},
    ]
    assert measures(messages, NOW) == {
        "ApproximateNumberOfMessagesVisible": 1,
        "ApproximateNumberOfMessagesNotVisible": 1,
        "ApproximateNumberOfMessagesDelayed": 1,
        "ApproximateAgeOfOldestMessage": 90,
    }
