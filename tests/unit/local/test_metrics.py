import json

import pytest

from local.server.metrics import metrics


def line(*dimensions: list[str], **members: object) -> str:
    directive = {
        "Namespace": "Trailkeeper",
        "Dimensions": dimensions,
        "Metrics": [{"Name": "Records", "Unit": "Count"}],
    }
    return json.dumps({"_aws": {"Timestamp": 1_800_000_000_000, "CloudWatchMetrics": [directive]}, **members})


def test_a_metric_is_found_once_for_each_set_of_its_dimensions() -> None:
    printed = line(["service"], ["service", "reason"], Records=5, service="deliver", reason="bad")
    service, reason = {"Name": "service", "Value": "deliver"}, {"Name": "reason", "Value": "bad"}
    datum = {"MetricName": "Records", "Unit": "Count", "Value": 5, "Timestamp": 1_800_000_000.0}
    assert list(metrics(printed)) == [
        ("Trailkeeper", {**datum, "Dimensions": [service]}),
        ("Trailkeeper", {**datum, "Dimensions": [service, reason]}),
    ]


def test_a_list_holds_several_values_of_a_metric() -> None:
    [(_, datum)] = metrics(line(Records=[1, 2]))
    assert datum["Values"] == [1, 2]
    assert datum["Dimensions"] == []


@pytest.mark.parametrize(
    "printed",
    [
        pytest.param("START RequestId: 1", id="text"),
        pytest.param('"_aws" is not JSON', id="text that names it"),
        pytest.param('["_aws"]', id="not an object"),
        pytest.param('{"_aws": 1}', id="not metadata"),
        pytest.param(line(["service"], Records=5), id="a dimension that has no value"),
        pytest.param(line(), id="a metric that has no value"),
    ],
)
def test_any_other_line_holds_no_metric(printed: str) -> None:
    assert not list(metrics(printed))
