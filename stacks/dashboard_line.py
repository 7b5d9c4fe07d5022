"""The lines of the dashboard's graphs, by where they come from, and what a deployment needs to have them.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html (both 2026-04-13)
"""

from typing import Any

from lambdas.core.metric import Metric
from stacks import name
from stacks.alarm_row import Measure, of, of_queue
from stacks.config import Config
from stacks.config.ingestion import Path
from stacks.config.rules import EvaluatedBy
from stacks.dashboard_widget import Series

HOUR = 3600
VISIBLE, AGE = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
FUNCTIONS = {"deliver": name.DELIVER, "verify": name.VERIFY, "watch": name.WATCH}


def has_digests(config: Config) -> bool:
    return config.trail.log_file_validation


def has_link(config: Config) -> bool:
    return Path.NATIVE in config.paths


def has_lake(config: Config) -> bool:
    return bool(config.watch.channels or config.watch.event_data_stores)


def has_notices(config: Config) -> bool:
    return config.rules.evaluated_by in {EvaluatedBy.DELIVER, EvaluatedBy.BOTH}


def counted_by(service: str, metric: Metric, label: str, statistic: str = "Sum", **more: Any) -> Series:
    return Series(measure=of(service, metric), label=label, statistic=statistic, **more)


def deliver(metric: Metric, label: str, statistic: str = "Sum", **more: Any) -> Series:
    return counted_by("deliver", metric, label, statistic, **more)


def verify(metric: Metric, label: str, **more: Any) -> Series:
    return counted_by("verify", metric, label, **more)


def watch(metric: Metric, label: str, statistic: str = "Maximum", **more: Any) -> Series:
    """What watch measures at each look."""
    return counted_by("watch", metric, label, statistic, **more)


def queue(metric: str, queue: str, label: str, **more: Any) -> Series:
    return Series(measure=of_queue(metric, queue), label=label, statistic="Maximum", **more)


def functions(metric: str, statistic: str) -> tuple[Series, ...]:
    return tuple(
        Series(
            measure=Measure("AWS/Lambda", metric, (("FunctionName", function),)),
            label=f"{short}, {metric.lower()}",
            statistic=statistic,
        )
        for short, function in FUNCTIONS.items()
    )
