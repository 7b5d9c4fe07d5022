"""The trail itself, made last: it needs the archive's and the topic's policies, and its first notification a listener.

CfnTrail and not the library's Trail: that one writes policies without aws:SourceArn, forgets the key's, names the topic
without its ARN and creates the trail before the topic's policy (aws-cdk-lib 2.275.0). Nothing here refers to another
stack: an organization's trail is in the management account, and all that it needs in the pipeline's.
"""

from collections.abc import Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_cloudtrail as cloudtrail
from constructs import Construct

from stacks import name, native_name
from stacks.config import Config
from stacks.config.advanced_selector import AdvancedSelector, FieldSelector
from stacks.config.basic_selector import BasicSelector
from stacks.config.ingestion import Path
from stacks.config.insight import InsightSelector
from stacks.guard import guarded_selectors
from stacks.setup import overlap, trail_settings

Properties = cloudtrail.CfnTrail


class Trail(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        made = self._trail(config)
        made.node.add_dependency(overlap(self, config))
        trail_settings(self, config).node.add_dependency(made)

    def _trail(self, config: Config) -> cloudtrail.CfnTrail:
        trail = config.trail
        told = Path.PIPELINE in config.paths
        return cloudtrail.CfnTrail(
            self,
            "Trail",
            trail_name=trail.name,
            is_logging=trail.logging,
            is_organization_trail=True if config.organization else None,
            s3_bucket_name=name.archive_bucket(self, config),
            s3_key_prefix=trail.key_prefix or None,
            kms_key_id=name.archive_key(self, config) or None,
            sns_topic_name=name.topic_arn(self, config) if told else None,
            enable_log_file_validation=trail.log_file_validation,
            is_multi_region_trail=trail.multi_region,
            include_global_service_events=trail.global_service_events,
            **self._selectors(config),
            insight_selectors=[insight(each) for each in trail.insights] or None,
            aggregation_configurations=aggregation(trail.aggregation),
            **self._native_link(config),
        )

    def _selectors(self, config: Config) -> dict[str, Any]:
        """Basic or advanced: a trail has one kind."""
        found = guarded_selectors(self, config)
        if config.trail.selectors.basic:
            return {"event_selectors": [basic(each) for each in config.trail.selectors.basic]}
        return {"advanced_event_selectors": [advanced(each) for each in found]}

    def _native_link(self, config: Config) -> dict[str, Any]:
        if Path.NATIVE not in config.paths:
            return {}
        return {
            "cloud_watch_logs_log_group_arn": native_name.native_log_group_arn(self, config),
            "cloud_watch_logs_role_arn": native_name.native_role_arn(self),
        }


def advanced(selector: AdvancedSelector) -> cloudtrail.CfnTrail.AdvancedEventSelectorProperty:
    return Properties.AdvancedEventSelectorProperty(
        name=selector.name or None, field_selectors=[field(each) for each in selector.field_selectors]
    )


def field(selector: FieldSelector) -> cloudtrail.CfnTrail.AdvancedFieldSelectorProperty:
    return Properties.AdvancedFieldSelectorProperty(**advanced_fields(selector))


def advanced_fields(selector: FieldSelector) -> dict[str, Any]:
    """As the library takes them, whose word for Equals is equal_to."""
    return {
        "field": selector.field,
        "equal_to": some(selector.equals),
        "not_equals": some(selector.not_equals),
        "starts_with": some(selector.starts_with),
        "not_starts_with": some(selector.not_starts_with),
        "ends_with": some(selector.ends_with),
        "not_ends_with": some(selector.not_ends_with),
    }


def basic(selector: BasicSelector) -> cloudtrail.CfnTrail.EventSelectorProperty:
    resources = [
        Properties.DataResourceProperty(type=each.type, values=list(each.values)) for each in selector.data_resources
    ]
    return Properties.EventSelectorProperty(
        read_write_type=selector.read_write_type,
        include_management_events=selector.include_management_events,
        exclude_management_event_sources=some(selector.exclude_management_event_sources),
        data_resources=resources or None,
    )


def insight(selector: InsightSelector) -> cloudtrail.CfnTrail.InsightSelectorProperty:
    return Properties.InsightSelectorProperty(
        insight_type=selector.insight_type, event_categories=list(selector.event_categories)
    )


def aggregation(templates: Sequence[str]) -> list[cloudtrail.CfnTrail.AggregationConfigurationProperty] | None:
    """One at the most, of data events: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/aggregating-data-events.html."""
    if not templates:
        return None
    return [Properties.AggregationConfigurationProperty(event_category="Data", templates=list(templates))]


def some(values: Sequence[str]) -> list[str] | None:
    return list(values) or None
