from typing import Any

import pytest
from ministack.core.iam_evaluator import PrincipalInfo

from local.server.table_key import denied, tables

ARN = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger"
NOBODY = PrincipalInfo("arn:aws:iam::111122223333:user/u", "User", "111122223333", [])


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param({"TableName": "ledger", "Key": {}}, {"ledger"}, id="an item"),
        pytest.param({"TableName": ARN}, {ARN}, id="by an ARN"),
        pytest.param({"RequestItems": {"a": [], "b": []}}, {"a", "b"}, id="a batch"),
        pytest.param(
            {"TransactItems": [{"Put": {"TableName": "a"}}, {"ConditionCheck": {"TableName": "b"}}]},
            {"a", "b"},
            id="a transaction",
        ),
        pytest.param({}, set(), id="none"),
    ],
)
def test_a_request_names_the_tables_whose_items_it_uses(request_: dict[str, Any], expected: set[str]) -> None:
    assert tables(request_) == expected


@pytest.mark.parametrize("table", ["ledger", ARN])
def test_a_table_without_a_key_asks_for_no_permission(table: str) -> None:
    assert denied(NOBODY, table) is None
