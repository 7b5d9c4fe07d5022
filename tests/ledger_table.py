"""The ledger's table for tests, with the key that the stack gives it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


def create(client: "DynamoDBClient", name: str) -> None:
    client.create_table(
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": "folder", "AttributeType": "S"},
            {"AttributeName": "name", "AttributeType": "S"},
        ],
        KeySchema=[{"AttributeName": "folder", "KeyType": "HASH"}, {"AttributeName": "name", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )


def key_of(log_file: str) -> dict[str, "AttributeValueTypeDef"]:
    """Of BUCKET/KEY, as DynamoDB wants it."""
    folder, _, name = log_file.rpartition("/")
    return {"folder": {"S": folder}, "name": {"S": name}}
