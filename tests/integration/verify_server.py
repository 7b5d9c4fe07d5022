"""What moto lacks for `trailkeeper verify`: CloudTrail's public keys, and a function's settings, over HTTP here."""

import base64
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest


@dataclass
class Served:
    public_keys: Sequence[Mapping[str, Any]]
    """As boto3 gives them."""
    settings: Mapping[str, str] | None = None
    """Of the deployment's function; None for no such function."""
    refuses: bool = False
    """Whether it lists no public keys."""
    regions: list[str] = field(default_factory=list)
    """In which public keys were asked for."""

    def answer(self, path: str, authorization: str) -> tuple[int, str, object]:
        """The status, the error's name and the body."""
        if "/functions/" in path:
            found = {"FunctionName": "trailkeeper-deliver", "Environment": {"Variables": self.settings}}
            return (200, "", found) if self.settings else (404, "ResourceNotFoundException", {"Message": "none"})
        self.regions.append(authorization.split("/")[2])
        if self.refuses:
            return 400, "", {"__type": "AccessDeniedException", "message": "not you"}
        return 200, "", {"PublicKeyList": [_on_the_wire(each) for each in self.public_keys]}


def _on_the_wire(key: Mapping[str, Any]) -> dict[str, object]:
    times = {name: key[name].timestamp() for name in ("ValidityStartTime", "ValidityEndTime")}
    return {**key, "Value": base64.b64encode(key["Value"]).decode(), **times}


@contextmanager
def serving(monkeypatch: pytest.MonkeyPatch, served: Served) -> Iterator[None]:
    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self) -> None:
            status, error, body = served.answer(self.path, self.headers["Authorization"])
            self.send_response(status)
            if error:
                self.send_header("x-amzn-ErrorType", error)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Server)
    for service in ("CLOUDTRAIL", "LAMBDA"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
