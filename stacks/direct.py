"""CloudTrail's ingestion into CloudWatch Logs without a trail: a telemetry rule, whose log groups AWS names.

Each account that it covers gets aws/cloudtrail/managementevents and aws/cloudtrail/dataevents in itself:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-service-linked-channels.html (2026-04-13).
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_observabilityadmin as observability
from constructs import Construct

from stacks import native_name
from stacks.config import Config
from stacks.config.advanced_selector import AdvancedSelector
from stacks.config.rule import DIRECT_CATEGORIES
from stacks.guard import guarded_selectors
from stacks.trail import advanced_fields


class Direct(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        kind: Any = (
            observability.CfnOrganizationTelemetryRule if config.organization else observability.CfnTelemetryRule
        )
        selectors = [
            each for each in guarded_selectors(self, config) if any(each.logs(kind) for kind in DIRECT_CATEGORIES)
        ]
        rule = kind.TelemetryRuleProperty(
            resource_type="AWS::CloudTrail",
            telemetry_type="Logs",
            all_regions=config.trail.multi_region or None,
            destination_configuration=self._destination(config, kind, selectors),
        )
        kind(self, "Rule", rule_name=native_name.direct_rule(config), rule=rule)

    def _destination(self, config: Config, kind: Any, selectors: list[AdvancedSelector]) -> Any:
        written = [
            kind.AdvancedEventSelectorProperty(
                name=selector.name or None,
                field_selectors=[
                    kind.AdvancedFieldSelectorProperty(**advanced_fields(field)) for field in selector.field_selectors
                ],
            )
            for selector in selectors
        ]
        return kind.TelemetryDestinationConfigurationProperty(
            destination_type="cloud-watch-logs",
            retention_in_days=config.direct.retention_days,
            cloudtrail_parameters=kind.CloudtrailParametersProperty(advanced_event_selectors=written),
        )
