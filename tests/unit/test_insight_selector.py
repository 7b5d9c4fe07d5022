"""Which Insights and aggregations go with which selectors."""

from typing import Any

import msgspec
import pytest

from stacks.config.insight import Aggregation, Insights, check_aggregation, check_insights
from stacks.config.selector import SelectorsConfig
from stacks.selector import aggregation_as_cloudformation, as_cloudformation

Json = dict[str, Any]

CALLS, ERRORS = "ApiCallRateInsight", "ApiErrorRateInsight"
READS = {
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "readOnly", "Equals": ["true"]},
    ]
}
EVERYTHING: Json = {"presets": ["management", "s3-data"]}
WRITES: Json = {"presets": ["write-only-management"]}
ONLY_READS: Json = {"advanced": [READS]}
ONLY_DATA: Json = {"presets": ["s3-data"]}


def insight(kind: str, *categories: str) -> Json:
    return {"InsightType": kind, **({"EventCategories": list(categories)} if categories else {})}


def check(selectors: Json, insights: list[Json]) -> None:
    check_insights(msgspec.convert(insights, Insights), msgspec.convert(selectors, SelectorsConfig).chosen)


RIGHT: list[tuple[Json, list[Json]]] = [
    (EVERYTHING, []),
    (EVERYTHING, [insight(CALLS, "Management", "Data"), insight(ERRORS, "Data")]),
    ({}, [insight(CALLS), insight(ERRORS)]),
    (WRITES, [insight(CALLS), insight(ERRORS)]),
    (ONLY_READS, [insight(ERRORS)]),
    (ONLY_DATA, [insight(CALLS, "Data"), insight(ERRORS, "Data")]),
    ({"basic": [{"ReadWriteType": "WriteOnly"}]}, [insight(CALLS)]),
]


@pytest.mark.parametrize(("selectors", "insights"), RIGHT)
def test_insights_of_events_that_the_trail_logs_are_allowed(selectors: Json, insights: list[Json]) -> None:
    check(selectors, insights)


WRONG: list[tuple[Json, list[Json], str]] = [
    (
        ONLY_READS,
        [insight(CALLS)],
        (
            "insights[0].EventCategories[0]: expected a trail that logs write management events for ApiCallRateInsight,"
            " got one without"
        ),
    ),
    (
        ONLY_DATA,
        [insight(CALLS, "Data"), insight(ERRORS)],
        (
            "insights[1].EventCategories[0]: expected a trail that logs management events for ApiErrorRateInsight,"
            " got one without"
        ),
    ),
    (
        {},
        [insight(CALLS, "Management", "Data")],
        (
            "insights[0].EventCategories[1]: expected a trail that logs data events for ApiCallRateInsight,"
            " got one without"
        ),
    ),
    (
        {"basic": [{"ReadWriteType": "ReadOnly"}]},
        [insight(CALLS)],
        (
            "insights[0].EventCategories[0]: expected a trail that logs write management events for ApiCallRateInsight,"
            " got one without"
        ),
    ),
    (
        EVERYTHING,
        [insight(CALLS), insight(CALLS, "Data")],
        f'insights[1].InsightType: expected each once, got "{CALLS}" again',
    ),
    (
        EVERYTHING,
        [insight(CALLS, "Data", "Data")],
        'insights[0].EventCategories[0]: expected each once, got "Data" twice',
    ),
]


@pytest.mark.parametrize(("selectors", "insights", "said"), WRONG)
def test_insights_of_events_that_the_trail_does_not_log_are_refused(
    selectors: Json, insights: list[Json], said: str
) -> None:
    with pytest.raises(ValueError, match="expected") as raised:
        check(selectors, insights)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    "written",
    [insight("ApiLatencyInsight"), insight(CALLS, "Insight"), {"InsightType": CALLS, "EventCategories": []}, {}],
)
def test_an_insight_that_there_is_not_is_refused(written: Json) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert([written], Insights)


def test_insights_are_of_management_events_unless_something_else_is_said() -> None:
    listed = as_cloudformation(msgspec.convert([insight(CALLS)], Insights))
    assert listed == [{"InsightType": CALLS, "EventCategories": ["Management"]}]


AGGREGATIONS: list[tuple[Json, list[str], str]] = [
    (EVERYTHING, [], ""),
    ({}, [], ""),
    (EVERYTHING, ["API_ACTIVITY", "RESOURCE_ACCESS", "USER_ACTIONS"], ""),
    ({}, ["API_ACTIVITY"], "aggregation: expected a trail that logs data events for API_ACTIVITY, got one without"),
    (
        EVERYTHING,
        ["USER_ACTIONS", "USER_ACTIONS"],
        'aggregation[1]: expected each template once, got "USER_ACTIONS" again',
    ),
]


@pytest.mark.parametrize(("selectors", "templates", "said"), AGGREGATIONS)
def test_aggregation_needs_data_events(selectors: Json, templates: list[str], said: str) -> None:
    told = ""
    try:
        check_aggregation(msgspec.convert(templates, Aggregation), msgspec.convert(selectors, SelectorsConfig).chosen)
    except ValueError as error:
        told = str(error)
    assert told == said


def test_an_aggregation_template_that_there_is_not_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(["COST"], Aggregation)


@pytest.mark.parametrize(
    ("templates", "listed"),
    [
        ((), []),
        (("API_ACTIVITY", "USER_ACTIONS"), [{"EventCategory": "Data", "Templates": ["API_ACTIVITY", "USER_ACTIONS"]}]),
    ],
)
def test_aggregation_is_one_configuration_of_data_events(templates: tuple[str, ...], listed: list[Json]) -> None:
    assert aggregation_as_cloudformation(templates) == listed
