"""What verification remembers, in DynamoDB: an item for each head of a chain and each finding.

Under an account's folder, each item's name beginning with its Region's: so that one query has all of an account, and a
chain whose digests have all been deleted is known still. An item more for each such folder is in a partition of their
own: an account whose folder is gone from the bucket is known still.

Invocations may overlap, and what an older one has read is no reason to put back what a newer one has written:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html (2026-04-13)
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from lambdas.aws.error import named
from lambdas.core.chain_state import (
    FINDING,
    HEAD,
    JUDGED,
    Head,
    KnownFinding,
    RegionState,
    chain_of,
    finding_item,
    head_item,
)
from lambdas.core.digest_key import Chain
from lambdas.core.finding_text import Untold

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FOLDER, ITEM = "folder", "item"
ACCOUNTS = "accounts"
"""The partition of the folders, each of whose own names ends with a slash."""
_UNTOLD = "untold"
_NOT_THERE = {"ConditionExpression": "attribute_not_exists(#item)", "ExpressionAttributeNames": {"#item": ITEM}}


class VerificationTable:
    """Needs dynamodb:Query and PutItem."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._registered: set[str] = set()

    def folders(self) -> Sequence[str]:
        """Raises ConfigurationError or Unavailable."""
        with named(f"table {self._table}"):
            pages: Any = self._client.get_paginator("query").paginate(**self._asked(ACCOUNTS, ""))
            return [item[ITEM]["S"] for page in pages for item in page["Items"]]

    def load(self, folder: str, account: str, region: str = "") -> Mapping[str, RegionState]:
        """Raises ConfigurationError or Unavailable."""
        states: dict[str, RegionState] = {}
        with named(f"table {self._table}"):
            pages: Any = self._client.get_paginator("query").paginate(**self._asked(folder, region))
            for page in pages:
                for item in page["Items"]:
                    name = item[ITEM]["S"]
                    state = states.setdefault(name.partition(" ")[0], RegionState())
                    _read(state, folder, account, name, {key: _value(value) for key, value in item.items()})
        return states

    def put_head(self, chain: Chain, head: Head) -> None:
        """They raise as load does."""
        if chain.folder not in self._registered:
            self._put(ACCOUNTS, chain.folder, {})
            self._registered.add(chain.folder)
        self._put(chain.folder, head_item(chain), msgspec.structs.asdict(head), _not_before("end_s", head.end_s))

    def put_judged(self, folder: str, region: str, until_s: int) -> None:
        self._put(folder, f"{region} {JUDGED}", {"until_s": until_s}, _not_before("until_s", until_s))

    def put_finding(self, folder: str, known: KnownFinding) -> None:
        self._put(folder, finding_item(known), msgspec.structs.asdict(known))

    def claim_finding(self, folder: str, known: KnownFinding, before: KnownFinding | None) -> bool:
        as_before = _still(before) if before else _NOT_THERE
        return self._put(folder, finding_item(known), msgspec.structs.asdict(known), as_before)

    def _asked(self, folder: str, region: str) -> dict[str, Any]:
        values = {":folder": {"S": folder}} | ({":region": {"S": f"{region} "}} if region else {})
        return {
            "TableName": self._table,
            "ConsistentRead": True,
            "KeyConditionExpression": "folder = :folder" + (" AND begins_with(#item, :region)" if region else ""),
            "ExpressionAttributeValues": values,
            **({"ExpressionAttributeNames": {"#item": ITEM}} if region else {}),
        }

    def _put(self, folder: str, item: str, values: Mapping[str, Any], only: Mapping[str, Any] | None = None) -> bool:
        """Whether its condition held."""
        named_by = {FOLDER: {"S": folder}, ITEM: {"S": item}}
        written = {name: _attribute(value) for name, value in values.items() if value}
        with named(f"table {self._table}"):
            try:
                self._client.put_item(TableName=self._table, Item={**written, **named_by}, **(only or {}))
            except self._client.exceptions.ConditionalCheckFailedException:
                return False
        return True


def _not_before(name: str, at_s: int) -> dict[str, Any]:
    return {
        "ConditionExpression": "attribute_not_exists(#at) OR #at <= :at",
        "ExpressionAttributeNames": {"#at": name},
        "ExpressionAttributeValues": {":at": {"N": str(at_s)}},
    }


def _still(before: KnownFinding) -> dict[str, Any]:
    return {
        "ConditionExpression": "#last = :last AND #state = :state",
        "ExpressionAttributeNames": {"#last": "last_s", "#state": "state"},
        "ExpressionAttributeValues": {":last": _attribute(before.last_s), ":state": _attribute(before.state)},
    }


def _read(state: RegionState, folder: str, account: str, name: str, values: Mapping[str, Any]) -> None:
    kind = name.split(" ", 2)[1]
    if kind == HEAD:
        state.heads[chain_of(folder, account, name)] = msgspec.convert(values, Head)
    elif kind == JUDGED:
        state.judged_s = int(values["until_s"])
    elif kind == FINDING:
        known = msgspec.convert(values, Untold if _UNTOLD in values else KnownFinding)
        state.findings[known.finding.id] = known


def _attribute(value: Any) -> dict[str, Any]:
    match value:
        case int():
            return {"N": str(value)}
        case tuple():
            return {"L": [_attribute(inner) for inner in value]}
    return {"S": str(value)}


def _value(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    if kind == "L":
        return tuple(_value(inner) for inner in value)
    return int(value) if kind == "N" else value
