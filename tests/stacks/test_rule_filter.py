"""Security rules as metric filters, each with its alarm."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lambdas.core.security_rule import RULES, Rule
from stacks.config import load
from stacks.own_rule import rules
from stacks.rule_filter import description
from tests.stacks.golden import SETUPS
from tests.stacks.synthesis import Resources, Synthesis, synthesize

OWN = {"name": "own", "title": "Something is wrong", "pattern": '{ $.eventName = "Wrong" }'}
CONFIGURATION: dict[str, Any] = {
    "rules": {"evaluated_by": "metric-filters", "off": ["own-bucket-changed"], "own": [OWN]}
}
BESIDE = {"ingestion_beside": ["native"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    return synthesize(CONFIGURATION, tmp_path_factory.mktemp("filters"), assets=False)


def of_type(resources: Resources, kind: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in resources.values() if each["Type"] == kind]


def test_each_rule_of_the_deployment_is_a_filter_on_the_destination(made: Synthesis) -> None:
    filters = of_type(made.resources("Trailkeeper-RuleFilters"), "AWS::Logs::MetricFilter")
    wanted = rules(load(CONFIGURATION))
    assert [each["FilterPattern"] for each in filters] == [rule.pattern for rule in wanted]
    assert {each["LogGroupName"] for each in filters} == {"/trailkeeper/records"}
    assert (wanted[-1].name, "own-bucket-changed" in {rule.name for rule in wanted}) == ("own", False)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_filter_and_its_alarm_are_as_security_hub_documents_them(made: Synthesis, rule: Rule) -> None:
    """https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html (2026-04-13)."""
    resources = made.resources("Trailkeeper-RuleFilters")
    filters = of_type(resources, "AWS::Logs::MetricFilter")
    (filtered,) = [each for each in filters if each["FilterPattern"] == rule.pattern]
    (transformation,) = filtered["MetricTransformations"]
    metric = {"MetricNamespace": "LogMetrics", "MetricName": rule.name, "MetricValue": "1", "DefaultValue": 0}
    assert transformation == metric
    alarms = of_type(resources, "AWS::CloudWatch::Alarm")
    (alarm,) = [each for each in alarms if (each["Namespace"], each["MetricName"]) == ("LogMetrics", rule.name)]
    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "Sum",
        "GreaterThanOrEqualToThreshold",
        1,
    )
    assert (alarm["Period"], alarm["DatapointsToAlarm"], alarm["TreatMissingData"]) == (300, 1, "notBreaching")
    assert alarm["AlarmActions"] == ["arn:aws:sns:eu-central-1:111122223333:trailkeeper-alarms"]


@pytest.mark.parametrize(("configuration", "periods"), [(CONFIGURATION, 6), (CONFIGURATION | BESIDE, 1)])
def test_where_a_record_has_its_own_time_an_alarm_looks_back_as_far_as_it_may_be_late(
    tmp_path: Path, configuration: dict[str, Any], periods: int
) -> None:
    resources = synthesize(configuration, tmp_path, assets=False).resources("Trailkeeper-RuleFilters")
    assert {each["EvaluationPeriods"] for each in of_type(resources, "AWS::CloudWatch::Alarm")} == {periods}


def test_an_organizations_filters_are_on_the_link_in_the_trails_account_and_tell_a_topic_there(
    synthesized: Callable[[str], Synthesis],
) -> None:
    synthesis = synthesized("organization-native")
    resources = synthesis.resources("Trailkeeper-RuleFilters")
    topics = {topic for each in of_type(resources, "AWS::CloudWatch::Alarm") for topic in each["AlarmActions"]}
    assert synthesis.environments["Trailkeeper-RuleFilters"] == "aws://444455556666/eu-central-1"
    assert {each["LogGroupName"] for each in of_type(resources, "AWS::Logs::MetricFilter")} == {"/trailkeeper/native"}
    assert topics == {"arn:aws:sns:eu-central-1:444455556666:trailkeeper-alarms"}
    assert synthesis.environments["Trailkeeper-TrailAlarm"] == "aws://444455556666/eu-central-1"
    assert "Trailkeeper-Native" in synthesis.dependencies["Trailkeeper-RuleFilters"]


def test_where_deliver_evaluates_the_rules_there_are_no_filters(synthesis: Synthesis) -> None:
    assert "Trailkeeper-RuleFilters" not in synthesis.templates


def test_the_most_rules_that_a_log_group_takes_are_one_stack(tmp_path: Path) -> None:
    free = 100 - len(rules(load({})))
    own = [OWN | {"name": f"own-{number}"} for number in range(free)]
    configuration = {"rules": {"evaluated_by": "metric-filters", "own": own}}
    resources = synthesize(configuration, tmp_path, assets=False).resources("Trailkeeper-RuleFilters")
    assert len(of_type(resources, "AWS::Logs::MetricFilter")) == 100


@pytest.mark.parametrize("setup", SETUPS)
def test_what_an_alarm_of_a_rule_says_is_short_enough(setup: str) -> None:
    longest = Rule(name="r" * 60, title="t" * 200, pattern="{ $.a = 1 }")
    runbook = f"https://{'u' * 200}"
    told = [description(rule, "g" * 512, runbook) for rule in (longest, *rules(load(SETUPS[setup]["configuration"])))]
    assert max(map(len, told)) == 1024
    assert all(each.endswith(f"{runbook}#rule-matched") for each in told)


def test_a_title_that_has_room_is_whole_and_one_that_has_none_is_cut_visibly() -> None:
    longest = Rule(name="r" * 60, title="t" * 200, pattern="{ $.a = 1 }")
    assert description(longest, "/trailkeeper/records").startswith(f"{longest.title}. ")
    assert "tt.... Affected" in description(longest, "g" * 512, f"https://{'u' * 180}")
