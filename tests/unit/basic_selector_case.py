"""Basic selectors as a person writes them in cdk.json: what is allowed, and the line for each that is not."""

from typing import Any

from tests.unit.selector_case import DELIVER, Json, texts

S3, LAMBDA, DYNAMODB = "AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"


def resources(kind: str, *values: str) -> Json:
    return {"DataResources": [{"Type": kind, "Values": list(values)}]}


VALID_BASIC: dict[str, list[Json]] = {
    "all defaults": [{}],
    "every key": [
        {
            "ReadWriteType": "WriteOnly",
            "IncludeManagementEvents": True,
            "DataResources": [{"Type": S3, "Values": ["arn:aws:s3:::b/", "arn:aws:s3:::b/logs"]}],
            "ExcludeManagementEventSources": ["kms.amazonaws.com", "rdsdata.amazonaws.com"],
        }
    ],
    "objects alone": [{"IncludeManagementEvents": False, **resources(S3, "arn:aws-us-gov:s3")}],
    "every function": [resources(LAMBDA, "arn:aws:lambda")],
    "one function": [resources(LAMBDA, DELIVER)],
    "one table": [resources(DYNAMODB, "arn:aws-cn:dynamodb:cn-north-1:111122223333:table/a.b_c-d")],
    "five selectors": [{}] * 5,
    "250 values": [resources(S3, *texts(100)), resources(S3, *texts(100)), resources(S3, *texts(50))],
}

TYPES = f"one of {S3}, {LAMBDA}, {DYNAMODB} (advanced selectors know every type)"
SOURCES = "kms.amazonaws.com, rdsdata.amazonaws.com"

INVALID_BASIC: list[tuple[list[Any], str]] = [
    (
        [{}] * 6,
        (
            ": expected a list of at most 5 basic event selectors, as put-event-selectors takes it,"
            " got [{}, {}, {}, {}, {}, {}]"
        ),
    ),
    ([resources(S3, *texts(126)), resources(S3, *texts(125))], ": expected at most 250 values in all, got 251"),
    (
        [resources("AWS::SQS::Queue", "arn:aws:sqs")],
        f'[0].DataResources[0].Type: expected {TYPES}, got "AWS::SQS::Queue"',
    ),
    (
        [{"ExcludeManagementEventSources": ["sts.amazonaws.com"]}],
        f'[0].ExcludeManagementEventSources[0]: expected one of {SOURCES}, got "sts.amazonaws.com"',
    ),
    ([{"ReadWriteType": "Write"}], '[0].ReadWriteType: expected one of All, ReadOnly, WriteOnly, got "Write"'),
    ([{"IncludeManagementEvents": "yes"}], '[0].IncludeManagementEvents: expected true or false, got "yes"'),
    ([{"DataResources": 5}], "[0].DataResources: expected a list of data resources, got 5"),
    ([{"ReadWrite": "All"}], "[0].ReadWrite: no such key; did you mean ReadWriteType?"),
]

STRICTER_BASIC: list[tuple[list[Any], str]] = [
    (
        [{"IncludeManagementEvents": False}],
        "[0].DataResources: expected values where IncludeManagementEvents is false, got none",
    ),
    (
        [resources(S3, "my-bucket/")],
        (
            "[0].DataResources[0].Values[0]: expected arn:aws:s3, or an ARN like arn:aws:s3:::BUCKET/PREFIX, got"
            ' "my-bucket/"'
        ),
    ),
    (
        [resources(LAMBDA, "arn:aws:lambda", f"{DELIVER}:live")],
        (
            "[0].DataResources[0].Values[1]: expected arn:aws:lambda, or the ARN of a function without version or"
            f' alias, got "{DELIVER}:live"'
        ),
    ),
    (
        [resources(DYNAMODB, "arn:aws:dynamodb:::table")],
        (
            "[0].DataResources[0].Values[0]: expected arn:aws:dynamodb, or the ARN of a table, got"
            ' "arn:aws:dynamodb:::table"'
        ),
    ),
]
