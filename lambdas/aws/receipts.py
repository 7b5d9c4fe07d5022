"""The ledger in DynamoDB, read: a folder's receipts, or all there are.

A page is at most 1 MB, in the order of the names, and an item that is no receipt does not hide its neighbours.
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html (2026-04-13)
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from lambdas.aws.error import named
from lambdas.aws.item import FOLDER, NAME, Item, log_file, receipt
from lambdas.core.receipt import Receipt, UnreadableReceipt

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# "name" is a reserved word:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html (2026-04-13)
_WHERE = "#folder = :folder AND #name BETWEEN :first AND :last"


class Receipts:
    """Needs no action but dynamodb:Query."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def between(self, folder: str, first: str, last: str) -> Iterator[Receipt | UnreadableReceipt]:
        """Of a folder, BUCKET/…/DD, those whose names lie between the two, both included, in the order of the names.

        Neither name may be empty, nor may the first come after the last: ConfigurationError. Raises Unavailable too.
        """
        asked: dict[str, Any] = {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": _WHERE,
            "ExpressionAttributeNames": {"#folder": FOLDER, "#name": NAME},
            "ExpressionAttributeValues": {":folder": {"S": folder}, ":first": {"S": first}, ":last": {"S": last}},
        }
        pages = iter(self._client.get_paginator("query").paginate(**asked))
        while True:
            with named(f"table {self._table}"):
                page: Any = next(pages, None)
            if page is None:
                return
            yield from map(_read, page["Items"])


def _read(stored: Item) -> Receipt | UnreadableReceipt:
    try:
        return receipt(stored)
    except (msgspec.ValidationError, ValueError) as error:
        return UnreadableReceipt(log_file(stored), str(error))


def receipts(client: "DynamoDBClient", table: str) -> Iterator[Receipt]:
    """Every receipt of a table; reads all of it."""
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for stored in page["Items"]:
            yield receipt(stored)  # type: ignore[arg-type]  # the low-level client's attributes
