"""Insights and aggregation: what CloudTrail derives from the events that a trail logs.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html and
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/aggregating-data-events.html (2026-04-13)
"""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta

from stacks.config.group import Group
from stacks.config.selector import Selector, logs_data, logs_management

InsightType = Literal["ApiCallRateInsight", "ApiErrorRateInsight"]
EventCategory = Literal["Management", "Data"]
TemplateName = Literal["API_ACTIVITY", "RESOURCE_ACCESS", "USER_ACTIONS"]

EventCategories = Annotated[
    tuple[Annotated[EventCategory, Meta(description="Management or Data")], ...],
    Meta(min_length=1, max_length=2, description="a list of Management, Data or both"),
]


class InsightSelector(Group, frozen=True, rename="pascal"):
    """In AWS's own JSON."""

    insight_type: Annotated[InsightType, Meta(description=f"one of {', '.join(get_args(InsightType))}")]
    event_categories: EventCategories = ("Management",)


Insights = Annotated[
    tuple[InsightSelector, ...],
    Meta(description="a list of Insight selectors, as put-insight-selectors of the AWS CLI takes it"),
]
Template = Annotated[TemplateName, Meta(description=f"one of {', '.join(get_args(TemplateName))}")]
Aggregation = Annotated[tuple[Template, ...], Meta(description=f"a list of any of {', '.join(get_args(TemplateName))}")]

# Of management events the call rate counts only those that write.
NEEDS_WRITE: Final = {("ApiCallRateInsight", "Management")}


def check_insights(insights: Sequence[InsightSelector], selectors: Sequence[Selector]) -> None:
    """Raises ValueError where the trail does not log the events that one of them is about, or one stands twice."""
    types = [insight.insight_type for insight in insights]
    for place, insight in enumerate(insights):
        if insight.insight_type in types[:place]:
            raise ValueError(f'insights[{place}].InsightType: expected each once, got "{insight.insight_type}" again')
        for position, category in enumerate(insight.event_categories):
            _check_category(f"insights[{place}].EventCategories[{position}]", insight, category, selectors)


def _check_category(key: str, insight: InsightSelector, category: EventCategory, selectors: Sequence[Selector]) -> None:
    if insight.event_categories.count(category) > 1:
        raise ValueError(f'{key}: expected each once, got "{category}" twice')
    write = True if (insight.insight_type, category) in NEEDS_WRITE else None
    logged = logs_management(selectors, write=write) if category == "Management" else logs_data(selectors)
    if not logged:
        kind = f"{'write ' if write else ''}{category.lower()} events"
        raise ValueError(f"{key}: expected a trail that logs {kind} for {insight.insight_type}, got one without")


def check_aggregation(templates: Sequence[TemplateName], selectors: Sequence[Selector]) -> None:
    """Raises ValueError where the trail logs no data events, which are what is aggregated, or a template is twice."""
    for place, template in enumerate(templates):
        if template in templates[:place]:
            raise ValueError(f'aggregation[{place}]: expected each template once, got "{template}" again')
    if templates and not logs_data(selectors):
        raise ValueError(f"aggregation: expected a trail that logs data events for {templates[0]}, got one without")
