"""The security rules: where they are evaluated, which are left out, and the deployment's own."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from stacks.config.group import Group
from stacks.config.value import choice, text, whole


class EvaluatedBy(StrEnum):
    DELIVER = "deliver"
    """As records are delivered: a notice for each rule and actor."""
    METRIC_FILTERS = "metric-filters"
    """By CloudWatch Logs, as Security Hub wants it: a metric and an alarm for each rule."""
    BOTH = "both"
    NOBODY = "nobody"


OWN_MISUSES = {function: f"own-{function}-role-misused" for function in ("deliver", "verify", "watch", "setup")}
"""By function: the rule on its role, which stacks.own_rule writes."""
OWN_CHANGES = {
    "own-function-changed": "A function",
    "own-role-changed": "A role",
    "own-table-changed": "A table",
    "own-queue-changed": "A queue",
    "own-topic-changed": "A topic",
    "own-log-group-changed": "A log group",
    "own-bucket-changed": "A bucket",
    "own-alarm-changed": "An alarm",
    "own-schedule-changed": "A schedule or rule of EventBridge",
    "own-stack-deleted": "A stack",
    "own-trail-changed": "The trail",
}
"""The rules on the deployment's resources, each with what it is about."""

RuleName = Annotated[str, text(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", 60, "a name of lower-case letters, digits and -")]
Line = Annotated[str, text(r"[^\n\r]{1,200}", 200, "a line of at most 200 characters")]
# PutMetricFilter, filterPattern (1,024 characters at the most):
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html (2026-04-13)
PatternText = Annotated[str, text(r"[^\x00]{1,1024}", 1024, "a filter pattern of at most 1,024 characters")]


class OwnRule(Group, frozen=True, kw_only=True):
    name: RuleName
    title: Line
    pattern: PatternText


class RulesConfig(Group, frozen=True):
    evaluated_by: Annotated[EvaluatedBy, choice(EvaluatedBy)] = EvaluatedBy.DELIVER
    off: Annotated[tuple[RuleName, ...], Meta(max_length=50, description="a list of at most 50 names of rules")] = ()
    own: Annotated[tuple[OwnRule, ...], Meta(max_length=200, description="a list of at most 200 rules")] = ()
    quiet_minutes: Annotated[int, whole(1, 1440)] = 60
