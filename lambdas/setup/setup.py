"""What becomes of a request: it is answered once, whatever happens. An unanswered one holds CloudFormation up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lambdas.core import custom_resource
from lambdas.core.custom_resource import NEVER_MADE, Answer, Request, RequestType, Sender, Status
from lambdas.core.error import PipelineError, RejectedInput
from lambdas.setup.port import Answers, Log
from lambdas.setup.resource import RESOURCES, Operation, World, nothing


@dataclass(slots=True)
class Outcome:
    """A failure, until it is known to be none."""

    physical_resource_id: str
    reason: str
    status: Status = Status.FAILED
    request: Request | None = None
    """None where it is not one that can be understood."""


class Setup:
    def __init__(self, world: World, answers: Answers, log: Log) -> None:
        self._world = world
        self._answers = answers
        self._log = log

    def handle(self, event: object) -> None:
        """Raises RejectedInput for a request that cannot be answered, Unavailable where the answer does not arrive."""
        with self._answered(custom_resource.sender(event)) as outcome:
            request = outcome.request = custom_resource.request(event)
            outcome.physical_resource_id = operation(request)(request, self._world)
            outcome.status, outcome.reason = Status.SUCCESS, ""

    @contextmanager
    def _answered(self, sender: Sender) -> Iterator[Outcome]:
        outcome = Outcome(
            sender.physical_resource_id or NEVER_MADE + sender.request_id,
            f"setup ended before it was done; its log tells more of request {sender.request_id}",
        )
        try:
            yield outcome
        except PipelineError as error:
            outcome.reason = str(error)
        finally:
            self._tell(sender, outcome)
            self._answers.put(sender.response_url, answer(sender, outcome).encode())

    def _tell(self, sender: Sender, outcome: Outcome) -> None:
        tell = self._log.info if outcome.status is Status.SUCCESS else self._log.error
        told = {
            "stack_id": sender.stack_id,
            "request_id": sender.request_id,
            "logical_resource_id": sender.logical_resource_id,
            "physical_resource_id": outcome.physical_resource_id,
            "status": str(outcome.status),
            "reason": outcome.reason,
        }
        if outcome.request is not None:
            told["request_type"] = str(outcome.request.request_type)
            told["resource_type"] = outcome.request.resource_type
        tell("request answered", extra=told)


def operation(request: Request) -> Operation:
    """Of what was never made there is nothing to delete, and an update makes it.

    Raises RejectedInput for a type that is none of the project's.
    """
    if request.resource_type not in RESOURCES:
        raise RejectedInput(f"{request.resource_type}: no such custom resource; there are {', '.join(RESOURCES)}")
    operations = RESOURCES[request.resource_type]
    if not request.physical_resource_id.startswith(NEVER_MADE):
        return operations[request.request_type]
    return nothing if request.request_type is RequestType.DELETE else operations[RequestType.CREATE]


def answer(sender: Sender, outcome: Outcome) -> Answer:
    return Answer(
        status=outcome.status,
        reason=outcome.reason,
        physical_resource_id=outcome.physical_resource_id,
        stack_id=sender.stack_id,
        request_id=sender.request_id,
        logical_resource_id=sender.logical_resource_id,
    )
