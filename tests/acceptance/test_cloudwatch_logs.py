"""Metric filters, filter patterns and saved queries of the embedded cloud."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code
from tests.acceptance.test_cloudtrail import stack_of
from tests.acceptance.watched_trail import client

ROOT = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS }'

OTHER = {"Effect": "Allow", "Action": "logs:StartQuery", "Resource": "*"}


def group(cloud: EmbeddedCloud, name: str) -> str:
    logs = client(cloud, "logs")
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="one")
    return name


def put(cloud: EmbeddedCloud, name: str, *records: Any) -> None:
    now_ms = int(time.time() * 1000)
    log_events = [{"timestamp": now_ms, "message": json.dumps(record)} for record in records]
    client(cloud, "logs").put_log_events(logGroupName=name, logStreamName="one", logEvents=log_events)


def who(kind: str, **more: Any) -> dict[str, Any]:
    return {"userIdentity": {"type": kind, **more}}


def measured(cloud: EmbeddedCloud, metric: str, statistic: str, **dimensions: str) -> list[float]:
    now = datetime.now(UTC)
    datapoints = client(cloud, "cloudwatch").get_metric_statistics(
        Namespace="LogMetrics",
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=86_400,
        Statistics=[statistic],
    )["Datapoints"]
    return [datapoint[statistic] for datapoint in datapoints]


def test_what_a_templates_metric_filter_matches_becomes_a_metric(cloud: EmbeddedCloud) -> None:
    transformation = {
        "MetricNamespace": "LogMetrics",
        "MetricName": "RootUse",
        "MetricValue": "1",
        "DefaultValue": 0,
    }
    resources: dict[str, Any] = {
        "Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "filtered"}},
        "Filter": {
            "Type": "AWS::Logs::MetricFilter",
            "Properties": {
                "LogGroupName": {"Ref": "Group"},
                "FilterName": "root-use",
                "FilterPattern": ROOT,
                "MetricTransformations": [transformation],
            },
        },
    }
    assert stack_of(cloud, "filtered", resources) == "CREATE_COMPLETE"
    client(cloud, "logs").create_log_stream(logGroupName="filtered", logStreamName="one")
    put(cloud, "filtered", who("Root"), who("Root", invokedBy="x"), who("IAMUser"), who("Root"))
    assert measured(cloud, "RootUse", "Sum") == [2]
    resources["Filter"]["Properties"]["FilterPattern"] = "{ $.userIdentity.type = IAMUser }"
    assert stack_of(cloud, "filtered", resources, update=True) == "UPDATE_COMPLETE"
    put(cloud, "filtered", who("Root"), who("IAMUser"))
    assert measured(cloud, "RootUse", "Sum") == [3]


def test_a_minute_of_log_events_without_a_match_has_the_default_value(cloud: EmbeddedCloud) -> None:
    transformation = {"metricNamespace": "LogMetrics", "metricName": "Quiet", "metricValue": "1", "defaultValue": 0}
    client(cloud, "logs").put_metric_filter(
        logGroupName=group(cloud, "quiet"),
        filterName="quiet",
        filterPattern=ROOT,
        metricTransformations=[transformation],
    )
    assert measured(cloud, "Quiet", "SampleCount") == []
    for _ in range(3):
        put(cloud, "quiet", who("IAMUser"))
    assert measured(cloud, "Quiet", "Sum") == [0]
    # A minute may end in between.
    assert measured(cloud, "Quiet", "SampleCount") <= [2]


def test_a_field_of_the_log_event_is_value_and_dimension(cloud: EmbeddedCloud) -> None:
    transformation = {
        "metricNamespace": "LogMetrics",
        "metricName": "Size",
        "metricValue": "$.size",
        "dimensions": {"Who": "$.userIdentity.type"},
    }
    client(cloud, "logs").put_metric_filter(
        logGroupName=group(cloud, "sized"),
        filterName="sized",
        filterPattern="{ $.size > 10 }",
        metricTransformations=[transformation],
    )
    put(cloud, "sized", {**who("Root"), "size": 12}, {**who("Root"), "size": 7}, {**who("IAMUser"), "size": 30})
    assert measured(cloud, "Size", "Sum", Who="Root") == [12]
    assert measured(cloud, "Size", "Sum", Who="IAMUser") == [30]


def test_a_metric_filter_of_no_pattern_is_refused(cloud: EmbeddedCloud) -> None:
    code = error_code(
        client(cloud, "logs").put_metric_filter,
        logGroupName=group(cloud, "unfiltered"),
        filterName="no",
        filterPattern="{ $.a == 1 }",
        metricTransformations=[{"metricNamespace": "N", "metricName": "M", "metricValue": "1"}],
    )
    assert code == "InvalidParameterException"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("", ["Root", "IAMUser"]), ("{ $.userIdentity.type != Root }", ["IAMUser"]), ("Root", ["Root"]), ("root", [])],
)
def test_log_events_are_found_by_every_kind_of_pattern(
    cloud: EmbeddedCloud, found_in: str, pattern: str, expected: list[str]
) -> None:
    answer = client(cloud, "logs").filter_log_events(logGroupName=found_in, filterPattern=pattern)
    assert [json.loads(each["message"])["userIdentity"]["type"] for each in answer["events"]] == expected


@pytest.fixture(scope="module")
def found_in(cloud: EmbeddedCloud) -> str:
    put(cloud, group(cloud, "found"), who("Root"), who("IAMUser"))
    return "found"


def test_no_log_events_are_found_by_no_pattern(cloud: EmbeddedCloud, found_in: str) -> None:
    code = error_code(client(cloud, "logs").filter_log_events, logGroupName=found_in, filterPattern="{ a }")
    assert code == "InvalidParameterException"


def test_a_pattern_can_be_tried(cloud: EmbeddedCloud) -> None:
    logs, messages = client(cloud, "logs"), [json.dumps(who(kind)) for kind in ("IAMUser", "Root")]
    [match] = logs.test_metric_filter(filterPattern=ROOT, logEventMessages=messages)["matches"]
    assert (match["eventNumber"], match["eventMessage"]) == (2, messages[1])
    assert error_code(logs.test_metric_filter, filterPattern="{", logEventMessages=messages) == (
        "InvalidParameterException"
    )


def test_a_template_makes_changes_and_deletes_saved_queries(cloud: EmbeddedCloud) -> None:
    properties = {"Name": "saved/who", "QueryString": "fields @message", "LogGroupNames": ["trail"]}
    resources = {"Query": {"Type": "AWS::Logs::QueryDefinition", "Properties": properties}}
    assert stack_of(cloud, "saved", resources) == "CREATE_COMPLETE"
    logs, cloudformation = client(cloud, "logs"), client(cloud, "cloudformation")
    [made] = logs.describe_query_definitions(queryDefinitionNamePrefix="saved/")["queryDefinitions"]
    [resource] = cloudformation.describe_stack_resources(StackName="saved")["StackResources"]
    assert resource["PhysicalResourceId"] == made["queryDefinitionId"]
    properties |= {"Name": "saved/what", "QueryString": "fields eventName"}
    assert stack_of(cloud, "saved", resources, update=True) == "UPDATE_COMPLETE"
    [changed] = logs.describe_query_definitions()["queryDefinitions"]
    assert (changed["queryDefinitionId"], changed["name"], changed["queryString"], changed["logGroupNames"]) == (
        made["queryDefinitionId"],
        "saved/what",
        "fields eventName",
        ["trail"],
    )
    assert logs.delete_query_definition(queryDefinitionId=made["queryDefinitionId"])["success"] is True
    cloudformation.delete_stack(StackName="saved")


def test_saved_queries_need_permission(cloud: EmbeddedCloud) -> None:
    nobody = cloud.user("queries-nobody", {"Version": "2012-10-17", "Statement": [OTHER]})
    logs = cloud.client("logs", nobody)
    assert error_code(logs.describe_query_definitions) == "AccessDeniedException"
    assert error_code(logs.put_query_definition, name="n", queryString="q") == "AccessDeniedException"
