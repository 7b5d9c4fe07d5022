"""The functions of a group of log events, in the command `stats`.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html (2026-04-13)
"""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from local.server.insights.value import Moment, Value, number, order


@dataclass(frozen=True, slots=True)
class Sample:
    """What a function's first argument is in each log event of the group."""

    values: Sequence[Value]
    moments: Sequence[Value]
    """The @timestamp of each."""
    parameter: Value = None
    """The second argument."""

    def present(self) -> list[str | int | float]:
        return [value for value in self.values if value is not None]

    def numbers(self) -> list[float | int]:
        return [each for each in map(number, self.values) if each is not None]


@dataclass(frozen=True, slots=True)
class Aggregate:
    compute: Callable[[Sample], Value]
    arguments: int = 1


def _of_numbers(compute: Callable[[list[float | int]], Value]) -> Callable[[Sample], Value]:
    def computed(sample: Sample) -> Value:
        numbers = sample.numbers()
        return compute(numbers) if numbers else None

    return computed


def _percentile(sample: Sample) -> Value:
    numbers = sorted(sample.numbers())
    rank = math.ceil(len(numbers) * float(number(sample.parameter) or 0) / 100)
    return numbers[max(rank, 1) - 1] if numbers else None


def _extreme(choose: Callable[..., Value]) -> Callable[[Sample], Value]:
    """A time stays one."""

    def computed(sample: Sample) -> Value:
        moments = [value for value in sample.values if isinstance(value, Moment)]
        return choose(moments or sample.numbers(), default=None)

    return computed


def _sorted_at(place: int) -> Callable[[Sample], Value]:
    def computed(sample: Sample) -> Value:
        ordered = sorted(sample.present(), key=order)
        return ordered[place] if ordered else None

    return computed


def _in_time(choose: Callable[..., tuple[Value, Value]]) -> Callable[[Sample], Value]:
    def computed(sample: Sample) -> Value:
        pairs = zip(sample.moments, sample.values, strict=True)
        present = [(moment, value) for moment, value in pairs if value is not None]
        return choose(present, key=lambda pair: order(pair[0]))[1] if present else None

    return computed


AGGREGATES = {
    "avg": Aggregate(_of_numbers(statistics.fmean)),
    "count": Aggregate(lambda sample: len(sample.present())),
    "count_distinct": Aggregate(lambda sample: len(set(sample.present()))),
    "earliest": Aggregate(_in_time(min)),
    "latest": Aggregate(_in_time(max)),
    "max": Aggregate(_extreme(max)),
    "min": Aggregate(_extreme(min)),
    "pct": Aggregate(_percentile, arguments=2),
    "sortsFirst": Aggregate(_sorted_at(0)),
    "sortsLast": Aggregate(_sorted_at(-1)),
    "stddev": Aggregate(_of_numbers(statistics.pstdev)),
    "sum": Aggregate(_of_numbers(math.fsum)),
}
