import json
from typing import Any

import pytest

from local.server.log_operation import Refused
from local.server.metric_filter import check, datum

TRANSFORMATION = {"metricNamespace": "N", "metricName": "M", "metricValue": "1"}
LOG_EVENT = {"timestamp": 1_767_322_800_500, "message": json.dumps({"size": 12, "user": {"name": "x"}, "text": "no"})}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, {"Value": 1.0}, id="a number"),
        pytest.param({"metricValue": "$.size"}, {"Value": 12.0}, id="a field"),
        pytest.param({"unit": "Bytes"}, {"Unit": "Bytes"}, id="a unit"),
        pytest.param(
            {"dimensions": {"User": "$.user.name"}},
            {"Dimensions": [{"Name": "User", "Value": "x"}]},
            id="a field as a dimension",
        ),
    ],
)
def test_a_log_event_that_matches_becomes_a_value_at_its_own_time(
    changed: dict[str, Any], expected: dict[str, Any]
) -> None:
    base = {"MetricName": "M", "Unit": "None", "Dimensions": [], "Timestamp": 1_767_322_800.5, "Value": 1.0}
    assert datum({**TRANSFORMATION, **changed}, LOG_EVENT) == {**base, **expected}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"metricValue": "$.text"}, id="a field that is no number"),
        pytest.param({"metricValue": "$.absent"}, id="a field that is not there"),
        pytest.param({"dimensions": {"User": "$.absent"}}, id="a dimension that is not there"),
    ],
)
def test_a_log_event_without_the_fields_becomes_no_value(changed: dict[str, Any]) -> None:
    assert datum({**TRANSFORMATION, **changed}, LOG_EVENT) is None


@pytest.mark.parametrize(
    ("changed", "others", "code"),
    [
        pytest.param({"filterPattern": "{ $.a = }"}, 0, "InvalidParameterException", id="no pattern"),
        pytest.param({"metricTransformations": []}, 0, "InvalidParameterException", id="no metric"),
        pytest.param(
            {"metricTransformations": [{**TRANSFORMATION, "defaultValue": 0, "dimensions": {"a": "$.a"}}]},
            0,
            "InvalidParameterException",
            id="a default value and dimensions",
        ),
        pytest.param(
            {"metricTransformations": [{**TRANSFORMATION, "dimensions": dict.fromkeys("abcd", "$.a")}]},
            0,
            "InvalidParameterException",
            id="four dimensions",
        ),
        pytest.param({}, 100, "LimitExceededException", id="the hundred and first"),
    ],
)
def test_a_filter_that_cloudwatch_logs_refuses_is_refused(changed: dict[str, Any], others: int, code: str) -> None:
    with pytest.raises(Refused) as caught:
        check({"filterPattern": "", "metricTransformations": [TRANSFORMATION], **changed}, others)
    assert caught.value.code == code
