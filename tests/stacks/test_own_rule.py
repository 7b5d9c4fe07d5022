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
from tests.stacks.own_rule_case import (
    CHANGED,
    CONFIGURATIONS,
    LONG,
    MANAGEMENT,
    MISUSED,
    UNTOLD,
    Record,
    call,
    change,
)
from tests.stacks.refused_config_case import BUCKET, ORGANIZATION, PLACE, TRAIL
from tests.stacks.synthesis import Synthesis


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


@pytest.mark.parametrize("record", UNTOLD.values(), ids=UNTOLD)
def test_what_is_not_the_deployments_or_its_daily_work_is_not_matched(record: Record) -> None:
    assert matched(PLACE | {"organization": ORGANIZATION}, record) == []


@pytest.mark.parametrize(("rule", "record"), CHANGED.values(), ids=CHANGED)
@pytest.mark.parametrize("member", ["readOnly", "managementEvent"])
def test_a_change_is_matched_where_the_record_is_too_old_for_a_member(rule: str, record: Record, member: str) -> None:
    assert matched(PLACE, {key: value for key, value in record.items() if key != member}) == [rule]


def test_an_adopted_trail_is_known_by_its_own_name() -> None:
    adopted = {"trail": {"arn": TRAIL}, "archive": {"bucket_arn": BUCKET}}
    record = change("cloudtrail", "PutEventSelectors", trailName=TRAIL)
    assert matched(PLACE | adopted, record) == ["own-trail-changed"]


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
