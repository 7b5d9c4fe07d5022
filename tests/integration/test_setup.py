"""setup's handler as Lambda calls it: CloudTrail is moto's, and CloudFormation a server that takes the answers."""

import importlib
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import boto3
import pytest

from lambdas.aws.custom_resource import Answers
from lambdas.core.error import RejectedInput, Unavailable
from local.certificate import Certificate, write_certificate
from tests.builder import ACCOUNT, BUCKET

TRAIL = f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/trailkeeper"
SECRET = "X-Amz-Signature=0123abcd"
Handler = Callable[[object, object], None]


@dataclass
class CloudFormation:
    """Where the answers go."""

    url: str
    statuses: list[int] = field(default_factory=lambda: [200])
    """What to answer, the last one again and again; 0 closes the connection."""
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def took(self) -> dict[str, Any]:
        (body,) = self.bodies
        answer: dict[str, Any] = json.loads(body)
        return answer


def receiver(cloudformation: CloudFormation) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            cloudformation.paths.append(self.path)
            cloudformation.headers.append({name.lower(): value for name, value in self.headers.items()})
            cloudformation.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            statuses = cloudformation.statuses
            status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
            if status:
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """The log is not the server's."""

    return Receiver


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return write_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def cloudformation(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudFormation]:
    found = CloudFormation("")
    server = HTTPServer(("127.0.0.1", 0), receiver(found))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    found.url = f"https://127.0.0.1:{server.server_port}/answer%20for/1?{SECRET}&X-Amz-Expires=7200"
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate.authority))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def handler() -> Handler:
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    boto3.client("cloudtrail").create_trail(Name="trailkeeper", S3BucketName=BUCKET)
    module = importlib.import_module("lambdas.setup.handler")
    found: Handler = importlib.reload(module).handler
    return found


def event(url: str, request_type: str, resource_type: str, **properties: object) -> dict[str, Any]:
    return {
        "RequestType": request_type,
        "ResponseURL": url,
        "StackId": f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/Trailkeeper-Setup/1",
        "RequestId": "11111111-2222-3333-4444-555555555555",
        "LogicalResourceId": "Resource",
        "ResourceType": f"Custom::{resource_type}",
        "ResourceProperties": properties,
    }


def told(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """The last line of the log."""
    lines = [vars(record) for record in caplog.records if record.name == "setup"]
    assert SECRET not in str(lines)
    return lines[-1]


def of_trail(arn: str) -> dict[str, str]:
    return {"TrailArn": arn, "RecursiveLogging": "false", "NativeLink": "false"}


def test_a_request_is_done_and_answered_where_it_says(
    handler: Handler, cloudformation: CloudFormation, caplog: pytest.LogCaptureFixture
) -> None:
    handler(event(cloudformation.url, "Create", "TrailSettings", **of_trail(TRAIL)), None)
    answer = cloudformation.took()
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", TRAIL)
    assert cloudformation.paths == [f"/answer%20for/1?{SECRET}&X-Amz-Expires=7200"]
    line = told(caplog)
    assert (line["levelname"], line["status"], line["request_type"]) == ("INFO", "SUCCESS", "Create")


def test_a_failure_is_told_to_cloudformation_and_is_none_of_the_functions(
    handler: Handler, cloudformation: CloudFormation, caplog: pytest.LogCaptureFixture
) -> None:
    another = f"{TRAIL}-2"
    handler(event(cloudformation.url, "Create", "TrailSettings", **of_trail(another)), None)
    answer = cloudformation.took()
    assert answer["Status"] == "FAILED"
    assert another in answer["Reason"]
    line = told(caplog)
    assert (line["levelname"], line["reason"]) == ("ERROR", answer["Reason"])


def test_a_bug_is_answered_as_a_failure_and_then_fails_the_invocation(
    handler: Handler, cloudformation: CloudFormation
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    module = importlib.import_module("lambdas.setup.handler")
    client = module.SETUP._world.cloudtrail._client
    client.meta.events.register_first("before-call.cloudtrail", broken)
    with pytest.raises(ZeroDivisionError):
        handler(event(cloudformation.url, "Create", "DelegatedAdministrator", AccountId=ACCOUNT), None)
    assert cloudformation.took()["Status"] == "FAILED"


def test_the_paths_of_ingestion_begin_now(handler: Handler, cloudformation: CloudFormation) -> None:
    handler(event(cloudformation.url, "Create", "IngestionOverlap", Paths=["pipeline"]), None)
    state, _, since = cloudformation.took()["PhysicalResourceId"].partition("@")
    assert state == "ingestion:pipeline"
    assert int(since) > 1_700_000_000


def test_an_answer_has_its_length_and_no_content_type(cloudformation: CloudFormation) -> None:
    Answers().put(cloudformation.url, b'{"Status":"SUCCESS"}')
    assert cloudformation.bodies == [b'{"Status":"SUCCESS"}']
    (headers,) = cloudformation.headers
    assert (headers["content-length"], headers.get("content-type")) == ("20", None)


@pytest.mark.parametrize("statuses", [[500, 503, 200], [0, 0, 200]])
def test_an_answer_that_is_not_taken_is_sent_again(cloudformation: CloudFormation, statuses: list[int]) -> None:
    cloudformation.statuses = statuses
    paused: list[float] = []
    Answers(paused.append).put(cloudformation.url, b"{}")
    assert (cloudformation.bodies, paused) == ([b"{}"] * 3, [0, 1, 2])


@pytest.mark.parametrize(("statuses", "attempts"), [([500], 3), ([0], 3), ([403], 1), ([307], 1)])
def test_an_answer_that_is_never_taken_fails_without_telling_its_address(
    cloudformation: CloudFormation, statuses: list[int], attempts: int
) -> None:
    cloudformation.statuses = statuses
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1") as caught:
        Answers(lambda _: None).put(cloudformation.url, b"{}")
    assert len(cloudformation.bodies) == attempts
    assert (SECRET in str(caught.value), caught.value.__cause__, caught.value.__context__) == (False, None, None)


def test_a_server_that_cannot_prove_who_it_is_gets_no_answer(
    cloudformation: CloudFormation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_CA_BUNDLE")
    with pytest.raises(Unavailable, match="SSLError"):
        Answers(lambda _: None).put(cloudformation.url, b"{}")
    assert cloudformation.bodies == []


@pytest.mark.parametrize("url", [f"http://127.0.0.1/?{SECRET}", "file:///etc/hosts", "", f"https:///?{SECRET}"])
def test_only_an_https_address_is_answered(url: str) -> None:
    with pytest.raises(RejectedInput, match="https") as caught:
        Answers().put(url, b"{}")
    assert SECRET not in str(caught.value)
