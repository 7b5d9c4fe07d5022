"""Rules of EventBridge: what a bucket tells, and the queues and functions that admit them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from tests.acceptance.expectation import eventually
from tests.acceptance.test_cloudtrail import stack_of
from tests.acceptance.watched_trail import WatchedTrail, client

Resources = dict[str, Any]
MakeFunction = Callable[..., str]

EVENTS = {"Service": "events.amazonaws.com"}
TOLD = "import json\n\ndef handler(event, context):\n    print('told', json.dumps(event['detail']))\n"


@pytest.fixture(scope="module")
def cloud() -> Iterator[EmbeddedCloud]:
    with EmbeddedCloud(digest_interval_seconds=86_400) as cloud:
        yield cloud


def rule(name: str, pattern: Any, target: Any) -> Resources:
    targets = [{"Id": "target", "Arn": target}]
    return {name: {"Type": "AWS::Events::Rule", "Properties": {"EventPattern": pattern, "Targets": targets}}}


def queue(name: str, admitted_rule: str = "") -> Resources:
    resources: Resources = {name: {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name}}}
    if admitted_rule:
        arn, condition = {"Fn::GetAtt": [name, "Arn"]}, {"aws:SourceArn": {"Fn::GetAtt": [admitted_rule, "Arn"]}}
        statements = [
            {
                "Effect": "Allow",
                "Principal": EVENTS,
                "Action": "sqs:SendMessage",
                "Resource": arn,
                "Condition": {"ArnEquals": condition},
            },
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:*",
                "Resource": arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ]
        policy = {"Queues": [{"Ref": name}], "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
        resources[f"{name}Policy"] = {"Type": "AWS::SQS::QueuePolicy", "Properties": policy}
    return resources


def received(cloud: EmbeddedCloud, name: str) -> list[Any]:
    sqs = client(cloud, "sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]


def test_a_bucket_tells_of_the_digests_that_cloudtrail_puts_there(cloud: EmbeddedCloud) -> None:
    trail = WatchedTrail(cloud)
    trail.bucket = "telling"
    told = {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    pattern = {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [trail.bucket]}, "object": {"key": [{"wildcard": "*/CloudTrail-Digest/*"}]}},
    }
    properties = {"BucketName": trail.bucket, "NotificationConfiguration": told}
    resources = {"Bucket": {"Type": "AWS::S3::Bucket", "Properties": properties}}
    resources |= rule("Digests", pattern, {"Fn::GetAtt": ["digests", "Arn"]}) | queue("digests", "Digests")
    assert stack_of(cloud, "telling", resources) == "CREATE_COMPLETE"
    trail.start(EnableLogFileValidation=True)
    cloud.deliver()
    [event] = eventually(lambda: received(cloud, "digests"))
    [key] = [key for key in trail.stored() if "/CloudTrail-Digest/" in key]
    assert (event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]) == (trail.bucket, key)
    trail.delete()


def test_a_queue_that_does_not_admit_a_rule_is_told_nothing(cloud: EmbeddedCloud) -> None:
    pattern = {"source": ["of-a-test"]}
    resources = queue("admitting", "Admitted") | queue("other", "Admitted")
    resources |= rule("Admitted", pattern, {"Fn::GetAtt": ["admitting", "Arn"]})
    resources |= rule("Refused", pattern, {"Fn::GetAtt": ["other", "Arn"]})
    assert stack_of(cloud, "admission", resources) == "CREATE_COMPLETE"
    cloud.client("events").put_events(Entries=[{"Source": "of-a-test", "DetailType": "x", "Detail": "{}"}])
    assert eventually(lambda: received(cloud, "admitting"))
    assert received(cloud, "other") == []


def test_a_function_is_told_once_it_admits_the_rule(cloud: EmbeddedCloud, make_function: MakeFunction) -> None:
    name = make_function(cloud, "told", TOLD)
    cloud.client("iam").put_role_policy(
        RoleName=name,
        PolicyName="log",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]}
        ),
    )
    arn = f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
    assert stack_of(cloud, "function", rule("Rule", {"source": ["of-a-function"]}, arn)) == "CREATE_COMPLETE"

    def tell(number: int) -> None:
        entry = {"Source": "of-a-function", "DetailType": "x", "Detail": json.dumps({"number": number})}
        cloud.client("events").put_events(Entries=[entry])

    tell(1)
    source = client(cloud, "events").list_rule_names_by_target(TargetArn=arn)["RuleNames"][0]
    cloud.client("lambda").add_permission(
        FunctionName=name,
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal=EVENTS["Service"],
        SourceArn=f"arn:aws:events:us-east-1:000000000000:rule/{source}",
    )
    tell(2)
    logs = client(cloud, "logs")

    def printed() -> list[str]:
        if not logs.describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{name}")["logGroups"]:
            return []
        events = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
        return [event["message"].strip() for event in events if event["message"].startswith("told")]

    assert eventually(printed) == ['told {"number": 2}']
