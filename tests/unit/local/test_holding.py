"""Answers that are held back, around an application that answers at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from local.server.asgi import Message, Receive, Scope, Send
from local.server.holding import Holding

Call = Callable[..., Awaitable[list[Message]]]


async def emulator(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"done"})


def with_calls(story: Callable[[Call], Awaitable[None]]) -> None:
    holding = Holding(emulator)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def call(path: str = "/", query: str = "", target: str = "", **scope: Any) -> list[Message]:
        received: list[Message] = []

        async def send(message: Message) -> None:
            received.append(message)

        headers = [(b"X-Amz-Target", target.encode())]
        whole = {"type": "http", "path": path, "query_string": query.encode(), "headers": headers, **scope}
        await holding(whole, receive, send)
        return received

    asyncio.run(story(call))  # type: ignore[arg-type]  # a coroutine is what a story is


def test_the_answers_beyond_the_passing_ones_wait_for_their_release() -> None:
    async def story(call: Call) -> None:
        await call("/_trailkeeper/hold", "operation=PutLogEvents&after=1")
        assert len(await call(target="Logs_20140328.PutLogEvents")) == 2
        held = asyncio.ensure_future(call(target="Logs_20140328.PutLogEvents"))
        await asyncio.sleep(0)
        assert not held.done()
        answer = await call("/_trailkeeper/release")
        assert answer[1]["body"] == b'{"held": 1}'
        assert len(await held) == 2

    with_calls(story)


def test_the_answers_of_other_operations_go_out() -> None:
    async def story(call: Call) -> None:
        await call("/_trailkeeper/hold", "operation=PutLogEvents")
        assert len(await call(target="Logs_20140328.CreateLogStream")) == 2

    with_calls(story)


def test_only_this_machine_holds_answers_back() -> None:
    async def story(call: Call) -> None:
        answer = await call("/_trailkeeper/hold", "operation=PutLogEvents", client=("192.0.2.1", 4711))
        assert answer[0]["status"] == 404
        assert len(await call(target="Logs_20140328.PutLogEvents")) == 2

    with_calls(story)
