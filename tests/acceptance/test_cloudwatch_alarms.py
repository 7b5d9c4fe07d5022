"""Alarms of the embedded cloud: of metrics and of other alarms, from templates, and what they tell their topics."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import error_code, eventually
from tests.acceptance.test_cloudtrail import stack_of
from tests.acceptance.watched_trail import client

ACCOUNT = "000000000000"
CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}

Resources = dict[str, Any]


@pytest.fixture(scope="module")
def cloud() -> Iterator[EmbeddedCloud]:
    with EmbeddedCloud() as cloud:
        cloud.quicken(minute_seconds=0.2)
        yield cloud


def alarm(name: str, **properties: Any) -> Resources:
    """Of a metric of its own name, over five minutes: a second here."""
    base = {
        "AlarmName": name,
        "Namespace": "Tested",
        "MetricName": name,
        "Statistic": "Maximum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    }
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": {**base, **properties}}


def composite(name: str, rule: str, *children: str, **properties: Any) -> Resources:
    return {
        "Type": "AWS::CloudWatch::CompositeAlarm",
        "DependsOn": list(children),
        "Properties": {"AlarmName": name, "AlarmRule": rule, **properties},
    }


def states(cloud: EmbeddedCloud, prefix: str) -> dict[str, str]:
    found = client(cloud, "cloudwatch").describe_alarms(
        AlarmNamePrefix=prefix, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    return {each["AlarmName"]: each["StateValue"] for each in (*found["MetricAlarms"], *found["CompositeAlarms"])}


def become(cloud: EmbeddedCloud, prefix: str, expected: dict[str, str]) -> None:
    assert eventually(lambda: states(cloud, prefix), expected.__eq__) == expected


def put(cloud: EmbeddedCloud, name: str, value: float = 1, **datum: Any) -> None:
    data = [{"MetricName": name, "Value": value, **datum}]
    client(cloud, "cloudwatch").put_metric_data(Namespace="Tested", MetricData=data)


def delete_stack(cloud: EmbeddedCloud, name: str) -> None:
    cloudformation = client(cloud, "cloudformation")
    cloudformation.delete_stack(StackName=name)

    def deleted() -> bool:
        listed = cloudformation.list_stacks(StackStatusFilter=["DELETE_COMPLETE"])["StackSummaries"]
        return name in {each["StackName"] for each in listed}

    assert eventually(deleted)


def test_an_alarm_comes_and_goes_with_its_metric(cloud: EmbeddedCloud) -> None:
    assert stack_of(cloud, "gone", {"Alarm": alarm("gone")}) == "CREATE_COMPLETE"
    become(cloud, "gone", {"gone": "OK"})
    put(cloud, "gone")
    become(cloud, "gone", {"gone": "ALARM"})
    become(cloud, "gone", {"gone": "OK"})


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [
        ("missing", "INSUFFICIENT_DATA"),
        ("ignore", "INSUFFICIENT_DATA"),
        ("breaching", "ALARM"),
        ("notBreaching", "OK"),
    ],
)
def test_an_alarm_without_data_is_as_it_was_told(cloud: EmbeddedCloud, treatment: str, expected: str) -> None:
    name = f"silent-{treatment}"
    assert stack_of(cloud, name, {"Alarm": alarm(name, TreatMissingData=treatment)}) == "CREATE_COMPLETE"
    become(cloud, name, {name: expected})


def test_an_alarm_is_of_exactly_its_dimensions(cloud: EmbeddedCloud) -> None:
    mine, other = [{"Name": "trail", "Value": "mine"}], [{"Name": "trail", "Value": "other"}]
    resources = {"Alarm": alarm("of-mine", MetricName="dims", Dimensions=mine)}
    resources["Other"] = alarm("of-other", MetricName="dims", Dimensions=other)
    resources["None"] = alarm("of-none", MetricName="dims")
    assert stack_of(cloud, "dimensions", resources) == "CREATE_COMPLETE"
    put(cloud, "dims", Dimensions=mine)
    become(cloud, "of-", {"of-mine": "ALARM", "of-other": "OK", "of-none": "OK"})


def test_a_composite_alarm_is_silent_while_another_alarm_explains_it(cloud: EmbeddedCloud) -> None:
    resources = {
        "Cause": alarm("one-cause"),
        "Measured": alarm("one-measured"),
        "Told": composite("one-told", "ALARM(one-measured) AND NOT ALARM(one-cause)", "Cause", "Measured"),
    }
    assert stack_of(cloud, "one", resources) == "CREATE_COMPLETE"
    become(cloud, "one-", {"one-cause": "OK", "one-measured": "OK", "one-told": "OK"})
    for _ in range(5):
        put(cloud, "one-cause")
        put(cloud, "one-measured")
    become(cloud, "one-", {"one-cause": "ALARM", "one-measured": "ALARM", "one-told": "OK"})
    cloudwatch = client(cloud, "cloudwatch")
    cloudwatch.put_metric_alarm(
        **alarm("one-measured", TreatMissingData="breaching")["Properties"],
    )
    become(cloud, "one-", {"one-cause": "OK", "one-measured": "ALARM", "one-told": "ALARM"})


def test_a_new_composite_alarm_has_the_state_of_its_rule_at_once(cloud: EmbeddedCloud) -> None:
    resources = {
        "Measured": alarm("begun-measured", TreatMissingData="breaching"),
        "Told": composite("begun-told", 'ALARM("begun-measured")', "Measured"),
    }
    assert stack_of(cloud, "begun", {"Measured": resources["Measured"]}) == "CREATE_COMPLETE"
    become(cloud, "begun-", {"begun-measured": "ALARM"})
    assert stack_of(cloud, "begun", resources, update=True) == "UPDATE_COMPLETE"
    assert states(cloud, "begun-") == {"begun-measured": "ALARM", "begun-told": "ALARM"}


def test_a_template_changes_tags_and_deletes_a_composite_alarm(cloud: EmbeddedCloud) -> None:
    tags = [{"Key": "of", "Value": "whom"}]
    resources = {
        "Child": alarm("changed-child"),
        "Told": composite("changed-told", "ALARM(changed-child)", "Child", AlarmDescription="before", Tags=tags),
    }
    assert stack_of(cloud, "changed", resources) == "CREATE_COMPLETE"
    told = resources["Told"]["Properties"]
    told |= {"AlarmDescription": "after", "ActionsEnabled": "false", "AlarmRule": "OK(changed-child)"}
    assert stack_of(cloud, "changed", resources, update=True) == "UPDATE_COMPLETE"
    cloudwatch = client(cloud, "cloudwatch")
    [found] = cloudwatch.describe_alarms(AlarmNames=["changed-told"], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert (found["AlarmDescription"], found["ActionsEnabled"], found["AlarmRule"]) == (
        "after",
        False,
        "OK(changed-child)",
    )
    assert cloudwatch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"] == tags
    assert error_code(cloudwatch.delete_alarms, AlarmNames=["changed-child"]) == "ValidationError"
    delete_stack(cloud, "changed")
    assert states(cloud, "changed-") == {}


def test_a_composite_alarm_of_an_unknown_alarm_is_refused(cloud: EmbeddedCloud) -> None:
    resources = {"Told": composite("refused-told", "ALARM(nobody)")}
    assert stack_of(cloud, "refused", resources) == "ROLLBACK_COMPLETE"


def topic(cloud: EmbeddedCloud, name: str, *statements: Any) -> tuple[str, str]:
    """Its ARN, and the URL of a queue that hears it."""
    sns, sqs = client(cloud, "sns"), client(cloud, "sqs")
    arn = str(sns.create_topic(Name=name)["TopicArn"])
    if statements:
        policy = json.dumps({"Version": "2012-10-17", "Statement": [{**each, "Resource": arn} for each in statements]})
        sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    url = str(sqs.create_queue(QueueName=name)["QueueUrl"])
    queue = f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"
    admitted = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    admitted |= {"Resource": queue}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [admitted]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue)
    return arn, url


def admitting(arn: str = "*", account: str = ACCOUNT) -> Any:
    condition = {"ArnLike": {"aws:SourceArn": arn}, "StringEquals": {"aws:SourceAccount": account}}
    return {"Effect": "Allow", "Principal": CLOUDWATCH, "Action": "sns:Publish", "Condition": condition}


def heard(cloud: EmbeddedCloud, url: str) -> list[Any]:
    messages = client(cloud, "sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(json.loads(message["Body"])["Message"]) for message in messages]


ADMISSIONS = {
    "told-by-arn": ([admitting(f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:told-*")], ["ALARM"]),
    "told-by-a-new-topics-own-policy": ([], ["ALARM"]),
    "told-not-of-another-arn": ([admitting("arn:aws:cloudwatch:us-east-1:*:alarm:other-*")], []),
    "told-not-of-another-account": ([admitting(account="111122223333")], []),
}


@pytest.mark.parametrize(("name", "statements", "told"), [(name, *row) for name, row in ADMISSIONS.items()])
def test_a_topic_is_told_of_an_alarm_if_it_admits_it(
    cloud: EmbeddedCloud, name: str, statements: list[Any], told: list[str]
) -> None:
    arn, url = topic(cloud, name, *statements)
    assert stack_of(cloud, name, {"Alarm": alarm(name, AlarmActions=[arn], OKActions=[])}) == "CREATE_COMPLETE"
    put(cloud, name)

    def acted() -> list[str]:
        history = client(cloud, "cloudwatch").describe_alarm_history(AlarmName=name, HistoryItemType="Action")
        return [each["HistorySummary"].partition(" ")[0] for each in history["AlarmHistoryItems"]]

    assert eventually(acted) == ["Successfully" if told else "Failed"]
    assert [message["NewStateValue"] for message in heard(cloud, url)] == told


def test_a_composite_alarm_tells_its_topic_once(cloud: EmbeddedCloud) -> None:
    arn, url = topic(cloud, "told-once", admitting())
    resources = {
        "Child": alarm("once-child"),
        "Told": composite("once-told", "ALARM(once-child)", "Child", AlarmActions=[arn], AlarmDescription="why"),
    }
    assert stack_of(cloud, "once", resources) == "CREATE_COMPLETE"
    for _ in range(3):
        put(cloud, "once-child")
    [message] = eventually(lambda: heard(cloud, url))
    assert (message["AlarmName"], message["AlarmDescription"], message["Region"]) == (
        "once-told",
        "why",
        "US East (N. Virginia)",
    )
    assert [child["Arn"].rpartition(":")[2] for child in message["TriggeringChildren"]] == ["once-child"]
    become(cloud, "once-", {"once-child": "OK", "once-told": "OK"})
    assert heard(cloud, url) == []


def test_a_suppressor_holds_the_actions_of_a_composite_alarm_back(cloud: EmbeddedCloud) -> None:
    arn, url = topic(cloud, "held-back", admitting())
    suppressed = {
        "ActionsSuppressor": "held-maintenance",
        "ActionsSuppressorWaitPeriod": 60,
        "ActionsSuppressorExtensionPeriod": 60,
    }
    resources = {
        "Maintenance": alarm("held-maintenance", TreatMissingData="breaching"),
        "Child": alarm("held-child"),
        "Told": composite("held-told", "ALARM(held-child)", "Child", "Maintenance", AlarmActions=[arn], **suppressed),
    }
    assert stack_of(cloud, "held", resources) == "CREATE_COMPLETE"
    become(cloud, "held-", {"held-maintenance": "ALARM", "held-child": "OK", "held-told": "OK"})
    put(cloud, "held-child")
    become(cloud, "held-", {"held-maintenance": "ALARM", "held-child": "ALARM", "held-told": "ALARM"})
    assert heard(cloud, url) == []


def test_the_times_of_metrics_stay_real(cloud: EmbeddedCloud) -> None:
    before = datetime.now(UTC).timestamp()
    put(cloud, "real")
    [result] = client(cloud, "cloudwatch").get_metric_data(
        MetricDataQueries=[
            {
                "Id": "m",
                "MetricStat": {
                    "Metric": {"Namespace": "Tested", "MetricName": "real"},
                    "Period": 60,
                    "Stat": "Sum",
                },
            }
        ],
        StartTime=before - 300,
        EndTime=before + 300,
    )["MetricDataResults"]
    [found] = result["Timestamps"]
    assert abs(found.timestamp() - before) <= 61
