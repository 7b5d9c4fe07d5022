"""Event source mappings of SQS queues as Lambda has them: up to 10,000 messages a batch, and the batching window.

The emulator hands out ten messages at most, ignores the window, and checks neither when a mapping is made.
Source: Lambda Developer Guide, "Using Lambda with Amazon SQS" (2026-11).
"""

import functools
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ministack.core import responses

from local.server import seams

BATCH_LIMIT_COUNT = 10_000
UNWINDOWED_LIMIT_COUNT = 10
WINDOW_LIMIT_SECONDS = 300
PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024
# What a message takes in the function's event beside its body: attributes, receipt handle, names, escaping.
MESSAGE_OVERHEAD_BYTES = 1_200

MAPPING_TYPE = "AWS::Lambda::EventSourceMapping"


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    message: str
    status: int = 400


def check(batch_size: int, window_seconds: int, *, fifo: bool = False) -> Refusal | None:
    """Why a mapping may not have these two values."""
    limits = (
        ("batchSize", batch_size, 1, BATCH_LIMIT_COUNT),
        ("maximumBatchingWindowInSeconds", window_seconds, 0, WINDOW_LIMIT_SECONDS),
    )
    for member, value, least, most in limits:
        if not least <= value <= most:
            bound = f"greater than or equal to {least}" if value < least else f"less than or equal to {most}"
            return Refusal(
                "ValidationException",
                f"1 validation error detected: Value '{value}' at '{member}' failed "
                f"to satisfy constraint: Member must have value {bound}",
            )
    if fifo and window_seconds:
        return _invalid("Batching window is not supported for FIFO queues")
    if fifo and batch_size > UNWINDOWED_LIMIT_COUNT:
        return _invalid("Batch size must be between 1 and 10 for FIFO queues")
    if batch_size > UNWINDOWED_LIMIT_COUNT and window_seconds == 0:
        return _invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
        )
    return None


def fitting(sizes: Sequence[int], batch_size: int) -> int:
    """How many of the waiting messages, by their bodies' sizes, go into one invocation; at least one."""
    total = 0
    for count, size in enumerate(sizes[:batch_size]):
        total += size + MESSAGE_OVERHEAD_BYTES
        if total > PAYLOAD_LIMIT_BYTES:
            return max(count, 1)
    return min(len(sizes), batch_size)


def named_function(reference: str) -> tuple[str, str | None]:
    """The name and the qualifier out of name, name:qualifier, or either within an ARN."""
    name, _, qualifier = reference.rpartition("function:")[2].partition(":")
    return name, qualifier or None


def _invalid(message: str) -> Refusal:
    return Refusal("InvalidParameterValueException", message)


class Batching:
    """Stands in for the emulator's receiver: holds messages back until a batch is full or its window has passed."""

    def __init__(self) -> None:
        self._polled = threading.local()
        self._opened: dict[str, float] = {}

    def noting(self, iterate: Callable[[], Iterator[Any]]) -> Callable[[], Iterator[Any]]:
        """The receiver is not told for which mapping it is called: remember the one that its thread is at."""

        @functools.wraps(iterate)
        def iter_all_esms() -> Iterator[Any]:
            for account_id, region, mapping in iterate():
                self._polled.mapping = mapping
                yield account_id, region, mapping

        return iter_all_esms

    def receiving(self, receive: Callable[[str, int], list[Any]]) -> Callable[[str, int], list[Any]]:
        @functools.wraps(receive)
        def receive_messages(queue_url: str, batch_size: int) -> list[Any]:
            with seams.seam("services.sqs._queues_lock"):
                queue = seams.seam("services.sqs._get_q")(queue_url)
                if not queue["is_fifo"]:
                    return self._receive(queue, int(batch_size))
            return receive(queue_url, batch_size)

        return receive_messages

    def _receive(self, queue: Mapping[str, Any], batch_size: int) -> list[Any]:
        seams.seam("services.sqs._expire_retained")(queue)
        seams.seam("services.sqs._dlq_sweep")(queue)
        now = time.time()
        sizes = [len(message["body"]) for message in queue["messages"] if message["visible_at"] <= now]
        count = fitting(sizes, batch_size)
        full = count == batch_size or count < len(sizes)
        if count == 0 or not (full or self._window_has_passed()):
            return []
        self._opened.pop(self._polled.mapping["UUID"], None)
        visibility_seconds = int(queue["attributes"].get("VisibilityTimeout", "30"))
        return list(seams.seam("services.sqs._collect_msgs")(queue, count, visibility_seconds))

    def _window_has_passed(self) -> bool:
        mapping = self._polled.mapping
        window_seconds = float(mapping.get("MaximumBatchingWindowInSeconds") or 0)
        now = time.monotonic()
        opened = self._opened.setdefault(mapping["UUID"], now)
        if opened == now and window_seconds:
            # The poller looks once a second by itself, which would blur the window.
            timer = threading.Timer(window_seconds, seams.seam("services.lambda_svc._esm_wake").set)
            timer.daemon = True
            timer.start()
        return now - opened >= window_seconds


def install() -> None:
    batching = Batching()
    seams.replace("services.lambda_svc._iter_all_esms", batching.noting)
    seams.replace("services.sqs._receive_messages_for_esm", batching.receiving)
    seams.replace("services.lambda_svc._create_esm", _checked_create)
    seams.replace("services.lambda_svc._update_esm", _checked_update)
    handlers = seams.seam("services.cloudformation.provisioners._RESOURCE_HANDLERS")[MAPPING_TYPE]
    handlers["create"] = _checked_resource(handlers["create"], properties=1)
    handlers["update"] = _checked_resource(handlers["update"], properties=2)


def _checked_create(create: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    @functools.wraps(create)
    def create_mapping(request: dict[str, Any]) -> Any:
        refusal = _check_request(request) or _duplicate(request)
        return _answer(refusal) if refusal else create(request)

    return create_mapping


def _checked_update(update: Callable[[str, dict[str, Any]], Any]) -> Callable[[str, dict[str, Any]], Any]:
    @functools.wraps(update)
    def update_mapping(mapping_id: str, request: dict[str, Any]) -> Any:
        refusal = _check_request({**(_mappings().get(mapping_id) or {}), **request})
        return _answer(refusal) if refusal else update(mapping_id, request)

    return update_mapping


def _checked_resource(handle: Callable[..., Any], properties: int) -> Callable[..., Any]:
    """A CloudFormation handler, of whose arguments the one at `properties` is the resource's new properties."""

    @functools.wraps(handle)
    def handle_resource(*arguments: Any) -> Any:
        request = arguments[properties]
        refusal = _check_request(request) or (_duplicate(request) if properties == 1 else None)
        if refusal:
            raise ValueError(refusal.message)
        return handle(*arguments)

    return handle_resource


def _check_request(request: Mapping[str, Any]) -> Refusal | None:
    source = str(request.get("EventSourceArn", ""))
    if ":sqs:" not in source:
        return None
    batch_size = int(request.get("BatchSize", UNWINDOWED_LIMIT_COUNT))
    window_seconds = int(request.get("MaximumBatchingWindowInSeconds") or 0)
    return check(batch_size, window_seconds, fifo=source.endswith(".fifo"))


def _duplicate(request: Mapping[str, Any]) -> Refusal | None:
    source = request.get("EventSourceArn")
    function, qualifier = named_function(str(request.get("FunctionName", "")))
    for mapping in list(_mappings().values()):
        if (mapping["EventSourceArn"], mapping["FunctionName"], mapping["Qualifier"]) == (source, function, qualifier):
            message = (
                f'An event source mapping with SQS arn (" {source} ") and function (" {function} ") already exists. '
                f"Please update or delete the existing mapping with UUID {mapping['UUID']}"
            )
            return Refusal("ResourceConflictException", message, 409)
    return None


def _mappings() -> Any:
    return seams.seam("services.lambda_svc._esms")


def _answer(refusal: Refusal) -> Any:
    return responses.error_response_json(
        refusal.code, refusal.message, refusal.status, content_type="application/json", message_key="Message"
    )
