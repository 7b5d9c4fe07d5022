"""The use case: digests in, findings out, and a log file without a receipt goes on the delivery queue once more.

    schedule -> a message an account -> its Regions -> chains -> digests -> log files -> receipts, versions
                                                          |                                |
                                                          '-> findings <-------------------'-> delivery queue

The hourly listing is the source of truth; an event of S3 on a new digest only hastens it. A Region's fault fails the
messages that name it and no other Region.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lambdas.core.error import ConfigurationError, PipelineError, RejectedInput
from lambdas.core.message import Message, trigger
from lambdas.core.metric import VERIFICATION_METRICS
from lambdas.verify.account import Accounts
from lambdas.verify.clock import InvocationClock
from lambdas.verify.intake import Task, tasks
from lambdas.verify.invocation import Invocation
from lambdas.verify.plan import plan
from lambdas.verify.port import Clock, Log, World
from lambdas.verify.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future

AddMetric = Callable[[str, str, float], None]
"""Name, unit and value of one."""


@dataclass(frozen=True, slots=True)
class Verify:
    settings: Settings
    world: World
    log: Log

    def handle(
        self, event: Mapping[str, Any], request_id: str, left_ms: Callable[[], int], add_metric: AddMetric
    ) -> dict[str, Any]:
        """What Lambda is told of an invocation with that event. Raises ConfigurationError or Unavailable."""
        invocation = Invocation(self.log, self.settings.requeue_limit)
        try:
            if event.get("source") == "aws.events":
                self.log.info("planned", extra={"accounts": plan(self.world, self.settings)})
                return {}
            self.run(trigger(event, request_id).messages, InvocationClock(left_ms), invocation)
        finally:
            for metric in VERIFICATION_METRICS:
                add_metric(metric.name, metric.unit, invocation.counts[metric])
        return invocation.answer()

    def run(self, messages: Sequence[Message], clock: Clock, invocation: Invocation) -> None:
        """Raises ConfigurationError, which is no message's fault: the invocation fails, and all messages come again."""
        accounts = Accounts(self.world, self.settings, clock, invocation)
        named = self._named(messages, invocation)
        work = Work(invocation, named)
        for task in _without_repeats(named):
            with work.of(task):
                for region in accounts.regions(task):
                    work.begun.append((task, region.name, self.world.regions.submit(region.verify)))
        for task, name, future in work.begun:
            with work.of(task, name):
                future.result()
        invocation.publish_rest(self.world.topic, self.settings.findings_log_group)
        for error in work.refused:
            raise error

    def _named(self, messages: Sequence[Message], invocation: Invocation) -> dict[Task, list[str]]:
        """The ids of the messages that name a task. A message that cannot be understood ends in the dead letters."""
        found: dict[Task, list[str]] = {}
        for message in messages:
            try:
                for task in tasks(message.body, self.settings):
                    found.setdefault(task, []).append(message.id)
            except RejectedInput as error:
                invocation.fail(message.id, str(error))
        return found


def _without_repeats(named: Mapping[Task, list[str]]) -> list[Task]:
    """A Region of an account that is worked on as a whole is not worked on twice at once."""
    whole = {task.folder for task in named if not task.region}
    for task, ids in named.items():
        if task.region and task.folder in whole:
            named[Task(task.folder, task.account)].extend(ids)
    return [task for task in named if not task.region or task.folder not in whole]


@dataclass(slots=True)
class Work:
    invocation: Invocation
    named: Mapping[Task, Sequence[str]]
    """The ids of the messages that a task fails."""
    begun: "list[tuple[Task, str, Future[None]]]" = field(default_factory=list)
    refused: list[ConfigurationError] = field(default_factory=list)

    @contextmanager
    def of(self, task: Task, region: str = "") -> Iterator[None]:
        """What fails here leaves the other tasks alone; what a person has to change is raised after them."""
        try:
            yield
        except ConfigurationError as error:
            self._refuse(error, task, region)
        except PipelineError as error:
            for message_id in self.named[task]:
                self.invocation.fail(message_id, str(error), account_folder=task.folder, region=region or task.region)

    def _refuse(self, error: ConfigurationError, task: Task, region: str) -> None:
        told = {"account_folder": task.folder, "region": region, "reason": str(error)}
        self.invocation.log.error("verification refused", extra=told)
        self.refused.append(error)
