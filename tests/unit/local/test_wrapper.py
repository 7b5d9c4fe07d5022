"""The wrapper around an application that answers anything; its recorder is a list."""

import asyncio
import json
from typing import Any

import pytest

from local.server.asgi import Message, Receive, Scope, Send
from local.server.authorization import decisions
from local.server.exchange import BODY_LIMIT_BYTES, Exchange
from local.server.wrapper import Wrapper

SIGNED = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/eu-west-1/{}/aws4_request, Signature=0"


class Recorded(list[Exchange]):
    def observe(self, exchange: Exchange) -> None:
        self.append(exchange)

    def flush(self) -> int:
        return 7

    def organize(self, organization_id: str, management: str, members: frozenset[str]) -> None:
        self.organized = (organization_id, management, members)


async def emulator(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body", False):
        pass
    made = decisions.get()
    assert made is not None
    made.append(("s3:GetObject", "*", "Allow"))
    await send({"type": "http.response.start", "status": 418, "headers": [(b"X-Amzn-RequestId", b"1")]})
    await send({"type": "http.response.body", "body": b"tea", "more_body": True})
    await send({"type": "http.response.body", "body": b"pot"})


def call(
    recorded: Recorded, path: str = "/", *, service: str = "s3", body: tuple[bytes, ...] = (b"",), **scope: Any
) -> tuple[list[Message], list[int]]:
    """What the client receives, and how many calls were recorded by each part of it."""
    headers = [(b"Authorization", SIGNED.format(service).encode())]
    whole = {"type": "http", "method": "GET", "path": path, "query_string": b"a=b", "headers": headers, **scope}
    parts = [
        {"type": "http.request", "body": part, "more_body": number < len(body)}
        for number, part in enumerate(body, start=1)
    ]
    received: list[Message] = []
    recorded_by_then: list[int] = []

    async def receive() -> Message:
        return parts.pop(0)

    async def send(message: Message) -> None:
        received.append(message)
        recorded_by_then.append(len(recorded))

    controls = {("POST", "asked"): dict}
    asyncio.run(Wrapper(emulator, recorded, controls)(whole, receive, send))
    return received, recorded_by_then


def test_a_call_is_recorded_before_its_response_ends() -> None:
    recorded = Recorded()
    _, recorded_by_then = call(recorded)
    assert recorded_by_then == [0, 0, 1]


def test_both_bodies_are_put_together() -> None:
    recorded = Recorded()
    call(recorded, body=(b"one", b"two"))
    assert recorded[0].request_body == b"onetwo"
    assert recorded[0].response_body == b"teapot"


def test_the_call_is_told_with_its_service_status_headers_and_decisions() -> None:
    recorded = Recorded()
    call(recorded, "/bucket/key", client=("127.0.0.1", 4711))
    [exchange] = recorded
    assert (exchange.service, exchange.status, exchange.source_ip) == ("s3", 418, "127.0.0.1")
    assert (exchange.method, exchange.path, exchange.query) == ("GET", "/bucket/key", "a=b")
    assert exchange.response_headers == {"x-amzn-requestid": "1"}
    assert exchange.authorized == (("s3:GetObject", "*", "Allow"),)
    assert exchange.caller is None


def test_a_body_above_the_limit_is_left_out_and_still_passed_on() -> None:
    recorded = Recorded()
    received, _ = call(recorded, body=(b"x" * BODY_LIMIT_BYTES, b"x"))
    assert recorded[0].request_body == b""
    assert received[0]["status"] == 418


def test_an_unserved_service_never_reaches_the_emulator() -> None:
    recorded = Recorded()
    received, _ = call(recorded, service="cloudtrail-data")
    assert received[0]["status"] == 400
    assert json.loads(received[1]["body"])["__type"] == "UnsupportedOperationException"
    assert not recorded


@pytest.mark.parametrize(
    ("method", "path", "client", "status"),
    [
        pytest.param("POST", "deliver", "127.0.0.1", 200, id="deliver"),
        pytest.param("GET", "health", "127.0.0.1", 200, id="health"),
        pytest.param("GET", "deliver", "127.0.0.1", 404, id="another method"),
        pytest.param("POST", "deliver", "10.0.0.1", 404, id="another machine"),
    ],
)
def test_controls_are_for_this_machine_only(method: str, path: str, client: str, status: int) -> None:
    recorded = Recorded()
    received, _ = call(recorded, f"/_trailkeeper/{path}", method=method, client=(client, 4711))
    assert received[0]["status"] == status
    assert not recorded


def test_delivery_on_demand_says_how_many_log_files_it_wrote() -> None:
    received, _ = call(Recorded(), "/_trailkeeper/deliver", method="POST", client=("127.0.0.1", 4711))
    assert json.loads(received[1]["body"]) == {"log_files": 7}


def test_a_control_that_is_added_answers_what_it_makes_of_the_query() -> None:
    query = b"region=eu-west-1&count=2"
    received, _ = call(Recorded(), "/_trailkeeper/asked", method="POST", client=("127.0.0.1", 4711), query_string=query)
    assert json.loads(received[1]["body"]) == {"region": "eu-west-1", "count": "2"}


def test_an_organization_is_told_with_its_members() -> None:
    recorded, query = Recorded(), b"id=o-1&management=1&member=2&member=3"
    call(recorded, "/_trailkeeper/organize", method="POST", client=("127.0.0.1", 4711), query_string=query)
    assert recorded.organized == ("o-1", "1", frozenset({"2", "3"}))
