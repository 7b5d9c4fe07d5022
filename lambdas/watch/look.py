"""One invocation of watch: what it measures, says and could not look at."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lambdas.core.error import PipelineError
from lambdas.core.metric import Metric
from lambdas.watch.port import Log, World


@dataclass(slots=True)
class Look:
    world: World
    log: Log
    now_s: int
    failures: int = 0

    @contextmanager
    def at(self, what: str) -> Iterator[None]:
        """What gives no answer is told and counted, and takes nothing else with it."""
        try:
            yield
        except PipelineError as error:
            self._fail(what, str(error))

    def _fail(self, what: str, reason: str) -> None:
        self.failures += 1
        self.log.error("could not look", extra={"what": what, "reason": reason})

    def emit(self, values: Iterable[tuple[Metric, float]], **dimensions: str) -> None:
        """At once, so that a look that is cut short has told what it saw."""
        self.world.metrics.emit(values, **dimensions)
