"""The resources of a record: of S3 always, of other services where published records have them, and of data events."""

from collections.abc import Callable
from typing import Any

from local.server.exchange import Exchange
from local.server.records import s3
from local.server.records.classification import data_type
from local.server.records.operation import Operation

Parameters = dict[str, Any]


def _arn(service: str, kind: str = "") -> Callable[[Exchange, str], str]:
    def arn(exchange: Exchange, name: str) -> str:
        if name.startswith("arn:"):
            return name
        return f"arn:aws:{service}:{exchange.region}:{exchange.account_id}:{kind}{name}"

    return arn


def _queue(exchange: Exchange, url: str) -> str:
    account, _, name = url.rpartition("/")
    return f"arn:aws:sqs:{exchange.region}:{account.rpartition('/')[2] or exchange.account_id}:{name}"


# By resource type: which parameters name the resource, and its ARN by that name.
ARNS: dict[str, tuple[tuple[str, ...], Callable[[Exchange, str], str]]] = {
    "AWS::CloudTrail::Channel": (("channelArn",), _arn("cloudtrail")),
    "AWS::DynamoDB::Table": (("TableName",), _arn("dynamodb", "table/")),
    "AWS::IAM::Role": (("RoleArn",), _arn("iam")),
    "AWS::Kinesis::Stream": (("StreamARN", "StreamName"), _arn("kinesis", "stream/")),
    "AWS::KinesisFirehose::DeliveryStream": (("DeliveryStreamName",), _arn("firehose", "deliverystream/")),
    "AWS::KMS::Key": (("KeyId",), _arn("kms", "key/")),
    "AWS::Lambda::Function": (("FunctionName",), _arn("lambda", "function:")),
    "AWS::SNS::Topic": (("TopicArn",), _arn("sns")),
    "AWS::SQS::Queue": (("QueueUrl",), _queue),
}

# Management events whose published records have resources, by service.
OF_PARAMETERS = {"DeleteParameter", "GetParameter", "GetParameters", "PutParameter"}
MANAGED = {"dynamodb": "AWS::DynamoDB::Table", "kms": "AWS::KMS::Key", "sqs": "AWS::SQS::Queue"}


def resources(
    exchange: Exchange, operation: Operation, sent: Parameters, answered: Parameters, bucket_owner: str
) -> list[dict[str, Any]]:
    data = data_type(operation)
    if operation.service == "s3":
        return s3.resources(operation, bucket_owner, data=data is not None)
    if operation.service == "ssm":
        return _parameters(exchange, operation, sent)
    kind = data or MANAGED.get(operation.service)
    if operation.model.name == "AssumeRole":
        kind = "AWS::IAM::Role"
    if kind is None or kind not in ARNS:
        return []
    names, arn = ARNS[kind]
    known = _identifiers(sent) | _identifiers(answered)
    found = [arn(exchange, known[name]) for name in names if known.get(name)]
    return [{"accountId": text.split(":")[4], "type": kind, "ARN": text} for text in found[:1]]


def _parameters(exchange: Exchange, operation: Operation, sent: Parameters) -> list[dict[str, Any]]:
    """Systems Manager gives its parameters no type."""
    if operation.model.name not in OF_PARAMETERS:
        return []
    names = sent.get("Names") or [sent.get("Name", "")]
    arn = _arn("ssm", "parameter/")
    return [{"accountId": exchange.account_id, "ARN": arn(exchange, name.removeprefix("/"))} for name in names]


def _identifiers(values: Parameters) -> dict[str, str]:
    """The strings of a request or a response, with those of its one inner structure (KeyMetadata, TableDescription)."""
    inner = [value for value in values.values() if isinstance(value, dict)]
    merged = {**(inner[0] if len(inner) == 1 else {}), **values}
    return {name: value for name, value in merged.items() if isinstance(value, str)}
