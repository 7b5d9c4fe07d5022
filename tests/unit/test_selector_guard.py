"""The loop guard: whatever is selected, the deployment's own data events are not."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.server.delivery.selector import advanced_selects
from stacks.config.advanced_selector import RESOURCE_ARN, AdvancedSelector, FieldSelector
from stacks.config.selector import MOST_VALUES, SelectorsConfig
from stacks.selector import as_cloudformation, covers, expand, own_problems

Json = dict[str, Any]

PLACE = "eu-west-1:111122223333"
OWN = {
    "AWS::S3::Object": ["arn:aws:s3:::archive/", "arn:aws:s3:::quarantine/"],
    "AWS::Lambda::Function": [f"arn:aws:lambda:{PLACE}:function:deliver"],
    "AWS::DynamoDB::Table": [f"arn:aws:dynamodb:{PLACE}:table/ledger"],
    "AWS::SQS::Queue": [f"arn:aws:sqs:{PLACE}:queue", f"arn:aws:sqs:{PLACE}:dead-letters"],
    "AWS::SNS::Topic": [f"arn:aws:sns:{PLACE}:topic"],
}
ELSEWHERE = "AWS::Kinesis::Stream"


def record(resource_type: str, arn: str) -> Json:
    resource = {"type": resource_type, "ARN": f"{arn}key" if arn.endswith("/") else arn}
    return {
        "eventCategory": "Data",
        "eventName": "GetObject",
        "eventSource": "s3.amazonaws.com",
        "eventType": "AwsApiCall",
        "readOnly": True,
        "resources": [resource],
        "userIdentity": {"arn": f"arn:aws:sts::111122223333:assumed-role/deliver/deliver{arn}"},
    }


def data(resource_type: str, *fields: FieldSelector) -> AdvancedSelector:
    return AdvancedSelector(
        field_selectors=(
            FieldSelector(field="eventCategory", equals=("Data",)),
            FieldSelector(field="resources.type", equals=(resource_type,)),
            *fields,
        )
    )


ARNS = st.sampled_from(
    ["arn:aws:s3:::", "arn:aws:s3:::archive/", "arn:aws:s3:::archive/AWSLogs/", "arn:", "key", "deliver", "/"]
    + [arn for arns in OWN.values() for arn in arns]
)
VALUES = st.lists(ARNS, max_size=4).map(tuple)
FIELDS = st.sampled_from([RESOURCE_ARN, "eventName", "userIdentity.arn"])


@st.composite
def field_selectors(draw: st.DrawFn) -> FieldSelector:
    drawn = [draw(VALUES) for _ in range(6)]
    if not any(drawn):
        drawn[0] = (draw(ARNS),)
    return FieldSelector(draw(FIELDS), *drawn)


ADVANCED = st.builds(
    lambda kind, fields: data(kind, *fields),
    st.sampled_from([*OWN, ELSEWHERE]),
    st.lists(field_selectors(), max_size=3, unique_by=lambda each: each.field),
)
PRESETS = st.lists(
    st.sampled_from(["management", "s3-data", "lambda-data", "dynamodb-data", "network-activity:s3"]), unique=True
).map(tuple)


@given(PRESETS, st.lists(ADVANCED, max_size=40))
def test_no_selector_selects_what_the_pipeline_does(
    presets: tuple[str, ...], advanced: Sequence[AdvancedSelector]
) -> None:
    try:
        expanded = expand(SelectorsConfig(presets=presets or None, advanced=tuple(advanced)), OWN)
    except ValueError as error:
        assert "expected at most 500 values" in str(error)  # noqa: PT017  (either is right)
        return
    assert sum(selector.value_count for selector in expanded) <= MOST_VALUES
    written = as_cloudformation(expanded)
    for resource_type, arns in OWN.items():
        for arn in arns:
            assert not any(advanced_selects(selector, record(resource_type, arn)) for selector in written)


@given(ADVANCED)
def test_what_is_not_the_deployments_own_is_selected_as_before(selector: AdvancedSelector) -> None:
    before = as_cloudformation([selector])[0]
    after = as_cloudformation(expand(SelectorsConfig(presets=(), advanced=(selector,)), OWN))[0]
    for resource_type in (*OWN, ELSEWHERE):
        for arn in ("arn:aws:s3:::archive-2/", f"arn:aws:lambda:{PLACE}:function:deliver2", f"arn:aws:sqs:{PLACE}:q"):
            other = record(resource_type, arn)
            assert advanced_selects(after, other) == advanced_selects(before, other)


@given(ADVANCED)
def test_the_guard_adds_nothing_the_second_time(selector: AdvancedSelector) -> None:
    once = expand(SelectorsConfig(presets=(), advanced=(selector,)), OWN)
    assert expand(SelectorsConfig(presets=(), advanced=once), OWN) == once


def test_own_arns_join_those_that_are_excluded_already() -> None:
    said = FieldSelector(
        field=RESOURCE_ARN, starts_with=("arn:aws:s3:::a",), not_starts_with=("arn:aws:s3:::archive/",)
    )
    expanded = expand(SelectorsConfig(presets=(), advanced=(data("AWS::S3::Object", said),)), OWN)
    assert as_cloudformation(expanded)[0]["FieldSelectors"][-1] == {
        "Field": "resources.ARN",
        "StartsWith": ["arn:aws:s3:::a"],
        "NotStartsWith": ["arn:aws:s3:::archive/", "arn:aws:s3:::quarantine/"],
    }


def test_a_whole_arn_is_excluded_and_no_longer_one() -> None:
    expanded = expand(SelectorsConfig(presets=("lambda-data",)), OWN)
    assert as_cloudformation(expanded)[0]["FieldSelectors"][-1] == {
        "Field": "resources.ARN",
        "NotEquals": [f"arn:aws:lambda:{PLACE}:function:deliver"],
    }


def test_exclusions_that_are_too_many_are_told() -> None:
    advanced = tuple(data("AWS::S3::Object") for _ in range(200))
    with pytest.raises(ValueError, match="expected") as raised:
        expand(SelectorsConfig(presets=(), advanced=advanced), OWN)
    assert str(raised.value) == (
        "advanced: expected at most 500 values in all selectors with the 400 that leave the deployment's own events"
        " out, got 800"
    )


def test_basic_selectors_have_no_advanced_ones() -> None:
    assert expand(msgspec.convert({"basic": [{}]}, SelectorsConfig), OWN) == ()


S3, LAMBDA, DYNAMODB = "AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"
TOKEN = "${Token[AWS.AccountId.4]}"
NAMED = f"arn:${{Token[AWS.Partition.3]}}:s3:::trailkeeper-archive-{TOKEN}-eu-west-1/"
FUNCTION = f"arn:${{Token[AWS.Partition.3]}}:lambda:eu-west-1:{TOKEN}:function:trailkeeper-deliver"

COVERED: list[tuple[str, str, str, bool]] = [
    (S3, "arn:aws:s3", "arn:aws:s3:::archive/", True),
    (S3, "arn:aws:s3:::", "arn:aws:s3:::archive/", True),
    (S3, "arn:aws:s3:::arch", "arn:aws:s3:::archive/", True),
    (S3, "arn:aws:s3:::archive/", "arn:aws:s3:::archive/", True),
    (S3, "arn:aws:s3:::archive/AWSLogs/", "arn:aws:s3:::archive/", True),
    (S3, "arn:aws:s3:::archive-2/", "arn:aws:s3:::archive/", False),
    (S3, "arn:aws:s3:::other/archive/", "arn:aws:s3:::archive/", False),
    (S3, "arn:aws:s3", NAMED, True),
    (S3, "arn:aws:s3:::trailkeeper-archive-11", NAMED, True),
    (S3, "arn:aws:s3:::trailkeeper-archive-111122223333-eu-west-1/", NAMED, True),
    (S3, "arn:aws:s3:::trailkeeper-archive-111122223333-eu-west-1/AWSLogs/", NAMED, True),
    (S3, "arn:aws:s3:::trailkeeper-archive-111122223333-eu-west-2/", NAMED, False),
    (S3, "arn:aws:s3:::other/", NAMED, False),
    (LAMBDA, "arn:aws:lambda", FUNCTION, True),
    (LAMBDA, "arn:aws:lambda:eu-west-1:111122223333:function:trailkeeper-deliver", FUNCTION, True),
    (LAMBDA, "arn:aws:lambda:eu-west-1:111122223333:function:trailkeeper-deliver-2", FUNCTION, False),
    (LAMBDA, "arn:aws:lambda:eu-west-1:111122223333:function:trailkeeper", FUNCTION, False),
    (DYNAMODB, "arn:aws:dynamodb", f"arn:aws:dynamodb:{PLACE}:table/ledger", True),
    (DYNAMODB, f"arn:aws:dynamodb:{PLACE}:table/ledger", f"arn:aws:dynamodb:{PLACE}:table/ledger", True),
    (DYNAMODB, f"arn:aws:dynamodb:{PLACE}:table/ledger-2", f"arn:aws:dynamodb:{PLACE}:table/ledger", False),
]


@pytest.mark.parametrize(("resource_type", "value", "own", "covered"), COVERED)
def test_a_basic_value_covers_an_own_resource_where_it_may_select_it(
    resource_type: str,
    value: str,
    own: str,
    covered: bool,  # noqa: FBT001
) -> None:
    assert covers(resource_type, value, own) is covered


def test_basic_selectors_of_own_resources_are_told() -> None:
    written = {
        "basic": [
            {},
            {"DataResources": [{"Type": S3, "Values": ["arn:aws:s3:::mine/", "arn:aws:s3:::archive/AWSLogs/"]}]},
        ]
    }
    assert own_problems(msgspec.convert(written, SelectorsConfig).basic, OWN) == [
        (
            "basic[1].DataResources[0].Values[1]: expected nothing that covers arn:aws:s3:::archive/, which the"
            ' pipeline itself works with (advanced selectors leave it out), got "arn:aws:s3:::archive/AWSLogs/"'
        )
    ]


def test_basic_selectors_of_other_resources_have_no_problem() -> None:
    written = {"basic": [{"DataResources": [{"Type": S3, "Values": ["arn:aws:s3:::mine/"]}]}]}
    assert own_problems(msgspec.convert(written, SelectorsConfig).basic, OWN) == []
