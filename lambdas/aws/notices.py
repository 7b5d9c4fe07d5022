"""Which notices were sent, in DynamoDB: an item for each rule and actor, until when there is no other notice of them.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html (2026-04-13)
"""

from typing import TYPE_CHECKING, Any

from lambdas.aws.error import named

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

RULE, ACTOR = "rule", "actor"
"""The table's key."""
UNTIL, EXPIRES = "until_s", "expires_s"


class Notices:
    """Needs dynamodb:PutItem. Actors are told by at most 1,024 bytes, which is what a sort key may have."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def claim(self, rule: str, actor: str, now_s: int, lease_seconds: int) -> bool:
        """Raises ConfigurationError or Unavailable."""
        condition = {
            "ConditionExpression": "attribute_not_exists(#until) OR #until <= :now",
            "ExpressionAttributeNames": {"#until": UNTIL},
            "ExpressionAttributeValues": {":now": {"N": str(now_s)}},
        }
        return self._put(rule, actor, now_s + lease_seconds, condition)

    def hold(self, rule: str, actor: str, now_s: int, quiet_seconds: int) -> None:
        """Raises ConfigurationError or Unavailable."""
        self._put(rule, actor, now_s + quiet_seconds, {})

    def _put(self, rule: str, actor: str, until_s: int, condition: dict[str, Any]) -> bool:
        """Whether its condition held. DynamoDB removes the item when it says nothing any more."""
        at = {"N": str(until_s)}
        item: Any = {RULE: {"S": rule}, ACTOR: {"S": actor}, UNTIL: at, EXPIRES: at}
        with named(f"table {self._table}"):
            try:
                self._client.put_item(TableName=self._table, Item=item, **condition)
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True
