import pytest

from local.server.metric_expression import Scope, Value, evaluated
from local.server.metric_series import ExpressionError, Metric, Series, Window, by_period, labels, searched

Values = dict[int, float]

ONE: Values = {0: 2, 60: 4}
OTHER: Values = {60: 8, 120: 0}
SERIES = {"one": Series(60, ONE, "one"), "other": Series(60, OTHER, "other")}


def scope() -> Scope:
    def resolve(name: str) -> Value:
        if name not in SERIES:
            raise ExpressionError(name)
        return SERIES[name]

    return Scope(Window(0, 180), resolve, lambda *_: list(SERIES.values()), lambda: list(SERIES.values()))


def values(text: str) -> Values:
    found = evaluated(text, scope())
    assert isinstance(found, Series)
    return dict(found.values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one", ONE),
        ("one + other", {60: 12}),
        ("one + 2 * 3", {0: 8, 60: 10}),
        ("(one + 2) * 3", {0: 12, 60: 18}),
        ("-one", {0: -2, 60: -4}),
        ("100 / other", {60: 12.5}),
        ("one ^ 2", {0: 4, 60: 16}),
        ("one > 3", {0: 0, 60: 1}),
        ("one - 1.5e0", {0: 0.5, 60: 2.5}),
        ("FILL(one, 0)", {0: 2, 60: 4, 120: 0}),
        ("FILL(one, REPEAT)", {0: 2, 60: 4, 120: 4}),
        ("FILL(other, REPEAT)", {60: 8, 120: 0}),
        ("FILL(one, 0) + FILL(other, 0)", {0: 2, 60: 12, 120: 0}),
        ("SUM([one, other])", {0: 2, 60: 12, 120: 0}),
        ("SUM(METRICS())", {0: 2, 60: 12, 120: 0}),
        ("MAX(SEARCH('{N,d} MetricName=\"x\"', 'Sum', 60))", {0: 2, 60: 8, 120: 0}),
        ("one / MAX(one)", {0: 0.5, 60: 1}),
        ("one - AVG(one)", {0: -1, 60: 1}),
        ("ABS(0 - one)", {0: 2, 60: 4}),
        ("IF(one > 3, 1, 9)", {0: 9, 60: 1}),
        ("TIME_SERIES(5)", {0: 5, 60: 5, 120: 5}),
    ],
)
def test_an_expression_is_calculated_period_by_period(text: str, expected: Values) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text", ["", "one +", "(one", "[one", "one two", "nobody", "MEDIAN(one)", "SUM(1)", "FILL(one, other)", "'x' + 1"]
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluated(text, scope())


def metric(name: str, **dimensions: str) -> Metric:
    return Metric("Trailkeeper", name, dimensions)


METRICS = [
    metric("RuleMatches", service="deliver", rule="root-use"),
    metric("RuleMatches", service="deliver", rule="policy"),
    metric("RuleMatches", service="deliver"),
    metric("Requests", service="deliver", rule="policy"),
    Metric("Another", "RuleMatches", {"service": "deliver", "rule": "x"}),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{Trailkeeper,service,rule} MetricName="RuleMatches"', ["policy", "root-use"]),
        ('{Trailkeeper,rule,service} MetricName="RuleMatches" rule="policy"', ["policy"]),
        ('{"Trailkeeper",service,rule} MetricName="RuleMatches" AND root', ["root-use"]),
        ('{Trailkeeper,service,rule} MetricName="Rule"', []),
    ],
)
def test_a_search_finds_the_metrics_of_exactly_these_dimensions(text: str, expected: list[str]) -> None:
    assert [found.dimensions["rule"] for found in searched(text, METRICS)] == expected


@pytest.mark.parametrize("text", ["MetricName=x", "{N,d} a OR b", "{N,d} NOT a"])
def test_a_search_that_is_not_known_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        searched(text, METRICS)


@pytest.mark.parametrize(
    ("places", "expected"),
    [((0, 1), ["root-use", "policy"]), ((1, 3), ["RuleMatches", "Requests"]), ((2,), ["RuleMatches"]), ((), [])],
)
def test_found_metrics_are_labelled_by_what_tells_them_apart(places: tuple[int, ...], expected: list[str]) -> None:
    assert labels([METRICS[place] for place in places]) == expected


@pytest.mark.parametrize(
    ("window", "expected"),
    [(Window(0, 180), [0, 60, 120]), (Window(59, 120), [0, 60]), (Window(60, 120.5), [60, 120])],
)
def test_points_are_of_the_periods_of_the_window(window: Window, expected: list[int]) -> None:
    points = [{"Timestamp": second} for second in (0, 59, 60, 100, 120, 179)]
    assert list(by_period(points, 60, window)) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("1 + 2 * 3 ^ 2", 19), ("2 * 3 + 1", 7), ("8 / 4 / 2", 1), ("1 - 1 - 1", -1)]
)
def test_the_order_of_operations_is_that_of_arithmetic(text: str, expected: float) -> None:
    assert evaluated(text, scope()) == expected
