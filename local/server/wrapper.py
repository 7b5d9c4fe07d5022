"""The ASGI application around the emulator's: it lets every API call through and shows each one to the recorder.

A call is observed before the last byte of its response is sent, so whoever has the response finds the call recorded.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import parse_qs, parse_qsl
from uuid import uuid4

from ministack.core import responses

from local.server import control, seams
from local.server.asgi import App, Message, Receive, Scope, Send, header_map, send_json
from local.server.authorization import Decision, decisions
from local.server.exchange import BODY_LIMIT_BYTES, Exchange
from local.server.identity import caller, signing_name

CONTROL = "/_trailkeeper/"
EMULATOR = ("/_ministack/", "/_localstack/", "/_aws/", "/health")
LOOPBACK = ("127.0.0.1", "::1")
# The emulator does not know this service, and one such request makes its process grow by hundreds of megabytes.
UNSERVED = {"cloudtrail-data": "UnsupportedOperationException"}


class Recorder(Protocol):
    def observe(self, exchange: Exchange) -> None: ...

    def flush(self) -> int: ...

    def organize(self, organization_id: str, management: str, members: frozenset[str]) -> None: ...


@dataclass(slots=True)
class _Body:
    content: bytearray = field(default_factory=bytearray)
    too_large: bool = False

    def add(self, part: bytes) -> None:
        self.too_large = self.too_large or len(self.content) + len(part) > BODY_LIMIT_BYTES
        if self.too_large:
            self.content.clear()
        else:
            self.content += part


@dataclass(slots=True)
class _Call:
    """One request and its response, as they pass."""

    scope: Scope
    headers: Mapping[str, str]
    query: Mapping[str, list[str]]
    service: str
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    request: _Body = field(default_factory=_Body)
    response: _Body = field(default_factory=_Body)
    status: int = 0
    response_headers: Mapping[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    @classmethod
    def of(cls, scope: Scope) -> "_Call":
        headers = header_map(scope["headers"])
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return cls(scope, headers, query, signing_name(scope["method"], scope["path"], headers, query))

    def exchange(self) -> Exchange:
        """Valid only in the request's own context: the emulator keeps account and region there."""
        return Exchange(
            started_at=self.started_at,
            account_id=str(responses.get_account_id()),
            region=str(responses.get_region()),
            service=self.service,
            method=self.scope["method"],
            path=self.scope["path"],
            query=self.scope["query_string"].decode("latin-1"),
            request_headers=self.headers,
            request_body=bytes(self.request.content),
            status=self.status,
            response_headers=self.response_headers,
            response_body=bytes(self.response.content),
            caller=caller(self.headers, self.query),
            source_ip=_client(self.scope),
            authorized=tuple(self.decisions),
        )


class Wrapper:
    def __init__(
        self, inner: App, recorder: Recorder, controls: Mapping[tuple[str, str], control.Control] = {}
    ) -> None:
        """`controls`: beside the wrapper's own, by method and name; each is called in a thread."""
        self._inner, self._recorder, self._more_controls = inner, recorder, controls
        self._controls: dict[tuple[str, str], Callable[[Scope], Awaitable[Any]]] = {
            ("GET", "health"): self._health,
            ("POST", "deliver"): self._deliver,
            ("GET", "workers"): self._workers,
            ("POST", "organize"): self._organize,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(EMULATOR):
            await self._inner(scope, receive, send)
        elif scope["path"].startswith(CONTROL):
            await self._control(scope, send)
        else:
            await self._serve(_Call.of(scope), receive, send)

    async def _serve(self, call: _Call, receive: Receive, send: Send) -> None:
        if call.service in UNSERVED:
            await _refuse(call.service, receive, send)
            return

        async def receive_and_keep() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                call.request.add(message.get("body", b""))
            return message

        async def keep_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                call.status = message["status"]
                message = _with_request_id(message, call.service)
                call.response_headers = header_map(list(message["headers"]))
            elif message["type"] == "http.response.body":
                call.response.add(message.get("body", b""))
                if not message.get("more_body", False):
                    self._recorder.observe(call.exchange())
            await send(message)

        decisions.set(call.decisions)
        await self._inner(call.scope, receive_and_keep, keep_and_send)

    async def _control(self, scope: Scope, send: Send) -> None:
        asked = scope["method"], scope["path"].removeprefix(CONTROL)
        if _client(scope) not in LOOPBACK or asked not in self._controls.keys() | self._more_controls.keys():
            await send_json(send, 404, {"message": "no such control"})
        elif asked in self._controls:
            await send_json(send, 200, await self._controls[asked](scope))
        else:
            query = dict(parse_qsl(scope["query_string"].decode()))
            await send_json(send, 200, await asyncio.to_thread(self._more_controls[asked], query))

    async def _health(self, _scope: Scope) -> Any:
        return {"status": "ok"}

    async def _deliver(self, _scope: Scope) -> Any:
        return {"log_files": await asyncio.to_thread(self._recorder.flush)}

    async def _organize(self, scope: Scope) -> Any:
        """?id=o-exampleorg1&management=111122223333&member=222233334444&member=…"""
        asked = parse_qs(scope["query_string"].decode())
        self._recorder.organize(asked["id"][0], asked["management"][0], frozenset(asked.get("member", ())))
        return {}

    async def _workers(self, _scope: Scope) -> Any:
        workers = seams.seam("core.lambda_runtime._workers")
        return [
            {"function": key, "pid": worker._proc.pid, "in_use": bool(worker.in_use)}  # noqa: SLF001
            for key, pool in list(workers.items())
            for worker in list(pool)
            if worker._proc is not None  # noqa: SLF001
        ]


async def _refuse(service: str, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body", False):
        pass
    code = UNSERVED[service]
    message = f"The embedded cloud does not serve {service}."
    await send_json(send, 400, {"__type": code, "message": message}, {"x-amzn-errortype": code})


def _with_request_id(message: Message, service: str) -> Message:
    """AWS names the request in every answer; the emulator leaves it out of some, above all where it denies."""
    headers = list(message["headers"])
    if header_map(headers).keys() & {"x-amz-request-id", "x-amzn-requestid"}:
        return message
    name, value = "x-amzn-requestid", str(uuid4())
    if service == "s3":
        name, value = "x-amz-request-id", secrets.token_hex(8).upper()
    return {**message, "headers": [*headers, (name.encode(), value.encode())]}


def _client(scope: Scope) -> str:
    return str((scope.get("client") or ("127.0.0.1",))[0])
