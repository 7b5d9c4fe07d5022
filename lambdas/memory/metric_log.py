"""Metrics without CloudWatch: each value in a list, by its dimensions and its metric."""

from collections.abc import Iterable

from lambdas.core.metric import Metric


class MetricLog:
    def __init__(self) -> None:
        self.values: dict[tuple[tuple[str, str], ...], dict[Metric, list[float]]] = {}

    def emit(self, values: Iterable[tuple[Metric, float]], **dimensions: str) -> None:
        for metric, value in values:
            self.values.setdefault(tuple(dimensions.items()), {}).setdefault(metric, []).append(value)
