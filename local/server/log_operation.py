"""Operations of CloudWatch Logs that the emulator lacks, beside those that it has."""

import functools
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ministack.core import responses

from local.server import seams

Answer = tuple[int, dict[str, str], bytes]
Operation = Callable[[Mapping[str, Any]], Mapping[str, Any]]
Handle = Callable[..., Awaitable[Any]]


class Refused(Exception):  # noqa: N818 - an answer, under the name that the service gives it
    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def invalid(message: str) -> Refused:
    return Refused("InvalidParameterException", message)


def add(operations: Mapping[str, Operation]) -> None:
    """Each answers the members of its response, or raises Refused."""
    seams.replace("services.cloudwatch_logs.handle_request", functools.partial(_with, operations))


def refusal(refused: Refused) -> Any:
    return responses.error_response_json(refused.code, refused.message, 400)


def _with(operations: Mapping[str, Operation], handle: Handle) -> Handle:
    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: Mapping[str, str], body: bytes, query: Any) -> Any:
        operation = operations.get(headers.get("x-amz-target", "").rpartition(".")[2])
        if operation is None:
            return await handle(method, path, headers, body, query)
        try:
            return responses.json_response(operation(json.loads(body or b"{}")))
        except Refused as refused:
            return refusal(refused)

    return handle_request
