"""The operations on a trail's Insights and on its aggregation of events, and what CloudTrail refuses in them.

The code of a refused requirement is in no document; this one is CloudTrail's for selectors that are not valid.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutInsightSelectors.html (2026-04-13)
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventConfiguration.html (2026-04-13)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from local.server import emulator
from local.server.trails import view
from local.server.trails.refusal import Refusal
from local.server.trails.registry import Registry
from local.server.trails.trail import Selector, Trail

CALL_RATE = "ApiCallRateInsight"
INSIGHT_TYPES = {CALL_RATE, "ApiErrorRateInsight"}
TEMPLATES = {"API_ACTIVITY", "RESOURCE_ACCESS", "USER_ACTIONS"}
MAX_CONFIGURATIONS = 1
OF_EVENT_DATA_STORES = {"EventDataStore", "InsightsDestination", "MaxEventSize", "ContextKeySelectors"}

Logged = tuple[str, str]
"""A category, and which events of it: All, ReadOnly, WriteOnly."""


@dataclass(frozen=True, slots=True)
class InsightOperations:
    registry: Registry

    def put_insight_selectors(self, sent: dict[str, Any]) -> view.View:
        with self.registry.changing():
            trail = self._at_home(sent)
            check_insights(trail, sent["InsightSelectors"])
            trail = replace(trail, insight_selectors=tuple(sent["InsightSelectors"]))
            self.registry.put(trail)
        return {"TrailARN": trail.arn, "InsightSelectors": list(trail.insight_selectors)}

    def get_insight_selectors(self, sent: dict[str, Any]) -> view.View:
        trail = self._find(sent)
        if not trail.insight_selectors:
            message = (
                f"Trail {trail.name} does not have Insights enabled. "
                "Edit the trail settings to enable Insights, and then try the operation again."
            )
            raise Refusal("InsightNotEnabledException", message)
        return {"TrailARN": trail.arn, "InsightSelectors": list(trail.insight_selectors)}

    def put_event_configuration(self, sent: dict[str, Any]) -> view.View:
        with self.registry.changing():
            configurations = sent.get("AggregationConfigurations", [])
            trail = self._at_home(sent)
            check_aggregation(configurations)
            trail = replace(trail, aggregations=tuple(configurations))
            self.registry.put(trail)
        return {"TrailARN": trail.arn, "AggregationConfigurations": configurations}

    def get_event_configuration(self, sent: dict[str, Any]) -> view.View:
        trail = self._find(sent)
        return {"TrailARN": trail.arn, "AggregationConfigurations": list(trail.aggregations)}

    def _find(self, sent: dict[str, Any]) -> Trail:
        _check_trail_only(sent)
        return self.registry.find(sent.get("TrailName", ""), emulator.account_id(), emulator.region())

    def _at_home(self, sent: dict[str, Any]) -> Trail:
        _check_trail_only(sent)
        return self.registry.find_at_home(sent.get("TrailName", ""), emulator.account_id(), emulator.region())


def check_insights(trail: Trail, selectors: list[Selector]) -> None:
    logged = set(logged_events(trail))
    for selector in selectors:
        kind, categories = selector.get("InsightType", ""), selector.get("EventCategories") or ["Management"]
        if kind not in INSIGHT_TYPES or not {"Management", "Data"} >= set(categories):
            raise Refusal("InvalidInsightSelectorsException", f"There is no Insight {kind} of {categories} events.")
        for category in categories:
            every = {(category, events) for events in ("All", "WriteOnly", "ReadOnly")}
            needed = every - {("Management", "ReadOnly")} if kind == CALL_RATE else every
            if not logged & needed:
                message = f"The trail {trail.name} does not log the {category} events that {kind} analyzes."
                raise Refusal("InvalidInsightSelectorsException", message)


def check_aggregation(configurations: list[dict[str, Any]]) -> None:
    if len(configurations) > MAX_CONFIGURATIONS:
        raise Refusal("InvalidParameterException", f"A trail has {MAX_CONFIGURATIONS} aggregation configuration.")
    for configuration in configurations:
        templates = set(configuration["Templates"])
        if configuration["EventCategory"] != "Data" or not templates or not templates <= TEMPLATES:
            message = f"Data events are aggregated by templates out of {sorted(TEMPLATES)}, and no others are."
            raise Refusal("InvalidParameterException", message)


def logged_events(trail: Trail) -> Iterator[Logged]:
    """What a trail's selectors select, whatever else they restrict it to."""
    for selector in trail.advanced_selectors:
        fields = {field["Field"]: field for field in selector["FieldSelectors"]}
        read_only = fields.get("readOnly", {}).get("Equals", [])
        kinds = {"true": "ReadOnly", "false": "WriteOnly"}
        yield fields["eventCategory"]["Equals"][0], kinds[read_only[0]] if len(read_only) == 1 else "All"
    for selector in () if trail.advanced_selectors else trail.basic_selectors:
        if selector["IncludeManagementEvents"]:
            yield "Management", selector["ReadWriteType"]
        if selector["DataResources"]:
            yield "Data", selector["ReadWriteType"]


def _check_trail_only(sent: dict[str, Any]) -> None:
    if unserved := sorted(OF_EVENT_DATA_STORES & sent.keys()):
        message = f"{', '.join(unserved)} cannot be specified for a trail, and there are no event data stores here."
        raise Refusal("InvalidParameterCombinationException", message)
