from collections.abc import Iterator
from typing import Any

import pytest

from local.server.log_operation import Refused
from local.server.query_definition import definitions, delete, describe, put


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    yield
    definitions.clear()


def names(**sent: Any) -> list[str]:
    return [each["name"] for each in describe(sent)["queryDefinitions"]]


def test_a_definition_is_kept_and_changed_under_its_id() -> None:
    made = put({"name": "b", "queryString": "fields @message", "logGroupNames": ["g"]})
    put({"name": "c", "queryString": "fields a", **made})
    [found] = describe({})["queryDefinitions"]
    assert (found["name"], found["queryString"], found["logGroupNames"], found["queryLanguage"]) == (
        "c",
        "fields a",
        [],
        "CWLI",
    )


def test_definitions_are_listed_by_prefix_and_page() -> None:
    for name in ("x/2", "x/1", "y", "x/3"):
        put({"name": name, "queryString": "fields a"})
    first = describe({"queryDefinitionNamePrefix": "x/", "maxResults": 2})
    assert [each["name"] for each in first["queryDefinitions"]] == ["x/1", "x/2"]
    assert names(queryDefinitionNamePrefix="x/", maxResults=2, nextToken=first["nextToken"]) == ["x/3"]


def test_a_deleted_definition_is_gone() -> None:
    made = put({"name": "b", "queryString": "fields a"})
    assert delete(made) == {"success": True}
    assert names() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": ""}, "InvalidParameterException"),
        ({"queryString": "x" * 10_001}, "InvalidParameterException"),
        ({"logGroupNames": ["g"] * 51}, "InvalidParameterException"),
        ({"queryLanguage": "XPath"}, "InvalidParameterException"),
        ({"queryDefinitionId": "unknown"}, "ResourceNotFoundException"),
    ],
)
def test_a_definition_that_is_refused(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as caught:
        put({"name": "b", "queryString": "fields a", **changed})
    assert caught.value.code == code
