from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import boto3
import msgspec
import pytest
from botocore.stub import Stubber

from lambdas.aws.item import item
from lambdas.aws.receipts import Receipts, receipts
from lambdas.core.error import ConfigurationError, PipelineError, Throttled, Unavailable
from lambdas.core.receipt import Receipt, State, UnreadableReceipt
from lambdas.memory.ledger import Receipts as ReceiptsInMemory
from tests import ledger_table

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest

TABLE = "trailkeeper-ledger"
FOLDER = "trail-logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/23"


@pytest.fixture
def client(aws: None) -> Iterator[Any]:
    client = boto3.client("dynamodb")
    ledger_table.create(client, TABLE)
    yield client
    client.close()


def delivered(name: str, folder: str = FOLDER, **fields: Any) -> Receipt:
    counts = {"read": 2, "delivered": 2, **fields}
    return Receipt(log_file=f"{folder}/{name}", version="v1", state=State.DELIVERED, revision=2, **counts)


def put(client: Any, *found: Receipt, **spoiled: Mapping[str, str]) -> None:
    for one in found:
        client.put_item(TableName=TABLE, Item=item(one) | spoiled)


def names(found: Iterator[Receipt | UnreadableReceipt]) -> list[str]:
    return [one.log_file.rpartition("/")[2] for one in found]


def test_a_folders_receipts_come_whole_and_in_the_order_of_their_names(client: Any) -> None:
    in_order = [delivered(name, size_bytes=700) for name in ("a", "b", "c")]
    put(client, in_order[2], in_order[0], in_order[1])
    assert list(Receipts(client, TABLE).between(FOLDER, "a", "c")) == in_order


RANGES = {
    "both ends are within": ("b", "d", ["b", "c", "d"]),
    "ends need not be there": ("bb", "z", ["c", "d"]),
    "one name": ("c", "c", ["c"]),
    "nothing between": ("x", "z", []),
}


def in_dynamodb(client: Any, found: Sequence[Receipt]) -> Receipts:
    put(client, *found)
    return Receipts(client, TABLE)


def in_memory(_: Any, found: Sequence[Receipt]) -> ReceiptsInMemory:
    return ReceiptsInMemory({one.log_file: one for one in found})


READERS = [in_dynamodb, in_memory]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("first", "last", "wanted"), RANGES.values(), ids=RANGES)
def test_only_names_of_the_folder_and_of_the_range_are_read(
    client: Any, reader: Any, first: str, last: str, wanted: list[str]
) -> None:
    neighbours = [f"{FOLDER}/sub", FOLDER[:-1], f"{FOLDER}0", "other-logs"]
    found = [delivered(name) for name in "dcba"] + [delivered("c", folder) for folder in neighbours]
    assert names(reader(client, found).between(FOLDER, first, last)) == wanted


@pytest.mark.parametrize("reader", READERS)
def test_an_empty_folder_has_no_receipts(client: Any, reader: Any) -> None:
    assert list(reader(client, []).between(FOLDER, "a", "z")) == []


def test_a_folder_of_more_than_a_page_is_read_to_its_end(client: Any) -> None:
    sent: list[AWSPreparedRequest] = []
    client.meta.events.register("before-send.dynamodb.Query", lambda request, **_: sent.append(request))
    put(client, *(delivered(f"{number:02}", reason="x" * 300_000) for number in range(10)))
    assert names(Receipts(client, TABLE).between(FOLDER, "00", "99")) == [f"{number:02}" for number in range(10)]
    assert len(sent) > 2


SPOILED: dict[str, tuple[dict[str, Mapping[str, str]], str]] = {
    "its counts do not add up": ({"read": {"N": "3"}}, "3 records read, 2 accounted for"),
    "its state is none": ({"state": {"S": "done"}}, "Invalid enum value 'done'"),
    "its count is text": ({"read": {"S": "two"}}, "Expected `int`, got `str`"),
    "its count is no integer": ({"read": {"N": "2.5"}}, "invalid literal"),
    "its version is bytes": ({"version": {"B": "AA=="}}, "Expected `str`"),
}


@pytest.mark.parametrize(("spoiled", "reason"), SPOILED.values(), ids=SPOILED)
def test_an_item_that_is_no_receipt_is_told_of_among_its_neighbours(
    client: Any, spoiled: dict[str, Mapping[str, str]], reason: str
) -> None:
    put(client, delivered("a"), delivered("c"))
    put(client, delivered("b"), **spoiled)
    before, bad, after = Receipts(client, TABLE).between(FOLDER, "a", "c")
    assert (before, after) == (delivered("a"), delivered("c"))
    assert isinstance(bad, UnreadableReceipt)
    assert bad.log_file == f"{FOLDER}/b"
    assert reason in bad.reason


def test_an_item_of_nothing_but_its_key_is_told_of(client: Any) -> None:
    client.put_item(TableName=TABLE, Item={"folder": {"S": FOLDER}, "name": {"S": "a"}})
    [found] = Receipts(client, TABLE).between(FOLDER, "a", "a")
    assert found == UnreadableReceipt(f"{FOLDER}/a", "Object missing required field `version`")


def test_a_receipt_is_that_of_the_items_key_whatever_the_item_says_besides(client: Any) -> None:
    put(client, delivered("a"), log_file={"S": "another"})
    assert list(Receipts(client, TABLE).between(FOLDER, "a", "a")) == [delivered("a")]


def test_a_receipt_in_memory_may_be_unreadable_too() -> None:
    bad = UnreadableReceipt(f"{FOLDER}/b", "because")
    found = ReceiptsInMemory({f"{FOLDER}/b": bad, f"{FOLDER}/a": delivered("a")})
    assert list(found.between(FOLDER, "a", "b")) == [delivered("a"), bad]


def test_what_is_read_is_what_was_written_last(client: Any) -> None:
    with Stubber(client) as stub:
        wanted = {
            "TableName": TABLE,
            "ConsistentRead": True,
            "KeyConditionExpression": "#folder = :folder AND #name BETWEEN :first AND :last",
            "ExpressionAttributeNames": {"#folder": "folder", "#name": "name"},
            "ExpressionAttributeValues": {":folder": {"S": FOLDER}, ":first": {"S": "a"}, ":last": {"S": "z"}},
        }
        stub.add_response("query", {"Items": [item(delivered("a"))]}, wanted)
        assert list(Receipts(client, TABLE).between(FOLDER, "a", "z")) == [delivered("a")]


ERRORS: dict[str, type[PipelineError]] = {
    "AccessDeniedException": ConfigurationError,
    "ResourceNotFoundException": ConfigurationError,
    "ProvisionedThroughputExceededException": Throttled,
    "InternalServerError": Unavailable,
}


@pytest.mark.parametrize(("code", "error"), ERRORS.items(), ids=ERRORS)
def test_an_error_names_the_table(client: Any, code: str, error: type[PipelineError]) -> None:
    with Stubber(client) as stub:
        stub.add_client_error("query", code, "because")
        with pytest.raises(error, match=f"^table {TABLE}: {code}: because$"):
            list(Receipts(client, TABLE).between(FOLDER, "a", "z"))


def test_all_receipts_of_a_table_are_those_of_each_folder(client: Any) -> None:
    found = [delivered("a"), delivered("a", "other-logs")]
    put(client, *found)
    assert sorted(receipts(client, TABLE), key=lambda one: one.log_file) == sorted(found, key=lambda one: one.log_file)


def test_an_item_holds_its_log_file_once() -> None:
    stored = item(msgspec.structs.replace(delivered("a"), size_bytes=1))
    assert (stored["folder"], stored["name"]) == ({"S": FOLDER}, {"S": "a"})
    assert "log_file" not in stored
