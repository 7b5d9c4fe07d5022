"""The ledger in DynamoDB, written: an item for each log file, its receipt.

Writes go out as transactions of up to 100, each with its own condition. A transaction of which one condition fails is
cancelled as a whole; it is tried again without the writes that failed, and the answer holds what there is instead.
"""

import random
import time
import uuid
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from lambdas.aws.body import Body
from lambdas.aws.error import named
from lambdas.aws.item import FOLDER, Attribute, item, receipt
from lambdas.core.error import Throttled, Unavailable
from lambdas.core.receipt import Receipt, Write

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html (2026-11-23)
TRANSACTION_LIMIT_COUNT = 100
TRIES = 5
_PAUSE_SECONDS = 0.02
# Why one of its writes cancelled a transaction (the same source).
_CONDITION_FAILED = "ConditionalCheckFailed"
_OURS = {"None", _CONDITION_FAILED, "TransactionConflict"}
_THROTTLED = {"ProvisionedThroughputExceeded", "ThrottlingError"}
# What boto3 is given to check and to serialize; the request's real body takes its place.
_PLACEHOLDER: Any = [{"Put": {"TableName": "-", "Item": {}}}]
_NEW = {"ConditionExpression": f"attribute_not_exists({FOLDER})"}


class Ledger:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._body = Body(client, "dynamodb.TransactWriteItems")

    def write(self, writes: Sequence[Write]) -> Mapping[str, Receipt | None]:
        """At most one write for a log file. The ones that did not take place, and what there is in their place.

        Raises ConfigurationError or Unavailable: then nothing is known of the writes that had not gone out yet.
        """
        refused: dict[str, Receipt | None] = {}
        rest = iter(writes)
        while some := list(islice(rest, TRANSACTION_LIMIT_COUNT)):
            refused.update(self._write(some))
        return refused

    def _write(self, writes: list[Write]) -> dict[str, Receipt | None]:
        refused: dict[str, Receipt | None] = {}
        for number in range(TRIES):
            reasons = self._transact(writes) if writes else ()
            if not reasons:
                return refused
            rest = []
            for write, reason in zip(writes, reasons, strict=True):
                if reason["Code"] == _CONDITION_FAILED:
                    refused[write.receipt.log_file] = receipt(reason["Item"]) if reason.get("Item") else None
                else:
                    rest.append(write)
            if len(rest) == len(writes):
                # Somebody else writes one of them at this moment.
                time.sleep(random.uniform(0, _PAUSE_SECONDS * 2**number))  # noqa: S311  (no secret)
            writes = rest
        raise Throttled(f"table {self._table}: in conflict with other transactions")

    def _transact(self, writes: Sequence[Write]) -> Sequence[Mapping[str, Any]]:
        """Why each write made the transaction fail, Code None for those that did not; nothing where it succeeded.

        Raises ConfigurationError or Unavailable.
        """
        # The token makes a request that is repeated on the way count once.
        puts, token = [self._put(write) for write in writes], uuid.uuid4().hex
        self._body.set({"TransactItems": puts, "ClientRequestToken": token})
        with named(f"table {self._table}"):
            try:
                self._client.transact_write_items(TransactItems=_PLACEHOLDER)
            except self._client.exceptions.TransactionCanceledException as error:
                reasons: Sequence[Mapping[str, Any]] = error.response["CancellationReasons"]
                for reason in reasons:
                    if reason["Code"] not in _OURS:
                        kind = Throttled if reason["Code"] in _THROTTLED else Unavailable
                        raise kind(f"table {self._table}: {reason['Code']}: {reason.get('Message', '')}") from error
                return reasons
        return ()

    def _put(self, write: Write) -> Attribute:
        condition: Attribute = _NEW
        if write.prior is not None:
            condition = {
                "ConditionExpression": "#revision = :revision AND #owner = :owner",
                "ExpressionAttributeNames": {"#revision": "revision", "#owner": "owner"},
                "ExpressionAttributeValues": {
                    ":revision": {"N": str(write.prior.revision)},
                    ":owner": {"S": write.prior.owner},
                },
            }
        asked = {"TableName": self._table, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        return {"Put": {**asked, "Item": item(write.receipt), **condition}}
