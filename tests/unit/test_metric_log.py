"""Metrics under dimensions of their own, as CloudWatch's embedded metric format wants them."""

import itertools
import json
from typing import Any

import pytest

from lambdas.aws.metric_log import MetricLog
from lambdas.core import metric

LOG = MetricLog("watch")


def emitted(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_one_call_is_one_object_under_its_dimensions_and_the_service(capsys: pytest.CaptureFixture[str]) -> None:
    LOG.emit([(metric.TRAIL_LOGGING, 1), (metric.TRAIL_DIGEST_AGE, 2.5)], trail="audit", region="eu-west-1")
    (line,) = emitted(capsys)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive == {
        "Namespace": "Trailkeeper",
        "Dimensions": [["trail", "region", "service"]],
        "Metrics": [
            {"Name": "TrailLogging", "Unit": "Count"},
            {"Name": "TrailDigestAgeSeconds", "Unit": "Seconds"},
        ],
    }
    assert {name: line[name] for name in line if name != "_aws"} == {
        "trail": "audit",
        "region": "eu-west-1",
        "service": "watch",
        "TrailLogging": [1.0],
        "TrailDigestAgeSeconds": [2.5],
    }


def test_a_call_leaves_nothing_behind_for_the_next_one(capsys: pytest.CaptureFixture[str]) -> None:
    LOG.emit([(metric.RULE_MATCHES, 3)], rule="root-use")
    LOG.emit([(metric.RULE_MATCHES, 1)])
    first, second = emitted(capsys)
    assert (first["rule"], first["RuleMatches"]) == ("root-use", [3.0])
    assert "rule" not in second
    assert second["RuleMatches"] == [1.0]


def test_without_values_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    LOG.emit([], rule="root-use")
    assert emitted(capsys) == []


@pytest.mark.parametrize(("count", "lines"), [(99, [99]), (100, [100]), (101, [100, 1]), (250, [100, 100, 50])])
def test_no_more_than_a_hundred_values_are_in_a_line(
    count: int, lines: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    LOG.emit((metric.DELIVERY_DELAY, float(each)) for each in range(count))
    values = [line["DeliveryDelaySeconds"] for line in emitted(capsys)]
    assert [len(each) for each in values] == lines
    assert list(itertools.chain(*values)) == [float(each) for each in range(count)]
