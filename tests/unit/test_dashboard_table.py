"""The dashboard's table: it agrees with the metrics, the alarms and the names, and CloudWatch takes it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from lambdas.core.metric import NAMESPACE, SERVICE, SERVICES
from stacks import name
from stacks.alarm_row import Question
from stacks.alarm_table import alarms
from stacks.config import Config
from stacks.config.ingestion import DestinationConfig, LogClass, Path
from stacks.config.rules import EvaluatedBy, RulesConfig
from stacks.config.trail import TrailConfig
from stacks.config.watch import WatchConfig
from stacks.dashboard_cost import GB, INGESTION_USD
from stacks.dashboard_table import body
from stacks.name import At

PLACE = At("aws", "111122223333", "eu-west-1")
CHANNEL = "arn:aws:cloudtrail:eu-west-1:111122223333:channel/11111111-2222-3333-4444-555555555555"
CONFIGS = {
    "default": Config(),
    "native beside": Config(ingestion_beside=(Path.NATIVE,)),
    "no validation": Config(trail=TrailConfig(log_file_validation=False)),
    "no notices": Config(rules=RulesConfig(evaluated_by=EvaluatedBy.NOBODY)),
    "Lake": Config(watch=WatchConfig(channels=(CHANNEL,))),
    "everything": Config(
        ingestion_beside=(Path.NATIVE,),
        watch=WatchConfig(channels=(CHANNEL,), event_data_stores=(CHANNEL.replace("channel", "eventdatastore"),)),
    ),
}
EACH = pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
# PutDashboard takes no more, and AWS::CloudFormation templates no more than a megabyte. Sources (2026-04-13):
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
MOST_WIDGETS, MOST_METRICS_OF_A_WIDGET, MOST_METRICS, MOST_BYTES = 500, 500, 2500, 500_000
SEARCH = re.compile(r"SEARCH\('\{(?P<schema>[^}]*)\} MetricName=\"(?P<metric>\w+)\"', '\w+', \d+\)")
OF_AWS = {
    "AWS/SQS": {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
    "AWS/Lambda": {"Invocations", "Errors", "Duration", "Throttles"},
}
OWNERS = {"AWS/SQS": ("QueueName", name.QUEUES), "AWS/Lambda": ("FunctionName", name.FUNCTIONS)}
NOT_SHOWN = {
    "TrailDeliveryError": "RegionsNotDelivering counts it; trailkeeper status names the Regions",
    "TrailNotificationError": "RegionsNotNotifying counts it",
    "TrailDigestError": "RegionsNotSigning counts it",
    "TrailLinkError": "RegionsNotLinked counts it",
}


def widgets(config: Config) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(json.dumps(body(PLACE, config)))["widgets"]
    return found


def lines(config: Config) -> Iterator[list[Any]]:
    for widget in widgets(config):
        yield from widget["properties"].get("metrics", [])


def series(config: Config) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Namespace, metric and dimensions; of a search the names of its dimensions."""
    for *named, options in lines(config):
        if named:
            namespace, metric, *pairs = named
            yield namespace, metric, dict(zip(pairs[::2], pairs[1::2], strict=True))
        elif found := SEARCH.fullmatch(options["expression"]):
            namespace, *dimensions = found["schema"].split(",")
            yield namespace, found["metric"], dict.fromkeys(dimensions, "")


@EACH
def test_each_metric_is_emitted_by_the_service_that_it_names(config: Config) -> None:
    emitted = {(service, metric.name) for service, metrics in SERVICES.items() for metric in metrics}
    own = [(held[SERVICE], metric) for namespace, metric, held in series(config) if namespace == NAMESPACE]
    searched = {metric for service, metric in own if not service}
    assert {each for each in own if each[0]} <= emitted
    assert searched <= {metric for _, metric in emitted}


@EACH
def test_a_search_names_the_dimensions_of_its_metric(config: Config) -> None:
    known = {metric.name: {SERVICE, *metric.dimensions} for each in SERVICES.values() for metric in each}
    searched = [(metric, set(held)) for _, metric, held in series(config) if "" in held.values()]
    assert searched
    assert searched == [(metric, known[metric]) for metric, _ in searched]


@EACH
def test_each_metric_of_aws_is_one_of_a_queue_or_function_of_the_deployment(config: Config) -> None:
    for namespace, metric, held in series(config):
        if namespace != NAMESPACE:
            dimension, owners = OWNERS[namespace]
            assert metric in OF_AWS[namespace]
            assert list(held) == [dimension]
            assert held[dimension] in owners


def test_each_metric_stands_on_the_dashboard_or_there_is_a_reason() -> None:
    shown = {metric for _, metric, _ in series(CONFIGS["everything"])}
    emitted = {metric.name for each in SERVICES.values() for metric in each}
    assert emitted - shown == set(NOT_SHOWN)


@EACH
def test_the_first_row_answers_each_question_with_alarms_that_exist(config: Config) -> None:
    first = [widget for widget in widgets(config) if widget["y"] == 0]
    known = {f"trailkeeper-{row.name}": row.question for row in alarms(config)}
    for widget, question in zip(first, Question, strict=True):
        assert widget["type"] == "alarm"
        names = [arn.removeprefix("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:") for arn in _alarms(widget)]
        assert names == [f"trailkeeper-{question}", *(each for each, of in known.items() if of is question)]


def _alarms(widget: dict[str, Any]) -> list[str]:
    arns: list[str] = widget["properties"]["alarms"]
    return arns


@EACH
def test_widgets_fill_24_columns_and_do_not_overlap(config: Config) -> None:
    taken = [
        (x, y)
        for each in widgets(config)
        for x in range(each["x"], each["x"] + each["width"])
        for y in range(each["y"], each["y"] + each["height"])
    ]
    assert len(taken) == len(set(taken))
    height = 1 + max(y for _, y in taken)
    assert set(taken) == {(x, y) for x in range(24) for y in range(height)}


@EACH
def test_it_is_within_the_limits_of_cloudwatch(config: Config) -> None:
    counts = [len(each["properties"].get("metrics", [])) for each in widgets(config)]
    assert len(counts) <= MOST_WIDGETS
    assert max(counts) <= MOST_METRICS_OF_A_WIDGET
    assert sum(counts) <= MOST_METRICS
    assert len(json.dumps(body(PLACE, config))) <= MOST_BYTES


@EACH
def test_a_formula_knows_each_of_its_ids(config: Config) -> None:
    for widget in widgets(config):
        options = [row[-1] for row in widget["properties"].get("metrics", [])]
        ids = [each["id"] for each in options if "id" in each]
        assert len(ids) == len(set(ids))
        for each in options:
            if "expression" in each and "SEARCH" not in each["expression"]:
                assert set(re.findall(r"[a-z]\w*", each["expression"])) <= set(ids)


@EACH
def test_each_graph_shows_a_line(config: Config) -> None:
    for widget in widgets(config):
        if widget["type"] == "metric":
            assert [row for row in widget["properties"]["metrics"] if row[-1].get("visible", True)]
            assert widget["properties"]["title"]
            assert widget["properties"]["region"] == "eu-west-1"


ABSENT = {
    "no validation": ("Digests, by the hour", "Trail: since the last digest, by Region"),
    "no notices": ("Security rules: records that matched, by rule", "Notices of security rules"),
    "default": ("CloudTrail Lake: what fails", "Trail's own link to CloudWatch Logs, by Region"),
}


@pytest.mark.parametrize(("which", "titles"), ABSENT.items(), ids=ABSENT)
def test_what_a_deployment_does_not_have_does_not_stand_there(which: str, titles: tuple[str, ...]) -> None:
    shown = {widget["properties"].get("title") for widget in widgets(CONFIGS[which])}
    everything = {widget["properties"].get("title") for widget in widgets(CONFIGS["everything"])}
    assert shown.isdisjoint(titles)
    assert everything.issuperset(titles)


@pytest.mark.parametrize("log_class", LogClass)
def test_the_cost_is_estimated_by_the_price_of_the_log_groups_class(log_class: LogClass) -> None:
    config = Config(destination=DestinationConfig(log_class=log_class))
    (formula,) = (row[0] for row in lines(config) if row[-1].get("label") == "USD, estimated")
    assert formula["expression"] == f"m1 / {GB} * {INGESTION_USD[log_class]:.2f}"


def test_the_thresholds_of_alarms_are_drawn() -> None:
    held = [widget["properties"].get("annotations", {}).get("horizontal", []) for widget in widgets(Config())]
    drawn = {each["label"]: each["value"] for limits in held for each in limits}
    thresholds = {row.name: row.threshold for row in alarms(Config())}
    assert {"messages-late", "digests-silent", "verification-late"} <= set(drawn)
    assert {label: thresholds[label] for label in drawn} == drawn
