from dataclasses import dataclass, field
from typing import Any

import pytest

from local.server.trails.resource import TrailResource, texts, typed

ARN = "arn:aws:cloudtrail:us-east-1:000000000000:trail/trailkeeper"
TRAIL = {"TrailName": "trailkeeper", "S3BucketName": "archive", "IsLogging": True}


@dataclass
class Service:
    """Answers each operation alike, and remembers what UpdateTrail was given."""

    updates: list[dict[str, Any]] = field(default_factory=list)

    def call(self, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
        if name == "UpdateTrail":
            self.updates.append(parameters)
        return {"TrailARN": ARN, "SnsTopicARN": None}


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


@pytest.mark.parametrize(
    ("property_", "sent"),
    [
        pytest.param("S3KeyPrefix", {"S3KeyPrefix": ""}, id="prefix"),
        pytest.param("SnsTopicName", {"SnsTopicName": ""}, id="topic"),
        pytest.param("CloudWatchLogsLogGroupArn", {}, id="log group"),
        pytest.param("CloudWatchLogsRoleArn", {}, id="role"),
    ],
)
def test_what_a_template_leaves_out_is_reset_but_for_the_link(property_: str, sent: dict[str, str]) -> None:
    service = Service()
    resource = TrailResource(service)  # type: ignore[arg-type]  # one that has the only method that is called
    resource.update("trailkeeper", {**TRAIL, property_: "before"}, TRAIL, "stack")
    (update,) = service.updates
    assert {name: value for name, value in update.items() if name == property_} == sent
