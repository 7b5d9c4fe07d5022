import json
from collections.abc import Iterator
from typing import Any

import boto3
import msgspec
import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.stub import Stubber

from lambdas.aws.item import item
from lambdas.aws.ledger import TRIES, Ledger
from lambdas.aws.receipts import receipts
from lambdas.core.error import PipelineError, Throttled, Unavailable
from lambdas.core.receipt import Receipt, State, Write
from tests import ledger_table

TABLE = "trailkeeper-ledger"


@pytest.fixture
def client(aws: None) -> Iterator[Any]:
    client = boto3.client("dynamodb")
    ledger_table.create(client, TABLE)
    yield client
    client.close()


def claim(name: str = "bucket/key", owner: str = "me", **fields: Any) -> Receipt:
    return Receipt(log_file=name, version="v1", state=State.IN_FLIGHT, revision=1, owner=owner, **fields)


def done(prior: Receipt, **fields: Any) -> Receipt:
    return msgspec.structs.replace(prior, revision=prior.revision + 1, owner="", state=State.DELIVERED, **fields)


FULL = done(
    claim(lease_until_ms=5, claimed_ms=1, settled_ms=2, expires_s=3, attempts=2),
    read=7,
    delivered=3,
    filtered=1,
    next_record=7,
    quarantined={"no-time": 2, "not-json": 1},
    odd={"unknown-field": 3},
    restamped=1,
    size_bytes=700,
    sha256="ab" * 32,
    first_event_ms=10,
    last_event_ms=20,
    destinations=("group:stream",),
    reason="so it is",
)


def test_what_is_written_is_what_is_read(client: Any) -> None:
    Ledger(client, TABLE).write([Write(FULL, None)])
    assert list(receipts(client, TABLE)) == [FULL]


def test_a_first_claim_succeeds_where_there_is_no_item(client: Any) -> None:
    assert Ledger(client, TABLE).write([Write(claim(), None)]) == {}


def test_a_first_claim_is_refused_where_there_is_one_and_brings_it_along(client: Any) -> None:
    ledger = Ledger(client, TABLE)
    ledger.write([Write(claim(owner="somebody"), None)])
    assert ledger.write([Write(claim(), None)]) == {"bucket/key": claim(owner="somebody")}


def test_a_write_replaces_what_is_known(client: Any) -> None:
    ledger = Ledger(client, TABLE)
    ledger.write([Write(claim(), None)])
    assert ledger.write([Write(done(claim()), claim())]) == {}
    assert list(receipts(client, TABLE)) == [done(claim())]


@pytest.mark.parametrize(
    "known", [claim(owner="another"), msgspec.structs.replace(claim(), revision=2)], ids=["owner", "revision"]
)
def test_a_write_is_refused_where_the_item_is_not_what_was_known(client: Any, known: Receipt) -> None:
    ledger = Ledger(client, TABLE)
    ledger.write([Write(known, None)])
    assert ledger.write([Write(done(claim()), claim())]) == {"bucket/key": known}


def test_a_write_of_what_has_gone_is_refused_with_nothing_in_its_place(client: Any) -> None:
    assert Ledger(client, TABLE).write([Write(done(claim()), claim())]) == {"bucket/key": None}


def test_a_write_that_is_refused_costs_the_others_nothing(client: Any) -> None:
    ledger = Ledger(client, TABLE)
    taken = claim("bucket/2", owner="somebody")
    ledger.write([Write(taken, None)])
    writes = [Write(claim(f"bucket/{number}"), None) for number in range(5)]
    assert ledger.write(writes) == {"bucket/2": taken}
    assert len(list(receipts(client, TABLE))) == 5


def test_more_than_a_hundred_writes_go_out_in_as_few_transactions_as_there_can_be(client: Any) -> None:
    sent: list[AWSPreparedRequest] = []
    client.meta.events.register("before-send.dynamodb.TransactWriteItems", lambda request, **_: sent.append(request))
    Ledger(client, TABLE).write([Write(claim(f"bucket/{number}"), None) for number in range(250)])
    assert [len(json.loads(request.body)["TransactItems"]) for request in sent] == [100, 100, 50]  # type: ignore[arg-type]
    assert len(list(receipts(client, TABLE))) == 250


def test_nothing_to_write_is_no_request(client: Any) -> None:
    sent: list[object] = []
    client.meta.events.register("before-send.dynamodb.TransactWriteItems", lambda request, **_: sent.append(request))
    assert Ledger(client, TABLE).write([]) == {}
    assert not sent


def test_the_body_is_the_one_that_boto3_would_send(client: Any) -> None:
    """But for the token, which is another each time."""
    bodies: list[dict[str, Any]] = []

    def keep(request: AWSPreparedRequest, **_: object) -> None:
        bodies.append(json.loads(request.body))  # type: ignore[arg-type]

    client.meta.events.register("before-send.dynamodb.TransactWriteItems", keep)
    Ledger(client, TABLE).write([Write(FULL, None)])
    theirs = boto3.client("dynamodb")
    theirs.meta.events.register("before-send.dynamodb.TransactWriteItems", keep)
    other = item(FULL) | {"name": {"S": "other"}}
    put: Any = {
        "TableName": TABLE,
        "Item": other,
        "ConditionExpression": "attribute_not_exists(folder)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    theirs.transact_write_items(TransactItems=[{"Put": put}])
    theirs.close()
    mine, boto3s = bodies
    mine["TransactItems"][0]["Put"]["Item"]["name"] = {"S": "other"}
    assert len(mine.pop("ClientRequestToken")) == 32
    assert boto3s.pop("ClientRequestToken")
    assert mine == boto3s


@pytest.mark.parametrize(
    ("code", "error"),
    [("ThrottlingError", Throttled), ("ProvisionedThroughputExceeded", Throttled), ("ValidationError", Unavailable)],
)
def test_a_transaction_that_is_cancelled_for_another_reason_says_which(
    client: Any, code: str, error: type[PipelineError]
) -> None:
    with Stubber(client) as stub:
        cancelled(stub, {"Code": "None"}, {"Code": code, "Message": "because"})
        with pytest.raises(error, match=f"table {TABLE}: {code}: because"):
            Ledger(client, TABLE).write([Write(claim("bucket/1"), None), Write(claim("bucket/2"), None)])


def test_a_transaction_in_conflict_is_tried_again(client: Any) -> None:
    with Stubber(client) as stub:
        cancelled(stub, {"Code": "TransactionConflict"})
        stub.add_response("transact_write_items", {})
        assert Ledger(client, TABLE).write([Write(claim(), None)]) == {}
        stub.assert_no_pending_responses()


def test_a_transaction_that_stays_in_conflict_is_left_for_later(client: Any) -> None:
    with Stubber(client) as stub:
        for _ in range(TRIES):
            cancelled(stub, {"Code": "TransactionConflict"})
        with pytest.raises(Throttled, match="in conflict with other transactions"):
            Ledger(client, TABLE).write([Write(claim(), None)])


def cancelled(stub: Stubber, *reasons: dict[str, str]) -> None:
    stub.add_client_error(
        "transact_write_items",
        "TransactionCanceledException",
        modeled_fields={"CancellationReasons": list(reasons)},
    )
