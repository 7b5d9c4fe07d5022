from typing import Any

import pytest

from local.server.delivery.selector import advanced_selects, basic_selects, logs
from local.server.trails.refusal import Refusal
from local.server.trails.selection import check_advanced, check_basic
from local.server.trails.trail import Trail

ACCOUNT = "111122223333"

Fields = dict[str, Any]


def record(**fields: Any) -> Fields:
    return {
        "eventSource": "sqs.amazonaws.com",
        "eventName": "CreateQueue",
        "eventCategory": "Management",
        "readOnly": False,
        "awsRegion": "eu-west-1",
        "recipientAccountId": ACCOUNT,
        "userIdentity": {},
        **fields,
    }


def object_record(**fields: Any) -> Fields:
    resources = [
        {"type": "AWS::S3::Object", "ARN": "arn:aws:s3:::b/logs/1"},
        {"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::b"},
    ]
    return record(
        eventSource="s3.amazonaws.com", eventName="GetObject", eventCategory="Data", resources=resources, **fields
    )


def trail(**settings: Any) -> Trail:
    return Trail("main", "eu-west-1", ACCOUNT, "b", **{"logging": True, **settings})


def field(name: str, **operators: list[str]) -> Fields:
    return {"Field": name, **operators}


def advanced(*fields: Fields) -> Fields:
    return {"FieldSelectors": list(fields)}


MANAGEMENT = field("eventCategory", Equals=["Management"])
DATA = field("eventCategory", Equals=["Data"])
OBJECTS = field("resources.type", Equals=["AWS::S3::Object"])


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ({}, True),
        ({"ReadWriteType": "ReadOnly"}, False),
        ({"ReadWriteType": "WriteOnly"}, True),
        ({"IncludeManagementEvents": False}, False),
        ({"ExcludeManagementEventSources": ["sqs.amazonaws.com"]}, False),
    ],
)
def test_basic_selectors_of_management_events(selector: Fields, selected: bool) -> None:  # noqa: FBT001
    assert basic_selects(selector, record()) is selected


@pytest.mark.parametrize(
    ("values", "selected"),
    [
        (["arn:aws:s3"], True),
        (["arn:aws:s3:::b/"], True),
        (["arn:aws:s3:::b/logs/"], True),
        (["arn:aws:s3:::other/"], False),
        ([], False),
    ],
)
def test_basic_selectors_of_objects_are_prefixes_of_their_arns(values: list[str], selected: bool) -> None:  # noqa: FBT001
    selector = {"DataResources": [{"Type": "AWS::S3::Object", "Values": values}]}
    assert basic_selects(selector, object_record()) is selected


def test_basic_selectors_of_functions_name_the_whole_function() -> None:
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:deliver"
    resource = {"type": "AWS::Lambda::Function", "ARN": arn}
    invoked = record(eventCategory="Data", resources=[resource])

    def selects(value: str) -> bool:
        return basic_selects({"DataResources": [{"Type": "AWS::Lambda::Function", "Values": [value]}]}, invoked)

    assert selects("arn:aws:lambda")
    assert selects(arn)
    assert not selects(arn.removesuffix("liver"))


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        (advanced(DATA, OBJECTS), True),
        (advanced(MANAGEMENT), False),
        (advanced(DATA, OBJECTS, field("readOnly", Equals=["false"])), False),
        (advanced(DATA, OBJECTS, field("eventName", Equals=["PutObject", "GetObject"])), True),
        (advanced(DATA, OBJECTS, field("eventName", NotEquals=["PutObject"], StartsWith=["Get"])), True),
        (advanced(DATA, OBJECTS, field("eventName", NotStartsWith=["Get"])), False),
        (advanced(DATA, OBJECTS, field("resources.ARN", EndsWith=["/2", "/1"])), True),
        (advanced(DATA, OBJECTS, field("resources.ARN", NotEndsWith=["/2", "/1"])), False),
        (advanced(DATA, OBJECTS, field("userIdentity.arn", Equals=["x"])), False),
        (advanced(DATA, OBJECTS, field("userIdentity.arn", NotEquals=["x"])), True),
        (advanced(DATA, field("resources.type", Equals=["AWS::SQS::Queue"])), False),
    ],
)
def test_advanced_selectors(selector: Fields, selected: bool) -> None:  # noqa: FBT001
    assert advanced_selects(selector, object_record(readOnly=True)) is selected


@pytest.mark.parametrize(
    ("settings", "fields", "logged"),
    [
        ({}, {}, True),
        ({"logging": False}, {}, False),
        ({}, {"awsRegion": "us-east-1"}, False),
        ({"multi_region": True}, {"awsRegion": "us-east-1"}, True),
        ({}, {"recipientAccountId": "444455556666"}, False),
        ({}, {"eventSource": "iam.amazonaws.com", "awsRegion": "us-east-1"}, False),
        ({"multi_region": True}, {"eventSource": "iam.amazonaws.com", "awsRegion": "us-east-1"}, True),
        ({"home_region": "us-east-1"}, {"eventSource": "iam.amazonaws.com", "awsRegion": "us-east-1"}, True),
        (
            {"home_region": "us-east-1", "include_global_services": False},
            {"eventSource": "iam.amazonaws.com", "awsRegion": "us-east-1"},
            False,
        ),
    ],
)
def test_a_trail_logs_the_regions_that_it_covers(settings: Fields, fields: Fields, logged: bool) -> None:  # noqa: FBT001
    base = {"name": "main", "home_region": "eu-west-1", "account_id": ACCOUNT, "bucket": "b", "logging": True}
    assert logs(Trail(**{**base, **settings}), record(**fields)) is logged


def test_by_default_a_trail_logs_no_data_events() -> None:
    assert not logs(trail(), object_record())


@pytest.mark.parametrize(
    "selectors",
    [
        [],
        [advanced(OBJECTS)],
        [advanced(DATA)],
        [advanced(MANAGEMENT, field("eventName", Equals=["x"]))],
        [advanced(MANAGEMENT, field("eventSource", Equals=["kms.amazonaws.com"]))],
        [advanced(DATA, field("resources.type", Equals=["AWS::S3::Object", "AWS::SQS::Queue"]))],
        [advanced(DATA, OBJECTS, field("resources.ARN", StartsWith=[str(n) for n in range(500)]))],
    ],
)
def test_advanced_selectors_that_cloudtrail_refuses(selectors: list[Fields]) -> None:
    with pytest.raises(Refusal) as refused:
        check_advanced(selectors)
    assert refused.value.code == "InvalidEventSelectorsException"


@pytest.mark.parametrize(
    "selectors",
    [
        [],
        [{}] * 6,
        [{"DataResources": [{"Type": "AWS::SQS::Queue", "Values": []}]}],
        [{"ExcludeManagementEventSources": ["s3.amazonaws.com"]}],
    ],
)
def test_basic_selectors_that_cloudtrail_refuses(selectors: list[Fields]) -> None:
    with pytest.raises(Refusal) as refused:
        check_basic(selectors)
    assert refused.value.code == "InvalidEventSelectorsException"
