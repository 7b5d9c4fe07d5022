import pytest

from local.server.alarms import periods, state
from local.server.pace import Pace
from local.server.service_metrics import measures

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        ((-1, 0, 20, 21, 80, 81), [[-1, 0, 20], [21, 80]]),
        ((21, 80, 81, 140, 141), [[21, 80], [81, 140]]),
        ((81,), [[], [81]]),
    ],
)
def test_points_fall_into_the_minutes_of_the_clock_and_the_one_that_has_begun_counts_with_data_only(
    ages: tuple[int, ...], expected: list[list[int]]
) -> None:
    latest = periods([{"Timestamp": NOW + 20 - age, "Value": age} for age in ages], NOW + 20, 60, 2)
    assert [[point["Value"] for point in period] for period in latest] == expected


# The tables of "Configuring how CloudWatch alarms treat missing data", for missing, ignore, breaching and notBreaching:
# newest last, - without data, X breaching; how many have to breach. None: the state stays.
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
DOCUMENTED = [
    ("0 - X - X", 3, ("OK", "OK", "OK", "OK")),
    ("- - - - 0", 3, ("OK", "OK", "OK", "OK")),
    ("- - - - -", 3, ("INSUFFICIENT_DATA", None, "ALARM", "OK")),
    ("0 X X - X", 3, ("ALARM", "ALARM", "ALARM", "ALARM")),
    ("- - X - -", 3, ("ALARM", None, "ALARM", "OK")),
    ("0 - X - X", 2, ("ALARM", "ALARM", "ALARM", "ALARM")),
    ("0 0 X 0 X", 2, ("ALARM", "ALARM", "ALARM", "ALARM")),
    ("0 - X - -", 2, ("OK", "OK", "ALARM", "OK")),
    ("- - - - 0", 2, ("OK", "OK", "ALARM", "OK")),
    ("- - - X -", 2, ("ALARM", None, "ALARM", "OK")),
    ("- - - - X", 2, (None, None, "ALARM", "OK")),
]


@pytest.mark.parametrize(
    ("range_", "needed", "treatment", "expected"),
    [
        (range_, needed, treatment, expected)
        for range_, needed, row in DOCUMENTED
        for treatment, expected in zip(TREATMENTS, row, strict=True)
    ],
)
def test_the_state_follows_the_evaluation_range_as_documented(
    range_: str, needed: int, treatment: str, expected: str | None
) -> None:
    breaches = [{"-": None, "0": False, "X": True}[sign] for sign in reversed(range_.split())]
    alarm = {"EvaluationPeriods": 3, "DatapointsToAlarm": needed, "TreatMissingData": treatment}
    assert state(alarm, breaches) == expected


def test_a_minute_of_half_a_second_makes_a_period_of_five_minutes_last_two_and_a_half() -> None:
    pace = Pace()
    pace.quicken({"seconds": "0.5"})
    assert pace.lasting(300) == 2.5


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
