from typing import Any

import pytest

from local.server.trails.resource import texts, typed


@pytest.mark.parametrize(
    ("convert", "value", "expected"),
    [
        pytest.param(typed, [{"IncludeManagementEvents": "false"}], [{"IncludeManagementEvents": False}], id="switch"),
        pytest.param(texts, [{"Equals": ["false"]}], [{"Equals": ["false"]}], id="a field's value"),
        pytest.param(texts, [{"Equals": [True]}], [{"Equals": ["true"]}], id="a field's value, out of YAML"),
    ],
)
def test_a_templates_value_is_of_the_type_that_the_call_has(convert: Any, value: Any, expected: Any) -> None:
    assert convert(value) == expected
