"""Where the command finds a deployment: CloudFormation, as a server on this machine answers in its place."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cli.command import main
from cli.deployment import Deployment, deployment
from lambdas.core.error import ConfigurationError
from tests.builder import ACCOUNT

STACK = "Trailkeeper-Delivery"
_MISSING = """<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type>
<Code>ValidationError</Code><Message>Stack with id other does not exist</Message></Error></ErrorResponse>"""


@contextmanager
def deployed(monkeypatch: pytest.MonkeyPatch, outputs: Mapping[str, str]) -> Iterator[None]:
    """A stack of these outputs."""
    members = "".join(
        f"<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>"
        for key, value in outputs.items()
    )
    stack = f"""<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>
    <Stacks><member><StackName>{STACK}</StackName><CreationTime>2026-11-23T12:00:00Z</CreationTime>
    <StackId>arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/{STACK}/1</StackId><StackStatus>CREATE_COMPLETE</StackStatus>
    <Outputs>{members}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"""

    class CloudFormation(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
            is_there = f"StackName={STACK}" in asked
            self.send_response(200 if is_there else 400)
            self.end_headers()
            self.wfile.write((stack if is_there else _MISSING).encode())

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), CloudFormation)
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFORMATION", f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


OUTPUTS = {"QueueUrl": "https://queue", "DeadLettersUrl": "https://dead", "QuarantineBucket": "quarantine"}


def test_a_deployment_is_what_its_stack_puts_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with deployed(monkeypatch, {**OUTPUTS, "LedgerTable": "ledger"}):
        assert deployment(STACK) == Deployment(ACCOUNT, "https://queue", "https://dead", "quarantine")


def test_a_stack_without_an_output_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        deployed(monkeypatch, {"QueueUrl": "https://queue"}),
        pytest.raises(ConfigurationError, match="no output DeadLettersUrl, QuarantineBucket"),
    ):
        deployment(STACK)


ERRORS = {
    "no such stack": (["--stack", "other"], "deploy it, or name yours with --stack"),
    "no such profile": (["--profile", "nobody"], "look at --profile"),
}


@pytest.mark.parametrize("command", [["quarantine", "list"], ["dead-letters", "list"]], ids=" ".join)
@pytest.mark.parametrize(("options", "advice"), ERRORS.values(), ids=ERRORS)
def test_an_error_of_aws_is_one_line_that_says_what_to_do(
    command: list[str],
    options: list[str],
    advice: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with deployed(monkeypatch, OUTPUTS):
        assert main([*command, *options]) == 2
    told = capsys.readouterr()
    assert advice in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)
