"""Metrics of the embedded cloud: what its services tell, and how they are read; dashboards."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code, eventually
from tests.acceptance.test_cloudtrail import stack_of
from tests.acceptance.watched_trail import client

MakeFunction = Callable[..., str]
Query = dict[str, Any]

FAILING = "def handler(event, context):\n    return 1 / event['by']\n"


def asked(query_id: str, name: str, *, period: int = 3600, stat: str = "Sum", **dimensions: str) -> Query:
    named = [{"Name": dimension, "Value": value} for dimension, value in dimensions.items()]
    metric = {"Namespace": "Read", "MetricName": name, "Dimensions": named}
    return {"Id": query_id, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat}}


def results(cloud: EmbeddedCloud, *queries: Query, **settings: Any) -> list[tuple[str, str, list[float]]]:
    now = time.time()
    answer = client(cloud, "cloudwatch").get_metric_data(
        MetricDataQueries=list(queries), StartTime=now - 7200, EndTime=now + 1, **settings
    )
    return [(each["Id"], each["Label"], each["Values"]) for each in answer["MetricDataResults"]]


@pytest.fixture(scope="module")
def read(cloud: EmbeddedCloud) -> EmbeddedCloud:
    """Two rules' matches, now and in the hour before the last, and a metric without dimensions."""
    now, data = time.time(), []
    for rule, values in {"root": (3, 4), "policy": (10, 20)}.items():
        for hours, value in zip((0, 1), values, strict=True):
            dimensions = [{"Name": "service", "Value": "deliver"}, {"Name": "rule", "Value": rule}]
            data.append({"MetricName": "Matches", "Dimensions": dimensions, "Value": value})
            data[-1] |= {"Timestamp": now - hours * 3600}
    data.append({"MetricName": "Matches", "Value": 1000, "Timestamp": now})
    client(cloud, "cloudwatch").put_metric_data(Namespace="Read", MetricData=data)
    return cloud


ROOT = asked("root", "Matches", service="deliver", rule="root")
POLICY = asked("policy", "Matches", service="deliver", rule="policy")
SEARCH = "SEARCH('{Read,service,rule} MetricName=\"Matches\"', 'Sum', 3600)"


@pytest.mark.parametrize(
    ("queries", "expected"),
    [
        pytest.param([ROOT], [("root", "Matches", [3, 4])], id="the newest first"),
        pytest.param([{**ROOT, "Label": "use"}], [("root", "use", [3, 4])], id="a label"),
        pytest.param([asked("all", "Matches")], [("all", "Matches", [1000])], id="no dimensions are exact too"),
        pytest.param([asked("part", "Matches", rule="root")], [("part", "Matches", [])], id="some dimensions"),
        pytest.param(
            [
                {**ROOT, "ReturnData": False},
                {**POLICY, "ReturnData": False},
                {"Id": "e", "Expression": "100 * root / (root + policy)", "Label": "%"},
            ],
            [("e", "%", [100 * 3 / 13, 100 * 4 / 24])],
            id="an expression",
        ),
        pytest.param(
            [{"Id": "s", "Expression": SEARCH}],
            [("s", "policy", [10, 20]), ("s", "root", [3, 4])],
            id="a search",
        ),
        pytest.param(
            [{"Id": "s", "Expression": SEARCH, "Label": "${PROP('Dim.rule')} of ${PROP('MetricName')}"}],
            [("s", "policy of Matches", [10, 20]), ("s", "root of Matches", [3, 4])],
            id="a label of properties",
        ),
        pytest.param([{"Id": "t", "Expression": f"SUM({SEARCH})"}], [("t", "t", [13, 24])], id="the sum of a search"),
    ],
)
def test_metrics_are_read(read: EmbeddedCloud, queries: list[Query], expected: list[Any]) -> None:
    assert results(read, *queries) == expected


def test_the_oldest_comes_first_where_that_is_asked_for(read: EmbeddedCloud) -> None:
    assert results(read, ROOT, ScanBy="TimestampAscending") == [("root", "Matches", [4, 3])]


def test_periods_without_data_are_filled(read: EmbeddedCloud) -> None:
    hidden = {**asked("m", "Matches", period=60, service="deliver", rule="root"), "ReturnData": False}
    [(_, _, values)] = results(read, hidden, {"Id": "f", "Expression": "FILL(m, 0)"})
    assert len(values) in (121, 122)
    assert sum(values) == 7


@pytest.mark.parametrize("expression", ["nobody + 1", "MEDIAN(root)", "root +", "1", "e"])
def test_what_is_no_expression_is_refused(read: EmbeddedCloud, expression: str) -> None:
    now, queries = time.time(), [ROOT, {"Id": "e", "Expression": expression}]
    code = error_code(
        client(read, "cloudwatch").get_metric_data, MetricDataQueries=queries, StartTime=now - 60, EndTime=now
    )
    assert code == "ValidationError"


def test_statistics_are_of_exactly_the_dimensions(read: EmbeddedCloud) -> None:
    now = time.time()
    datapoints = client(read, "cloudwatch").get_metric_statistics(
        Namespace="Read",
        MetricName="Matches",
        StartTime=now - 60,
        EndTime=now + 60,
        Period=3600,
        Statistics=["Sum", "Maximum"],
        ExtendedStatistics=["p50"],
    )["Datapoints"]
    found = [(each["Sum"], each["Maximum"], each["ExtendedStatistics"]) for each in datapoints]
    assert found == [(1000, 1000, {"p50": 1000})]


def test_lambda_tells_of_each_invocation_in_its_own_region(cloud: EmbeddedCloud, make_function: MakeFunction) -> None:
    name = make_function(cloud, "failing", FAILING)
    for by in (1, 0):
        cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"by": by}).encode())

    def told(metric: str, region: str = "us-east-1") -> list[float]:
        named = [{"Name": "FunctionName", "Value": name}]
        stat = {"Metric": {"Namespace": "AWS/Lambda", "MetricName": metric, "Dimensions": named}}
        queries = [{"Id": "m", "MetricStat": {**stat, "Period": 3600, "Stat": "Sum"}}]
        now = time.time()
        answer = cloud.client("cloudwatch", region=region).get_metric_data(
            MetricDataQueries=queries, StartTime=now - 60, EndTime=now + 60
        )
        return [sum(each["Values"]) for each in answer["MetricDataResults"]]

    assert (told("Invocations"), told("Errors"), told("Throttles")) == ([2], [1], [0])
    assert told("Duration")[0] > 0
    assert told("Invocations", "eu-west-1") == [0]


def test_lambda_tells_of_invocations_by_a_queue_too(cloud: EmbeddedCloud, make_function: MakeFunction) -> None:
    name = make_function(cloud, "by-queue", "def handler(event, context):\n    return 1\n")
    sqs, cloudwatch = client(cloud, "sqs"), client(cloud, "cloudwatch")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    document = {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}
    cloud.client("iam").put_role_policy(
        RoleName=name,
        PolicyName="queue",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [document]}),
    )
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=name, EventSourceArn=f"arn:aws:sqs:us-east-1:000000000000:{name}"
    )
    sqs.send_message(QueueUrl=url, MessageBody="x")

    def told() -> list[Any]:
        dimensions = [{"Name": "FunctionName", "Value": name}]
        return list(cloudwatch.list_metrics(Namespace="AWS/Lambda", Dimensions=dimensions)["Metrics"])

    assert sorted(each["MetricName"] for each in eventually(told)) == [
        "Duration",
        "Errors",
        "Invocations",
        "Throttles",
    ]


def test_sqs_tells_of_a_queue_in_its_own_region_and_account(cloud: EmbeddedCloud) -> None:
    places = [(cloud.root, "eu-west-1"), (cloud.account("111122223333"), "us-east-1")]
    for place in places:
        url = cloud.client("sqs", *place).create_queue(QueueName="told-here")["QueueUrl"]
        cloud.client("sqs", *place).send_message(QueueUrl=url, MessageBody="x")

    def metrics(credentials: Any, region: str) -> list[Any]:
        listed = cloud.client("cloudwatch", credentials, region).list_metrics(Namespace="AWS/SQS")["Metrics"]
        return [each for each in listed if each["Dimensions"] == [{"Name": "QueueName", "Value": "told-here"}]]

    assert eventually(lambda: all(metrics(*place) for place in places))
    assert metrics(cloud.root, "us-east-1") == []


def test_a_template_makes_changes_and_deletes_a_dashboard(cloud: EmbeddedCloud) -> None:
    cloudwatch = client(cloud, "cloudwatch")
    body = {"widgets": [{"type": "text", "properties": {"markdown": "a & b < c"}}]}
    properties = {"DashboardName": "shown", "DashboardBody": json.dumps(body)}
    resources = {"Dashboard": {"Type": "AWS::CloudWatch::Dashboard", "Properties": properties}}
    assert stack_of(cloud, "shown", resources) == "CREATE_COMPLETE"
    assert json.loads(cloudwatch.get_dashboard(DashboardName="shown")["DashboardBody"]) == body
    properties["DashboardBody"] = json.dumps({"widgets": []})
    assert stack_of(cloud, "shown", resources, update=True) == "UPDATE_COMPLETE"
    assert json.loads(cloudwatch.get_dashboard(DashboardName="shown")["DashboardBody"]) == {"widgets": []}
    listed = cloudwatch.list_dashboards(DashboardNamePrefix="shown")["DashboardEntries"]
    assert [each["DashboardName"] for each in listed] == ["shown"]
    client(cloud, "cloudformation").delete_stack(StackName="shown")
    assert eventually(lambda: not cloudwatch.list_dashboards(DashboardNamePrefix="shown")["DashboardEntries"])
