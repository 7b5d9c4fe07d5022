"""The rules on the deployment's own roles and resources, evaluated on records as CloudTrail writes them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.core.filter_pattern import PATTERN_LIMIT_CHARACTERS, parse
from stacks.config import load
from stacks.config.rules import OWN_CHANGES, OWN_MISUSES
from stacks.own_rule import EXPECTED, own_rules, rules
from tests.stacks.golden import SETUPS
from tests.stacks.refused_config_case import ORGANIZATION, PLACE
from tests.stacks.synthesis import Synthesis

ACCOUNT, MANAGEMENT = "111122223333", "444455556666"
LONG = "a" * 200
Record = dict[str, Any]
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "one account": PLACE,
    "an account that only the deployment knows": {},
    "an organization": PLACE | {"organization": ORGANIZATION},
    "long names": PLACE
    | {
        "organization": ORGANIZATION,
        "archive": {"bucket_name": "b" * 63},
        "quarantine": {"bucket_name": "c" * 63},
        "destination": {"log_group_name": f"/1{LONG}"},
        "native": {"log_group_name": f"/2{LONG}"},
        "verification": {"log_group_name": f"/3{LONG}", "table_name": f"v{LONG}"},
        "ledger": {"table_name": f"l{LONG}"},
    },
    **{setup: golden["configuration"] for setup, golden in SETUPS.items()},
}


def call(function: str, event_name: str, account: str = ACCOUNT, region: str = "eu-central-1") -> Record:
    """By a function's role."""
    issuer = {"type": "Role", "userName": f"trailkeeper-{function}-{region}"}
    identity = {"type": "AssumedRole", "accountId": account, "sessionContext": {"sessionIssuer": issuer}}
    return {"userIdentity": identity, "eventName": event_name, "recipientAccountId": account}


def change(source: str, event_name: str, by: str = "203.0.113.7", account: str = ACCOUNT, **named: Any) -> Record:
    """By a person."""
    return {
        "eventSource": f"{source}.amazonaws.com",
        "eventName": event_name,
        "sourceIPAddress": by,
        "readOnly": False,
        "managementEvent": True,
        "recipientAccountId": account,
        "requestParameters": named,
    }


def matched(configuration: dict[str, Any], record: Record) -> list[str]:
    found = own_rules(load(configuration))
    return [rule.name for rule in found if parse(rule.pattern).matches(json.loads(json.dumps(record)))]


@pytest.mark.parametrize("configuration", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_every_rule_is_one_that_cloudwatch_logs_takes_too(configuration: dict[str, Any]) -> None:
    found = list(own_rules(load(configuration)))
    assert [rule.name for rule in found if len(rule.pattern) > PATTERN_LIMIT_CHARACTERS] == []
    assert [parse(rule.pattern).text for rule in found] == [rule.pattern for rule in found]


def test_the_rules_are_those_that_the_configuration_knows_by_name() -> None:
    assert [rule.name for rule in own_rules(load({}))] == [*OWN_MISUSES.values(), *OWN_CHANGES]


MISUSED: dict[str, tuple[str, Record]] = {
    "who am I": ("own-deliver-role-misused", call("deliver", "GetCallerIdentity")),
    "what is there": ("own-verify-role-misused", call("verify", "ListBuckets")),
    "a change of the trail": ("own-watch-role-misused", call("watch", "StopLogging")),
    "another object of watch's": ("own-watch-role-misused", call("watch", "GetObject")),
    "more rights": ("own-setup-role-misused", call("setup", "PutRolePolicy")),
}


@pytest.mark.parametrize(("rule", "record"), MISUSED.values(), ids=MISUSED)
@pytest.mark.parametrize("configuration", [{}, PLACE], ids=["any account", "one account"])
def test_a_call_that_a_function_never_makes_is_a_misuse_of_its_role(
    configuration: dict[str, Any], rule: str, record: Record
) -> None:
    assert matched(configuration, record) == [rule]


OWN_CALLS = [
    (function.removeprefix("trailkeeper-"), event_name.replace("*", "Batch"))
    for function, event_names in EXPECTED.items()
    for event_name in event_names
]


@pytest.mark.parametrize(("function", "event_name"), OWN_CALLS)
def test_what_a_function_calls_is_no_misuse(function: str, event_name: str) -> None:
    assert matched(PLACE, call(function, event_name)) == []


def test_a_role_of_the_same_name_in_another_account_or_region_is_not_the_deployments() -> None:
    assert matched(PLACE, call("deliver", "ListBuckets", account="999900001111")) == []
    assert matched(PLACE, call("deliver", "ListBuckets", region="us-east-1")) == []


# As CloudTrail names an action where its event has another name, and the actions of several.
NAMED = {
    "s3:ListBucket": ["ListObjects"],
    "s3:ListBucketVersions": ["ListObjectVersions"],
    "s3:GetObjectVersion": ["GetObject"],
    "dynamodb:PutItem": ["PutItem"],
    "kms:ReEncrypt*": ["ReEncrypt"],
    "kms:GenerateDataKey*": ["GenerateDataKey"],
    "sqs:SendMessage": ["SendMessage", "SendMessageBatch"],
    "sqs:DeleteMessage": ["DeleteMessage", "DeleteMessageBatch"],
}

NEVER_CALLED = {"deliver": ["ListObjects"]}
"""Of what is allowed: S3 tells only whoever may list a bucket that an object is gone."""


def allowed(synthesis: Synthesis, role: str) -> Iterator[str]:
    (policy,) = synthesis.of_type("AWS::IAM::Role")[role]["Policies"]
    for statement in policy["PolicyDocument"]["Statement"]:
        actions = statement["Action"]
        yield from [actions] if isinstance(actions, str) else actions


@pytest.mark.parametrize("function", ["deliver", "verify", "watch", "setup"])
def test_what_a_role_may_do_is_what_its_function_is_expected_to_call(synthesis: Synthesis, function: str) -> None:
    actions = list(allowed(synthesis, f"{function.capitalize()}Role"))
    calls = [name for action in actions for name in NAMED.get(action, [action.partition(":")[2]])]
    assert len(calls) > 3
    assert [name for name in calls if matched({}, call(function, name))] == NEVER_CALLED.get(function, [])


CHANGED: dict[str, tuple[str, Record]] = {
    "code": (
        "own-function-changed",
        change("lambda", "UpdateFunctionCode20150331v2", functionName="trailkeeper-deliver"),
    ),
    "a function by its ARN": (
        "own-function-changed",
        change(
            "lambda",
            "PutFunctionConcurrency20171031",
            functionName=f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:trailkeeper-watch",
        ),
    ),
    "an event source": (
        "own-function-changed",
        change("lambda", "UpdateEventSourceMapping20150331", uUID="0")
        | {
            "responseElements": {
                "functionArn": f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:trailkeeper-deliver",
            }
        },
    ),
    "a role": ("own-role-changed", change("iam", "PutRolePolicy", roleName="trailkeeper-deliver-eu-central-1")),
    "the link's role": ("own-role-changed", change("iam", "DeleteRole", roleName="trailkeeper-native-eu-central-1")),
    "a table": ("own-table-changed", change("dynamodb", "DeleteTable", tableName="trailkeeper-ledger")),
    "a table's policy": (
        "own-table-changed",
        change(
            "dynamodb",
            "PutResourcePolicy",
            resourceArn=f"arn:aws:dynamodb:eu-central-1:{ACCOUNT}:table/trailkeeper-verification",
        ),
    ),
    "a queue": (
        "own-queue-changed",
        change(
            "sqs",
            "PurgeQueue",
            queueUrl=f"https://sqs.eu-central-1.amazonaws.com/{ACCOUNT}/trailkeeper-notifications",
        ),
    ),
    "a topic": (
        "own-topic-changed",
        change("sns", "SetTopicAttributes", topicArn=f"arn:aws:sns:eu-central-1:{ACCOUNT}:trailkeeper-alarms"),
    ),
    "a subscription": (
        "own-topic-changed",
        change(
            "sns",
            "Unsubscribe",
            subscriptionArn=f"arn:aws:sns:eu-central-1:{ACCOUNT}:trailkeeper-notifications:0123",
        ),
    ),
    "records": ("own-log-group-changed", change("logs", "DeleteLogGroup", logGroupName="/trailkeeper/records")),
    "a log": (
        "own-log-group-changed",
        change("logs", "DeleteLogStream", logGroupName="/aws/lambda/trailkeeper-verify"),
    ),
    "the archive": (
        "own-bucket-changed",
        change("s3", "PutBucketPolicy", bucketName=f"trailkeeper-archive-{ACCOUNT}-eu-central-1"),
    ),
    "an alarm": ("own-alarm-changed", change("monitoring", "DeleteAlarms", alarmNames=["trailkeeper-trail-stopped"])),
    "an alarm's actions": (
        "own-alarm-changed",
        change("monitoring", "PutMetricAlarm", alarmName="trailkeeper-trail-stopped"),
    ),
    "a schedule": ("own-schedule-changed", change("events", "DisableRule", name="trailkeeper-watch")),
    "a schedule's target": ("own-schedule-changed", change("events", "RemoveTargets", rule="trailkeeper-verification")),
}


@pytest.mark.parametrize(("rule", "record"), CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize("configuration", [{}, PLACE], ids=["any account", "one account"])
def test_a_change_of_an_own_resource_is_matched(configuration: dict[str, Any], rule: str, record: Record) -> None:
    assert matched(configuration, record) == [rule]


@pytest.mark.parametrize(("rule", "record"), CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize(
    "other",
    [{"sourceIPAddress": "cloudformation.amazonaws.com"}, {"readOnly": True}, {"managementEvent": False}],
    ids=["CloudFormation", "what only reads", "data"],
)
def test_neither_cloudformation_nor_a_read_nor_a_data_event_is(rule: str, record: Record, other: Record) -> None:
    assert matched(PLACE, record | other) == []


UNTOLD: dict[str, Record] = {
    "another's function": change("lambda", "UpdateFunctionCode20150331v2", functionName="orders"),
    "another account of the organization": change(
        "dynamodb", "DeleteTable", account="999900001111", tableName="trailkeeper-ledger"
    ),
    "a stream of the function's own": change("logs", "CreateLogStream", logGroupName="/aws/lambda/trailkeeper-deliver"),
    "a table whose name is longer": change("dynamodb", "DeleteTable", tableName="trailkeeper-ledger-2"),
}


@pytest.mark.parametrize("record", UNTOLD.values(), ids=UNTOLD)
def test_what_is_not_the_deployments_or_its_daily_work_is_not_matched(record: Record) -> None:
    assert matched(PLACE | {"organization": ORGANIZATION}, record) == []


def test_of_an_organization_the_management_account_has_own_resources_too() -> None:
    record = change("lambda", "DeleteFunction20150331", account=MANAGEMENT, functionName="trailkeeper-setup")
    assert matched(PLACE | {"organization": ORGANIZATION}, record) == ["own-function-changed"]


def test_a_long_name_is_known_by_its_beginning() -> None:
    record = change("logs", "DeleteLogGroup", logGroupName=f"/1{LONG}")
    assert matched(CONFIGURATIONS["long names"], record) == ["own-log-group-changed"]


def test_without_the_pipeline_there_are_no_rules_on_what_it_would_have() -> None:
    found = {rule.name for rule in own_rules(load({"ingestion": "native"}))}
    assert found == {"own-setup-role-misused", *OWN_CHANGES} - {"own-table-changed", "own-queue-changed"}


def test_a_rule_that_is_off_is_left_out_and_one_of_ones_own_stands_last() -> None:
    own = {"name": "root-use", "title": "Root", "pattern": "{ $.a = 1 }"}
    found = rules(load({"rules": {"off": ["root-use", "own-role-changed"], "own": [own]}}))
    names = [rule.name for rule in found]
    assert (names.count("root-use"), names[-1], "own-role-changed" in names) == (1, "root-use", False)


def test_what_a_rule_says_is_a_sentence_without_its_full_stop() -> None:
    assert [rule.title for rule in own_rules(load({})) if not re.fullmatch(r"[A-Z].*[^.]", rule.title)] == []
