"""The embedded cloud's server process: its folder, its environment, its start and its end."""

import contextlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPException, HTTPSConnection
from pathlib import Path

from local.certificate import Certificate, write_certificate
from local.credentials import Credentials, inherited
from local.server.lifeline import DETACH

PROJECT = Path(__file__).resolve().parent.parent
PYTHON = PROJECT / ".venv-cloud" / "bin" / "python"
LOG_TAIL_LINES = 40
STOP_SECONDS = 10


Server = subprocess.Popen[bytes]


class CloudFailed(RuntimeError):  # noqa: N818
    """The server did not start, or has ended by itself."""


def start_server(folder: Path, root: Credentials, delivery_interval_seconds: float) -> tuple[Server, int]:
    """Start the server in its folder; the port it will serve is bound before it starts, so that no one else gets it."""
    certificate = write_certificate(folder / "tls")
    for name in ("home", "tmp", "s3", "state"):
        (folder / name).mkdir()
    with socket.create_server(("127.0.0.1", 0)) as listener, (folder / "server.log").open("wb") as log:
        port: int = listener.getsockname()[1]
        server = subprocess.Popen(
            [
                *(PYTHON, "-m", "local.server", "--folder", folder, "--certificate", folder / "tls"),
                *("--socket", str(listener.fileno()), "--delivery-interval-seconds", str(delivery_interval_seconds)),
            ],
            cwd=PROJECT,
            env=_environment(folder, certificate, root, port),
            pass_fds=[listener.fileno()],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    return server, port


def _environment(folder: Path, certificate: Certificate, root: Credentials, port: int) -> dict[str, str]:
    """Lambda workers inherit all of this, except that their credentials are their role's."""
    return {
        **inherited(),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "S3_DATA_DIR": str(folder / "s3"),
        "STATE_DIR": str(folder / "state"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificate.chain),
        "MINISTACK_SSL_KEY": str(certificate.key),
        "MINISTACK_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # The emulator would look for containers of other instances and remove them.
        "DOCKER_HOST": f"unix://{folder / 'no-docker'}",
        "AWS_CA_BUNDLE": str(certificate.authority),
        "AWS_ACCESS_KEY_ID": root.access_key_id,
        "AWS_SECRET_ACCESS_KEY": root.secret_access_key,
    }


def wait_until_healthy(server: Server, folder: Path, port: int, seconds: float) -> None:
    for _ in until(time.monotonic() + seconds):
        if server.poll() is not None:
            raise CloudFailed(f"the embedded cloud ended with status {server.returncode}\n{log_tail(folder)}")
        if healthy(folder, port):
            return
    raise CloudFailed(f"the embedded cloud did not answer within {seconds} s\n{log_tail(folder)}")


def healthy(folder: Path, port: int) -> bool:
    """Only the server of this folder has a certificate of this folder's authority."""
    try:
        context = ssl.create_default_context(cafile=Certificate.within(folder / "tls").authority)
        connection = HTTPSConnection("127.0.0.1", port, timeout=5, context=context)
        try:
            connection.request("GET", "/_trailkeeper/health")
            return connection.getresponse().status == 200  # noqa: PLR2004
        finally:
            connection.close()
    except (OSError, HTTPException):
        return False


def log_tail(folder: Path) -> str:
    lines = (folder / "server.log").read_text(errors="replace").splitlines()
    return "\n".join(lines[-LOG_TAIL_LINES:])


def detach(server: Server) -> None:
    assert server.stdin is not None  # noqa: S101
    server.stdin.write(DETACH)
    server.stdin.close()
    server.returncode = 0  # Python would warn, at this process's end, of a child that is left running.


def stop_child(server: Server, folder: Path) -> None:
    """End a server that this process started, then delete its folder."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # The server leads a group of its own, which holds nothing but its Lambda workers.
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
    if server.stdin is not None:
        server.stdin.close()
    shutil.rmtree(folder, ignore_errors=True)


def stop_detached(pid: int, folder: Path, port: int) -> bool:
    """End a server that another process started; False if it was not running, and its pid perhaps another program's."""
    running = healthy(folder, port)
    if running:
        os.kill(pid, signal.SIGTERM)
        if not any(not _exists(pid) for _ in until(time.monotonic() + STOP_SECONDS)):
            os.killpg(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)
    return running


def _exists(pid: int) -> bool:
    try:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(deadline: float) -> Iterator[None]:
    """Iterate, with a short rest between, until `time.monotonic()` reaches the deadline; at least once."""
    yield
    while time.monotonic() < deadline:
        time.sleep(0.05)
        yield
