"""What a look needs of the world. The adapters fit by their shape; those of CloudTrail are asked in several threads.

Each raises ConfigurationError or Unavailable where it gets no answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol

from lambdas.core.freshness import Remembered
from lambdas.core.lake import Import, Ingestion
from lambdas.core.metric import Metric
from lambdas.core.trail_setting import Settings
from lambdas.core.trail_status import TrailStatus


class Trails(Protocol):
    """None where the Region has no such trail."""

    def settings(self, region: str, arn: str) -> Settings | None: ...

    def status(self, region: str, arn: str) -> TrailStatus | None: ...

    def selectors(self, region: str, arn: str) -> Sequence[Mapping[str, Any]] | None: ...


class Regions(Protocol):
    def enabled(self) -> Sequence[str]: ...


class Lake(Protocol):
    def ingestion(self, channel_arn: str) -> Ingestion: ...

    def imports(self, event_data_store_arn: str) -> Iterable[Import]:
        """In any order."""


class Bucket(Protocol):
    def keys(self, bucket: str, prefix: str) -> Iterator[str]: ...


class MetricLog(Protocol):
    def emit(self, values: Iterable[tuple[Metric, float]], **dimensions: str) -> None: ...


class Log(Protocol):
    """What is logged names trails, Regions, accounts, counts and reasons."""

    def info(self, msg: object, *, extra: Mapping[str, object]) -> None: ...

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None: ...


@dataclass(frozen=True, slots=True)
class World:
    trails: Trails
    regions: Regions
    lake: Lake
    account_states: Iterable[Remembered]
    """Read anew by each iteration, and not held as a whole."""
    quarantine: Bucket
    metrics: MetricLog
    pool: Executor
    """For the Regions, which are asked at once."""
