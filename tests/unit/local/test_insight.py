"""Which Insights a trail can have, by the events that it logs, and which aggregations."""

from typing import Any

import pytest

from local.server.trails.insight import TEMPLATES, check_aggregation, check_insights
from local.server.trails.refusal import Refusal
from local.server.trails.trail import DEFAULT_SELECTORS, Trail

CALLS, ERRORS = "ApiCallRateInsight", "ApiErrorRateInsight"

Document = dict[str, Any]


def basic(**selector: Any) -> Trail:
    return Trail("main", "eu-west-1", "111122223333", "b", basic_selectors=({**DEFAULT_SELECTORS[0], **selector},))


def advanced(category: str, **fields: str) -> Trail:
    named = {"eventCategory": category, **fields}
    selector = {"FieldSelectors": [{"Field": name, "Equals": [value]} for name, value in named.items()]}
    return Trail("main", "eu-west-1", "111122223333", "b", advanced_selectors=(selector,))


def insight(kind: str, *categories: str) -> Document:
    return {"InsightType": kind, **({"EventCategories": list(categories)} if categories else {})}


OBJECTS = {"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}


@pytest.mark.parametrize(
    ("trail", "selector", "code"),
    [
        pytest.param(basic(), insight(CALLS), None, id="of management events, which are all logged"),
        pytest.param(basic(ReadWriteType="ReadOnly"), insight(CALLS), "Invalid", id="of writes, which are not logged"),
        pytest.param(basic(ReadWriteType="ReadOnly"), insight(ERRORS), None, id="of errors of reads"),
        pytest.param(basic(IncludeManagementEvents=False), insight(ERRORS), "Invalid", id="no management events"),
        pytest.param(basic(), insight(CALLS, "Data"), "Invalid", id="no data events"),
        pytest.param(basic(**OBJECTS), insight(CALLS, "Data", "Management"), None, id="of both"),
        pytest.param(advanced("Data", readOnly="true"), insight(CALLS, "Data"), None, id="of reads of data"),
        pytest.param(advanced("Management", readOnly="true"), insight(CALLS), "Invalid", id="of reads alone"),
        pytest.param(advanced("Management", readOnly="false"), insight(CALLS), None, id="of writes alone"),
        pytest.param(basic(), insight("Other"), "Invalid", id="no such type"),
        pytest.param(basic(), insight(CALLS, "NetworkActivity"), "Invalid", id="no such category"),
    ],
)
def test_an_insight_needs_the_events_that_it_analyzes(trail: Trail, selector: Document, code: str | None) -> None:
    if code is None:
        check_insights(trail, [selector])
        return
    with pytest.raises(Refusal) as refused:
        check_insights(trail, [selector])
    assert refused.value.code == "InvalidInsightSelectorsException"


def aggregation(category: str = "Data", *templates: str) -> Document:
    return {"EventCategory": category, "Templates": list(templates)}


@pytest.mark.parametrize(
    "configurations",
    [
        [],
        [aggregation("Data", *TEMPLATES)],
        [aggregation("Data", "USER_ACTIONS")],
    ],
)
def test_data_events_are_aggregated_by_the_documented_templates(configurations: list[Document]) -> None:
    check_aggregation(configurations)


@pytest.mark.parametrize(
    "configurations",
    [
        pytest.param([aggregation("Management", "API_ACTIVITY")], id="of management events"),
        pytest.param([aggregation("Data", "OTHER")], id="no such template"),
        pytest.param([aggregation("Data")], id="no template"),
        pytest.param([aggregation("Data", "API_ACTIVITY"), aggregation("Data", "USER_ACTIONS")], id="two"),
    ],
)
def test_another_aggregation_is_refused(configurations: list[Document]) -> None:
    with pytest.raises(Refusal) as refused:
        check_aggregation(configurations)
    assert refused.value.code == "InvalidParameterException"
