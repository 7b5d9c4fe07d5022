"""A stack's trail that is updated in place: nothing else of it changes. What a template leaves out is undone, but for
the link to CloudWatch Logs.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import eventually
from tests.acceptance.test_native_link import NO_LINK, Link
from tests.acceptance.watched_trail import WatchedTrail, client

# An organization of its own: another test's would see this trail.
ORGANIZATION, MANAGEMENT, MEMBER = "o-exampleorg3", "666677778888", "777788889999"

Properties = dict[str, Any]


class TrailStack:
    def __init__(self, trail: WatchedTrail) -> None:
        self.trail = trail
        self.cloudformation = client(trail.cloud, "cloudformation", trail.account)
        self._properties: Properties = {"TrailName": trail.name, "S3BucketName": trail.bucket, "IsLogging": True}
        self._deploy(self.cloudformation.create_stack)

    def update(self, **properties: Any) -> None:
        """None takes a property away."""
        self._properties = {k: v for k, v in (self._properties | properties).items() if v is not None}
        self._deploy(self.cloudformation.update_stack)

    def delete(self) -> None:
        self.cloudformation.delete_stack(StackName=self.trail.name)

    def shown(self) -> Properties:
        found: Properties = self.trail.cloudtrail.get_trail(Name=self.trail.name)["Trail"]
        return found

    def _deploy(self, change: Any) -> None:
        resources = {"Trail": {"Type": "AWS::CloudTrail::Trail", "Properties": self._properties}}
        change(StackName=self.trail.name, TemplateBody=json.dumps({"Resources": resources}))
        statuses = eventually(self._status, lambda status: not status.endswith("IN_PROGRESS"))
        assert statuses in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}, self._reasons()

    def _status(self) -> str:
        return str(self.cloudformation.describe_stacks(StackName=self.trail.name)["Stacks"][0]["StackStatus"])

    def _reasons(self) -> list[str]:
        events = self.cloudformation.describe_stack_events(StackName=self.trail.name)["StackEvents"]
        return [event["ResourceStatusReason"] for event in events if event.get("ResourceStatusReason")]


@pytest.fixture
def stack(cloud: EmbeddedCloud) -> Iterator[TrailStack]:
    cloud.organize(ORGANIZATION, MANAGEMENT, [MEMBER])
    trail = WatchedTrail(cloud, MANAGEMENT)
    trail.permit_bucket(folders=(MANAGEMENT, ORGANIZATION))
    stack = TrailStack(trail)
    yield stack
    stack.delete()


def test_selectors_change_and_are_the_default_again(stack: TrailStack) -> None:
    fields = [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "readOnly", "Equals": ["false"]}]
    selectors = [{"Name": "writes", "FieldSelectors": fields}]
    get = stack.trail.cloudtrail.get_event_selectors
    stack.update(AdvancedEventSelectors=selectors)
    assert get(TrailName=stack.trail.name)["AdvancedEventSelectors"] == selectors
    assert stack.shown()["HasCustomEventSelectors"] is True
    stack.update(AdvancedEventSelectors=None)
    assert stack.shown()["HasCustomEventSelectors"] is False


def test_logging_stops_and_starts(stack: TrailStack) -> None:
    status = stack.trail.cloudtrail.get_trail_status
    assert status(Name=stack.trail.name)["IsLogging"] is True
    for wanted in (False, True):
        stack.update(IsLogging=wanted)
        assert status(Name=stack.trail.name)["IsLogging"] is wanted


def test_a_prefix_is_added_and_taken_away(stack: TrailStack) -> None:
    stack.trail.permit_bucket("security/")
    stack.update(S3KeyPrefix="security")
    assert stack.shown()["S3KeyPrefix"] == "security"
    stack.trail.permit_bucket()
    stack.update(S3KeyPrefix=None)
    assert "S3KeyPrefix" not in stack.shown()


def test_a_link_is_added_and_stays_until_the_trail_itself_is_told_to_have_none(stack: TrailStack) -> None:
    link = Link(stack.trail)
    stack.update(**link.settings)
    assert stack.shown().items() >= link.settings.items()
    stack.update(**dict.fromkeys(link.settings), EnableLogFileValidation=True)
    assert stack.shown().items() >= link.settings.items()
    stack.trail.cloudtrail.update_trail(Name=stack.trail.name, **NO_LINK)
    assert not stack.shown().keys() & NO_LINK.keys()


def test_a_trail_becomes_the_organizations_and_its_accounts_again(stack: TrailStack) -> None:
    for wanted in (True, False):
        stack.update(IsOrganizationTrail=wanted or None)
        assert stack.shown()["IsOrganizationTrail"] is wanted


def test_insights_and_aggregations_are_added_and_taken_away(stack: TrailStack) -> None:
    cloudtrail, name = stack.trail.cloudtrail, stack.trail.name
    insights = [{"InsightType": "ApiErrorRateInsight", "EventCategories": ["Management"]}]
    aggregations = [{"EventCategory": "Data", "Templates": ["API_ACTIVITY", "USER_ACTIONS"]}]
    stack.update(InsightSelectors=insights, AggregationConfigurations=aggregations)
    assert cloudtrail.get_insight_selectors(TrailName=name)["InsightSelectors"] == insights
    assert cloudtrail.get_event_configuration(TrailName=name)["AggregationConfigurations"] == aggregations
    stack.update(InsightSelectors=None, AggregationConfigurations=None)
    assert stack.shown()["HasInsightSelectors"] is False
    assert cloudtrail.get_event_configuration(TrailName=name)["AggregationConfigurations"] == []


def test_what_cloudformation_cannot_say_outlives_an_update(stack: TrailStack) -> None:
    stack.trail.cloudtrail.update_trail(Name=stack.trail.name, RecursiveLogging=False)
    stack.update(EnableLogFileValidation=True)
    assert (stack.shown()["RecursiveLogging"], stack.shown()["LogFileValidationEnabled"]) == (False, True)
