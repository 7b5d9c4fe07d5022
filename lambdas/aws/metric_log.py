"""Metrics in the function's own log, in CloudWatch's embedded metric format, each call under dimensions of its own.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
(2026-04-13)
"""

from collections.abc import Iterable

from aws_lambda_powertools.metrics import EphemeralMetrics

from lambdas.core.metric import NAMESPACE, Metric


class MetricLog:
    """Of one function, which the dimension service names."""

    def __init__(self, service: str) -> None:
        self._service = service

    def emit(self, values: Iterable[tuple[Metric, float]], **dimensions: str) -> None:
        """One line for all of them, another one for each hundred of metrics, or of values of one metric.

        A dimension may not be empty. Without values nothing is written.
        """
        line = EphemeralMetrics(namespace=NAMESPACE, service=self._service)
        for name, value in dimensions.items():
            line.add_dimension(name, value)
        for metric, amount in values:
            line.add_metric(metric.name, metric.unit, amount)
        if line.metric_set:
            line.flush_metrics()
