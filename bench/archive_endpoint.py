"""A stand-in for the AWS that a verification asks: archives over HTTP on 127.0.0.1, each answer after a set time.

It is a process of its own, so that its work is not in the figures of who asks, and it ends with the parent, however
that does. One endpoint serves many archives: which one a request sees is told by the access key that signed it. No
signature is looked at.
"""

import asyncio
import multiprocessing
import re
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Self, cast

from bench.archive_answer import Answers, ServedArchive, request

BACKLOG = 512
START_SECONDS, STOP_SECONDS = 60, 10

_ACCESS_KEY = re.compile(rb"Credential=([^/]+)/")
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class ArchiveEndpoint:
    """A context: the child runs within it."""

    url: str

    def __init__(self, archives: Mapping[str, ServedArchive], latency_ms: float = 10.0) -> None:
        """archives: by access key."""
        self._archives = archives
        self._latency_seconds = latency_ms / 1000

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        self._held, theirs = context.Pipe()
        child = context.Process(target=_run, args=(theirs, self._archives, self._latency_seconds), daemon=True)
        child.start()
        theirs.close()
        self._child = child
        if not self._held.poll(START_SECONDS):
            self.__exit__()
            raise RuntimeError(f"the endpoint does not listen after {START_SECONDS} seconds")
        self.url = f"http://127.0.0.1:{self._held.recv()}"
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()
        self._child.join(STOP_SECONDS)
        if self._child.is_alive():
            self._child.kill()
            self._child.join()


class _Client(asyncio.Protocol):
    """One request after the other."""

    def __init__(self, answers: Mapping[bytes, Answers], latency_seconds: float) -> None:
        self._answers = answers
        self._latency_seconds = latency_seconds
        self._later = asyncio.get_running_loop().call_later
        self._begun = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._begun += data
        while (end := self._begun.find(b"\r\n\r\n")) >= 0:
            head, body = self._begun[:end], self._begun[end + 4 :]
            length = _LENGTH.search(head)
            body_bytes = int(length[1]) if length else 0
            if len(body) < body_bytes:
                return
            self._begun = body[body_bytes:]
            self._later(self._latency_seconds, self._transport.write, self._answer(head, body[:body_bytes]))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        signed = _ACCESS_KEY.search(head)
        return self._answers[signed[1] if signed else b""].answer(request(head, body))


def _run(held: Connection, archives: Mapping[str, ServedArchive], latency_seconds: float) -> None:
    answers = {access_key.encode(): Answers(archive) for access_key, archive in archives.items()}
    asyncio.run(_serve(held, answers, latency_seconds))


async def _serve(held: Connection, answers: Mapping[bytes, Answers], latency_seconds: float) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(held.fileno(), ended.set)
    server = await loop.create_server(lambda: _Client(answers, latency_seconds), "127.0.0.1", 0, backlog=BACKLOG)
    held.send(server.sockets[0].getsockname()[1])
    await ended.wait()
