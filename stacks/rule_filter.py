"""Security rules as CloudWatch Logs evaluates them: a metric filter and an alarm for each, as Security Hub looks for.

On the log group of the trail's own link where there is one, in the trail's account; else on the destination.
https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html (2026-04-13)
"""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from lambdas.core.security_rule import Rule
from stacks import name
from stacks.alarm_row import DESCRIPTION_LENGTH, MINUTES_5, RUNBOOK
from stacks.config import Config
from stacks.config.ingestion import Path
from stacks.health import in_words
from stacks.own_rule import rules

NAMESPACE = "LogMetrics"
PERIODS = 6
"""Of the destination: a metric filter's metric has the time of the log event, which is the record's own, and CloudTrail
takes minutes to write it. The trail's own link has the time of its arrival.
"""


class RuleFilters(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        self._runbook = config.alarm.runbook
        native = Path.NATIVE in config.paths
        group = config.native.log_group_name if native else config.destination.log_group_name
        for rule in rules(config):
            self._filter(rule, group)
            self._alarm(rule, group, periods=1 if native else PERIODS)

    def _filter(self, rule: Rule, log_group_name: str) -> None:
        logs.CfnMetricFilter(
            self,
            f"{in_words(rule.name)}Filter",
            filter_name=f"trailkeeper-{rule.name}",
            filter_pattern=rule.pattern,
            log_group_name=log_group_name,
            metric_transformations=[
                logs.CfnMetricFilter.MetricTransformationProperty(
                    metric_namespace=NAMESPACE, metric_name=rule.name, metric_value="1", default_value=0
                )
            ],
        )

    def _alarm(self, rule: Rule, log_group_name: str, periods: int) -> None:
        topic = name.arn(self, "sns", name.ALARMS)
        cloudwatch.CfnAlarm(
            self,
            f"{in_words(rule.name)}Alarm",
            alarm_name=f"trailkeeper-rule-{rule.name}",
            alarm_description=description(rule, log_group_name, self._runbook),
            namespace=NAMESPACE,
            metric_name=rule.name,
            statistic="Sum",
            period=MINUTES_5,
            evaluation_periods=periods,
            datapoints_to_alarm=1,
            threshold=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            treat_missing_data="notBreaching",
            actions_enabled=True,
            alarm_actions=[topic],
        )


def description(rule: Rule, log_group_name: str, runbook: str = RUNBOOK) -> str:
    """Who it was stands in the record alone: a metric carries a number. A title is cut where it would be too long."""
    told = (
        f". Affected: the account, Region and resource that the record names. First: search the log group"
        f" {log_group_name} for the rule's pattern over the last ten minutes; userIdentity says who it was."
        f" Rules: docs/rules.md ({rule.name}). Runbook: {runbook}#rule-matched"
    )
    room = DESCRIPTION_LENGTH - len(told)
    title = rule.title if len(rule.title) <= room else f"{rule.title[: room - 3]}..."
    return title + told
