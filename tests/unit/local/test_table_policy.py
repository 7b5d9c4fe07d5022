from typing import Any

import pytest

from local.server.table_policy import policy_document, table_arn

POLICY: dict[str, Any] = {"PolicyDocument": {"Statement": []}}
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/ledger"


@pytest.mark.parametrize("arn", [TABLE, f"{TABLE}/index/by-account"])
def test_an_index_has_the_policy_of_its_table(arn: str) -> None:
    assert table_arn(arn) == TABLE


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        pytest.param({"ResourcePolicy": POLICY}, {"Statement": []}, id="of a table"),
        pytest.param(
            {"Replicas": [{"Region": "us-east-1"}, {"Region": "eu-west-1", "ResourcePolicy": POLICY}]},
            {"Statement": []},
            id="of a replica",
        ),
        pytest.param(
            {"Replicas": [{"Region": "us-east-1", "ResourcePolicy": POLICY}, {"Region": "eu-west-1"}]},
            None,
            id="of another replica",
        ),
        pytest.param({}, None, id="none"),
    ],
)
def test_a_template_holds_a_tables_policy(properties: dict[str, Any], expected: Any) -> None:
    assert policy_document(properties, "eu-west-1") == expected
