import json
from datetime import UTC, datetime
from typing import Any

import pytest

from local.server.alarm_action import message, region_name

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=UTC)
ARN = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:a:b"
ALARM = {
    "AlarmName": "a:b",
    "AlarmArn": ARN,
    "AlarmDescription": "what",
    "AlarmConfigurationUpdatedTimestamp": 1_767_322_800,
    "AlarmActions": ["arn:aws:sns:us-east-1:111122223333:told"],
}
ON_A_METRIC = {
    **ALARM,
    "MetricName": "Errors",
    "Namespace": "AWS/Lambda",
    "Statistic": "Sum",
    "Dimensions": [{"Name": "FunctionName", "Value": "deliver"}],
    "Period": 300,
    "EvaluationPeriods": 3,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "Threshold": 1.0,
    "TreatMissingData": "ignore",
}


def test_a_topic_is_told_of_an_alarm_in_the_form_of_cloudwatch() -> None:
    assert message(ON_A_METRIC, "OK", "ALARM", "why", NOW) == {
        "AlarmName": "a:b",
        "AlarmDescription": "what",
        "AWSAccountId": "111122223333",
        "AlarmConfigurationUpdatedTimestamp": "2026-01-02T03:00:00.000+0000",
        "NewStateValue": "ALARM",
        "NewStateReason": "why",
        "StateChangeTime": "2026-01-02T03:04:05.678+0000",
        "Region": "US East (N. Virginia)",
        "AlarmArn": ARN,
        "OldStateValue": "OK",
        "OKActions": [],
        "AlarmActions": ["arn:aws:sns:us-east-1:111122223333:told"],
        "InsufficientDataActions": [],
        "Trigger": {
            "MetricName": "Errors",
            "Namespace": "AWS/Lambda",
            "StatisticType": "Statistic",
            "Statistic": "SUM",
            "Unit": None,
            "Dimensions": [{"value": "deliver", "name": "FunctionName"}],
            "Period": 300,
            "EvaluationPeriods": 3,
            "DatapointsToAlarm": 3,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "Threshold": 1.0,
            "TreatMissingData": "ignore",
            "EvaluateLowSampleCountPercentile": "",
        },
    }


def test_a_composite_alarm_tells_its_rule_and_the_children_that_changed_it() -> None:
    child = {"arn": ARN, "state": {"value": "ALARM", "timestamp": "2026-01-02T03:04:05.000+0000"}}
    composite: dict[str, Any] = {
        **ALARM,
        "AlarmRule": 'ALARM("x")',
        "StateReasonData": json.dumps({"triggeringAlarms": [child]}),
    }
    told = message(composite, "OK", "ALARM", "why", NOW)
    assert "Trigger" not in told
    assert told["AlarmRule"] == 'ALARM("x")'
    assert told["TriggeringChildren"] == [
        {"Arn": ARN, "State": {"Value": "ALARM", "Timestamp": "2026-01-02T03:04:05.000+0000"}}
    ]


@pytest.mark.parametrize(("region", "name"), [("eu-west-1", "Europe (Ireland)"), ("nowhere-1", "nowhere-1")])
def test_a_region_is_told_by_its_name_where_it_has_one(region: str, name: str) -> None:
    assert region_name(region) == name
