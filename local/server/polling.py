"""An event source mapping of an SQS queue acts with the function's execution role; the emulator asks for no permission.

It needs the queue's key too: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from local.server import emulator, queue_key, seams
from local.server.principal import Function, denial, execution_role
from local.server.service_key import DECRYPT

POLL = ("sqs:ReceiveMessage", "sqs:GetQueueAttributes")
DELETE = "sqs:DeleteMessage"

Mappings = Callable[[], Iterator[tuple[str, str, Mapping[str, Any]]]]
Delete = Callable[[str, set[str]], None]

# The function that this thread has invoked with a batch, and the ARN of the batch's queue.
_invoked: ContextVar[tuple[Function, str] | None] = ContextVar("invoked", default=None)


def install() -> None:
    seams.replace("services.lambda_svc._iter_all_esms", _with_permission)
    seams.replace("services.lambda_svc._run_sqs_batch", _noting)
    seams.replace("services.sqs._delete_messages_for_esm", _permitted)


def _with_permission(iterate: Mappings) -> Mappings:
    @functools.wraps(iterate)
    def iter_all_esms() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for account_id, region, mapping in iterate():
            with emulator.scope(account_id, region):
                polls = _may_poll(mapping)
            if polls:
                yield account_id, region, mapping

    return iter_all_esms


def _may_poll(mapping: Mapping[str, Any]) -> bool:
    queue_arn = mapping["EventSourceArn"]
    look_up = seams.seam("services.lambda_svc._get_func_record_for_qualifier")
    _, function = look_up(mapping["FunctionName"], mapping.get("Qualifier"))
    if ":sqs:" not in queue_arn or function is None:
        return True
    role = execution_role(function)
    return (
        all(denial(role, action, queue_arn) is None for action in POLL)
        and queue_key.denied(role, queue_arn, (DECRYPT,)) is None
    )


def _noting(run: Callable[..., None]) -> Callable[..., None]:
    """Whoever deletes the batch is not told for which mapping."""

    @functools.wraps(run)
    def run_batch(mapping: Mapping[str, Any], function: Mapping[str, Any], *batch: Any) -> None:
        token = _invoked.set((function.get("config") or function, mapping["EventSourceArn"]))
        try:
            run(mapping, function, *batch)
        finally:
            _invoked.reset(token)

    return run_batch


def _permitted(delete: Delete) -> Delete:
    """What is not deleted comes back after its visibility timeout."""

    @functools.wraps(delete)
    def delete_messages(queue_url: str, receipt_handles: set[str]) -> None:
        invoked = _invoked.get()
        if invoked is None or denial(execution_role(invoked[0]), DELETE, invoked[1]) is None:
            delete(queue_url, receipt_handles)

    return delete_messages
