"""The table of notices for tests, with the key that the stack gives it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def create(client: "DynamoDBClient", name: str) -> None:
    client.create_table(
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": "rule", "AttributeType": "S"},
            {"AttributeName": "actor", "AttributeType": "S"},
        ],
        KeySchema=[{"AttributeName": "rule", "KeyType": "HASH"}, {"AttributeName": "actor", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST",
    )
