"""All that verification remembers of every account, in one pass over its table.

Eventually consistent, which costs half: an item that was written a second ago is in the next look. What is neither a
head nor an open finding is filtered by DynamoDB, and is read and paid for all the same:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html (2026-04-13)
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lambdas.aws.error import named
from lambdas.aws.verification_table import FOLDER, ITEM
from lambdas.core.chain_state import FindingState
from lambdas.core.freshness import Open, Remembered, account_of, reached

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NAMES = {
    "#folder": FOLDER,
    "#item": ITEM,
    "#end": "end_s",
    "#proven": "proven_s",
    "#continued": "continued_by",
    "#code": "code",
    "#state": "state",
    "#first": "first_s",
}
_ASKED: Mapping[str, Any] = {
    "ProjectionExpression": ", ".join(_NAMES),
    "FilterExpression": "attribute_exists(#end) OR #state = :open",
    "ExpressionAttributeNames": _NAMES,
    "ExpressionAttributeValues": {":open": {"S": FindingState.OPEN.value}},
}


class AccountStates:
    """Needs dynamodb:Scan."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def __iter__(self) -> Iterator[Remembered]:
        """A page at a time. Raises ConfigurationError or Unavailable."""
        with named(f"table {self._table}"):
            pages: Any = self._client.get_paginator("scan").paginate(TableName=self._table, **_ASKED)
            for page in pages:
                yield from filter(None, map(_remembered, page["Items"]))


def _remembered(item: Mapping[str, Any]) -> Remembered | None:
    folder, region = item[FOLDER]["S"], item[ITEM]["S"].partition(" ")[0]
    if "end_s" not in item:
        return Open(account_of(folder), region, item["code"]["S"], int(item.get("first_s", {"N": "0"})["N"]))
    proven_s, continued_by = item.get("proven_s", {"N": "0"}), item.get("continued_by", {"S": ""})
    return reached(folder, item[ITEM]["S"], int(item["end_s"]["N"]), int(proven_s["N"]), continued_by["S"])
