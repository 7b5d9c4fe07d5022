"""Answers that are held back: of one operation, after it has taken effect, until they are released.

    POST /_trailkeeper/hold?operation=PutLogEvents&after=3    from the fourth answer on
    POST /_trailkeeper/release                                those that wait go out, and all after them

The operation is named as X-Amz-Target names it, which the services that speak JSON have.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from local.server.asgi import App, Message, Receive, Scope, Send, header_map, send_json

CONTROL = "/_trailkeeper/"
LOOPBACK = ("127.0.0.1", "::1")


@dataclass(slots=True)
class _Hold:
    operation: str
    passing: int
    """How many more answers go out."""
    held: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)


class Holding:
    """An application around the one that answers."""

    def __init__(self, inner: App) -> None:
        self._inner = inner
        self._hold: _Hold | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        control = scope.get("path", "").removeprefix(CONTROL)
        if scope["type"] != "http" or control not in ("hold", "release"):
            await self._inner(scope, receive, self._holding(scope, send) if scope["type"] == "http" else send)
        elif (scope.get("client") or LOOPBACK)[0] not in LOOPBACK:
            await send_json(send, 404, {"message": "no such control"})
        else:
            await send_json(send, 200, self._control(control, scope["query_string"].decode()))

    def _control(self, control: str, query: str) -> Any:
        """How many answers the hold before this one has held back."""
        before, self._hold = self._hold, None
        if before:
            before.released.set()
        if control == "hold":
            asked = {name: values[0] for name, values in parse_qs(query).items()}
            self._hold = _Hold(asked["operation"], int(asked.get("after", "0")))
        return {"held": before.held if before else 0}

    def _holding(self, scope: Scope, send: Send) -> Send:
        target = header_map(scope["headers"]).get("x-amz-target", "")

        async def hold_and_send(message: Message) -> None:
            hold = self._hold
            if hold and message["type"] == "http.response.start" and target.rpartition(".")[2] == hold.operation:
                hold.passing -= 1
                if hold.passing < 0:
                    hold.held += 1
                    await hold.released.wait()
            await send(message)

        return hold_and_send
