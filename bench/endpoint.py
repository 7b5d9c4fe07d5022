"""A stand-in for S3, CloudWatch Logs and DynamoDB that answers each request after a set time, and does nothing else.

It is a process of its own, so that its work is not in the client's figures. The parent writes the objects to the
child's standard input and holds it open: the child ends when that ends, however the parent does. The child prints its
port once it listens. Answers are made before the first request, and with as many headers as AWS sends, since the
client pays for each. Requests are plain HTTP: what TLS costs a client is left out. Nothing that is put is kept.
"""

import asyncio
import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any, Self, cast
from urllib.parse import unquote

PROJECT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10
BACKLOG = 512

Answer = tuple[str, bytes]  # the operation, and the whole answer
Child = subprocess.Popen[bytes]


class Endpoint:
    """Objects are by bucket and key. A context: the child runs within it."""

    url: str

    def __init__(self, objects: Mapping[tuple[str, str], bytes], latency_ms: float = 10.0) -> None:
        self._objects = objects
        self._latency_ms = latency_ms

    def __enter__(self) -> Self:
        self._child = Child(
            [sys.executable, "-m", "bench.endpoint", str(self._latency_ms)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # an interrupt from the terminal is the parent's alone
        )
        with ExitStack() as on_failure:
            on_failure.callback(_stop, self._child)
            self._port = _started(self._child, self._objects)
            on_failure.pop_all()
        self.url = f"http://127.0.0.1:{self._port}"
        return self

    def __exit__(self, *_: object) -> None:
        _stop(self._child)

    def counts(self) -> dict[str, int]:
        """The requests since the start or the last reset, by operation."""
        return cast("dict[str, int]", json.loads(self._ask("GET", "/_counts")))

    def reset(self) -> None:
        self._ask("POST", "/_reset")

    def _ask(self, method: str, path: str) -> bytes:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=STOP_SECONDS)
        try:
            connection.request(method, path)
            return connection.getresponse().read()
        finally:
            connection.close()


def clients(url: str, **config: Any) -> Callable[[str], Any]:
    """Gives boto3's client of a service; what is named is botocore's Config, over the benchmarks' own."""
    import boto3  # noqa: PLC0415  (the child, which is this module too, must not load it)
    from botocore.config import Config  # noqa: PLC0415

    # No proxies: those of the environment would be asked for 127.0.0.1 too.
    settings: dict[str, Any] = {"s3": {"addressing_style": "path"}, "max_pool_connections": 64, "proxies": {}} | config
    session = boto3.Session(aws_access_key_id="bench", aws_secret_access_key="bench", region_name="eu-west-1")
    return lambda service: session.client(  # type: ignore[call-overload]  # one for each service's name
        service, endpoint_url=url, config=Config(**settings)
    )


def _started(child: Child, objects: Mapping[tuple[str, str], bytes]) -> int:
    stdin, stdout = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
    stdin.write(json.dumps([[bucket, key, len(body)] for (bucket, key), body in objects.items()]).encode() + b"\n")
    for body in objects.values():
        stdin.write(body)
    stdin.flush()
    line = stdout.readline()
    if not line:
        raise RuntimeError("the endpoint ended before it listened; its error is above")
    return int(line)


def _stop(child: Child) -> None:
    try:
        child.communicate(timeout=STOP_SECONDS)  # closes its standard input
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()


def _answer(status: str, headers: str, body: bytes = b"") -> bytes:
    head = f"HTTP/1.1 {status}\r\nDate: Mon, 23 Nov 2026 00:10:00 GMT\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


S3_HEADERS = (
    "x-amz-id-2: Uuag1LuByRx9e6j5Onimru9pO4ZVKnJ2Qz7/C1NPcfTWAtRPfTaOFg9bMZ7LrvTC5Q2Yr1tQ4hs=\r\n"
    "x-amz-request-id: 656C76696E6727732\r\n"
    "Server: AmazonS3\r\n"
)
OBJECT_HEADERS = (
    "Last-Modified: Mon, 23 Nov 2026 00:05:00 GMT\r\n"
    "x-amz-server-side-encryption: aws:kms\r\n"
    "x-amz-server-side-encryption-aws-kms-key-id: "
    "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\r\n"
    "Accept-Ranges: bytes\r\n"
    "Content-Type: application/json\r\n"
    "Content-Encoding: gzip\r\n"
)
JSON_HEADERS = "x-amzn-RequestId: 5a6b7c8d-1234-4abc-8def-0123456789ab\r\nContent-Type: application/x-amz-json-1.{}\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
NO_SUCH_KEY = b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
MISSING = _answer("404 Not Found", S3_HEADERS + "Content-Type: application/xml\r\n", NO_SUCH_KEY)
PUT = _answer("200 OK", f'{S3_HEADERS}x-amz-version-id: 3sL4kqtJlcpXroDTDmJ\r\nETag: "{"0" * 32}"\r\n')
LOGS = _answer("200 OK", JSON_HEADERS.format(1), b"{}")
# The checksum, which botocore compares, is that of {}.
DYNAMODB = _answer("200 OK", JSON_HEADERS.format(0) + "Server: Server\r\nx-amz-crc32: 2745614147\r\n", b"{}")
TARGETS = {
    b"Logs_20140328.PutLogEvents": ("PutLogEvents", LOGS),
    b"Logs_20140328.CreateLogStream": ("CreateLogStream", LOGS),
    b"DynamoDB_20120810.TransactWriteItems": ("TransactWriteItems", DYNAMODB),
}
UNKNOWN = ("Unknown", _answer("400 Bad Request", JSON_HEADERS.format(1), b'{"__type": "UnknownOperationException"}'))


class _Service:
    def __init__(self, objects: Mapping[str, bytes], latency_seconds: float) -> None:
        """Objects are by path: /bucket/key."""
        self._objects = {
            path: _answer("200 OK", _object_headers(number, body), body)
            for number, (path, body) in enumerate(objects.items())
        }
        self._latency_seconds = latency_seconds
        self._counts: Counter[str] = Counter()

    def answer(self, head: bytes, lowered: bytes) -> tuple[bytes, float]:
        """What to answer, and after how many seconds."""
        method, path, _ = head[: head.find(b"\r\n")].split(b" ")
        if path == b"/_counts":
            return _answer("200 OK", "", json.dumps(self._counts).encode()), 0
        if path == b"/_reset":
            self._counts.clear()
            return _answer("200 OK", ""), 0
        operation, answer = self._operation(method, path, _value(head, lowered, b"x-amz-target"))
        self._counts[operation] += 1
        return answer, self._latency_seconds

    def _operation(self, method: bytes, path: bytes, target: bytes) -> Answer:
        if method == b"GET":
            return "GetObject", self._objects.get(unquote(path.partition(b"?")[0].decode()), MISSING)
        if method == b"PUT":
            return "PutObject", PUT
        return TARGETS.get(target, UNKNOWN)


def _object_headers(number: int, body: bytes) -> str:
    tag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return f'{S3_HEADERS}{OBJECT_HEADERS}x-amz-version-id: version-{number:024d}\r\nETag: "{tag}"\r\n'


def _value(head: bytes, lowered: bytes, name: bytes) -> bytes:
    start = lowered.find(b"\r\n" + name + b":")
    if start < 0:
        return b""
    start += len(name) + 3
    return head[start : head.find(b"\r\n", start)].strip()


class _Connection(asyncio.Protocol):
    """One request after the other. A body has a Content-Length, and is not looked at."""

    def __init__(self, service: _Service) -> None:
        self._service = service
        self._later = asyncio.get_running_loop().call_later
        self._begun = b""
        self._unread_bytes = 0
        self._answer = b""
        self._latency_seconds = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        while data:
            data = self._body(data) if self._unread_bytes else self._head(self._begun + data)

    def _head(self, data: bytes) -> bytes:
        """Returns what follows the head."""
        end = data.find(b"\r\n\r\n")
        if end < 0:
            self._begun = data
            return b""
        self._begun = b""
        head = data[: end + 2]
        lowered = head.lower()
        self._answer, self._latency_seconds = self._service.answer(head, lowered)
        self._unread_bytes = int(_value(head, lowered, b"content-length") or 0)
        if not self._unread_bytes:
            self._complete()
        elif b"\r\nexpect: 100-continue\r\n" in lowered:
            self._transport.write(CONTINUE)
        return data[end + 4 :]

    def _body(self, data: bytes) -> bytes:
        """Returns what follows the body."""
        rest = data[self._unread_bytes :]
        self._unread_bytes -= len(data) - len(rest)
        if not self._unread_bytes:
            self._complete()
        return rest

    def _complete(self) -> None:
        self._later(self._latency_seconds, self._transport.write, self._answer)


async def _serve(service: _Service) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), ended.set)
    server = await loop.create_server(lambda: _Connection(service), "127.0.0.1", 0, backlog=BACKLOG)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()


def main() -> None:
    stdin = sys.stdin.buffer
    objects = {f"/{bucket}/{key}": stdin.read(length) for bucket, key, length in json.loads(stdin.readline())}
    asyncio.run(_serve(_Service(objects, float(sys.argv[1]) / 1000)))


if __name__ == "__main__":
    main()
