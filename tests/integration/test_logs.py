import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.stub import Stubber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdas.aws.logs import LogGroup
from lambdas.core.error import ConfigurationError, PipelineError, RefusedBatch, Throttled, Unavailable
from lambdas.core.record import LogEvent
from lambdas.core.refusal import Refusal

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

GROUP, STREAM = "/trailkeeper/records", "111122223333_CloudTrail_eu-west-1"
NOW_MS = int(datetime.now(UTC).timestamp() * 1000)


@pytest.fixture
def logs() -> "CloudWatchLogsClient":
    client = boto3.client("logs")
    client.create_log_group(logGroupName=GROUP)
    return client


def stored(logs: "CloudWatchLogsClient") -> list[tuple[int, str]]:
    events = logs.get_log_events(logGroupName=GROUP, logStreamName=STREAM, startFromHead=True)["events"]
    return [(event["timestamp"], event["message"]) for event in events]


def test_a_stream_that_is_not_there_is_created(logs: "CloudWatchLogsClient") -> None:
    assert LogGroup(logs, GROUP).put(STREAM, [LogEvent(NOW_MS, "a")]) == []
    assert stored(logs) == [(NOW_MS, "a")]


def test_a_stream_that_is_there_is_used(logs: "CloudWatchLogsClient") -> None:
    group = LogGroup(logs, GROUP)
    for text in ("a", "b"):
        group.put(STREAM, [LogEvent(NOW_MS, text)])
    assert stored(logs) == [(NOW_MS, "a"), (NOW_MS, "b")]


def test_a_group_that_is_not_there_is_a_fault_of_the_deployment(logs: "CloudWatchLogsClient") -> None:
    with pytest.raises(ConfigurationError, match=f"stream other:{STREAM}"):
        LogGroup(logs, "other").put(STREAM, [LogEvent(NOW_MS, "a")])


def test_a_stream_that_another_invocation_created_first_is_used(logs: "CloudWatchLogsClient") -> None:
    with Stubber(logs) as stub:
        stub.add_client_error("put_log_events", "ResourceNotFoundException")
        stub.add_client_error("create_log_stream", "ResourceAlreadyExistsException")
        stub.add_response("put_log_events", {})
        assert LogGroup(logs, GROUP).put(STREAM, [LogEvent(NOW_MS, "a")]) == []


def test_a_new_stream_that_is_not_seen_yet_is_tried_later(logs: "CloudWatchLogsClient") -> None:
    with Stubber(logs) as stub:
        stub.add_client_error("put_log_events", "ResourceNotFoundException")
        stub.add_response("create_log_stream", {})
        stub.add_client_error("put_log_events", "ResourceNotFoundException")
        with pytest.raises(Unavailable, match="not to be seen yet"):
            LogGroup(logs, GROUP).put(STREAM, [LogEvent(NOW_MS, "a")])


@pytest.mark.parametrize(
    ("info", "refusals"),
    [
        ({}, []),
        ({"tooOldLogEventEndIndex": 2}, [Refusal(0, 2, "too-old")]),
        ({"expiredLogEventEndIndex": 2}, [Refusal(0, 2, "expired")]),
        ({"tooNewLogEventStartIndex": 3}, [Refusal(3, 4, "too-new")]),
        (
            {"tooOldLogEventEndIndex": 1, "expiredLogEventEndIndex": 2, "tooNewLogEventStartIndex": 3},
            [Refusal(0, 1, "too-old"), Refusal(1, 2, "expired"), Refusal(3, 4, "too-new")],
        ),
    ],
)
def test_each_refused_event_is_told_once(
    logs: "CloudWatchLogsClient", info: dict[str, int], refusals: list[Refusal]
) -> None:
    with Stubber(logs) as stub:
        stub.add_response("put_log_events", {"rejectedLogEventsInfo": info})
        assert LogGroup(logs, GROUP).put(STREAM, [LogEvent(NOW_MS, "x")] * 4) == refusals


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ThrottlingException", Throttled),
        ("ServiceUnavailableException", Unavailable),
        ("InvalidParameterException", RefusedBatch),
        ("AccessDeniedException", ConfigurationError),
        ("SomethingNew", Unavailable),
    ],
)
def test_each_answer_says_what_to_do(logs: "CloudWatchLogsClient", code: str, error: type[PipelineError]) -> None:
    with Stubber(logs) as stub:
        stub.add_client_error("put_log_events", code)
        with pytest.raises(error, match=f"{GROUP}:{STREAM}"):
            LogGroup(logs, GROUP).put(STREAM, [LogEvent(NOW_MS, "x")])


class Wire:
    """Keeps the requests that a client would put on the wire, and answers them."""

    def __init__(self, client: "CloudWatchLogsClient") -> None:
        self.requests: list[AWSPreparedRequest] = []
        answer: Any = self._answer
        client.meta.events.register_first("before-send.logs.PutLogEvents", answer)

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.requests.append(request)
        return AWSResponse(request.url, 200, {}, _Answer())  # type: ignore[arg-type]  # what urllib3 would give


class _Answer:
    def stream(self, **_: object) -> Iterator[bytes]:
        yield b"{}"


@dataclass(frozen=True)
class Sent:
    method: str | None
    url: str | None
    body: bytes
    headers: dict[str, Any]


def sent(events: Sequence[LogEvent], *, by_boto3: bool) -> Sent:
    client = boto3.client("logs")
    wire = Wire(client)
    if by_boto3:
        plain: Any = [{"timestamp": event.timestamp, "message": event.message} for event in events]
        client.put_log_events(logGroupName=GROUP, logStreamName=STREAM, logEvents=plain)
    else:
        LogGroup(client, GROUP).put(STREAM, events)
    (request,) = wire.requests
    assert isinstance(request.body, bytes)
    return Sent(request.method, request.url, request.body, dict(request.headers))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.builds(LogEvent, st.integers(0, 1 << 45), st.text(min_size=1)), min_size=1, max_size=20))
def test_the_request_is_the_one_that_boto3_would_make(events: list[LogEvent]) -> None:
    ours, theirs = sent(events, by_boto3=False), sent(events, by_boto3=True)
    assert json.loads(ours.body) == json.loads(theirs.body)
    assert (ours.method, ours.url) == (theirs.method, theirs.url)
    varying = {"Content-Length", "Authorization", "X-Amz-Date", "amz-sdk-invocation-id", "User-Agent"}
    assert {k: v for k, v in ours.headers.items() if k not in varying} == {
        k: v for k, v in theirs.headers.items() if k not in varying
    }
    assert int(ours.headers["Content-Length"]) == len(ours.body)


def test_the_body_that_is_sent_is_the_body_that_is_signed() -> None:
    signatures = {sent([LogEvent(NOW_MS, text)], by_boto3=False).headers["Authorization"] for text in ("a", "b")}
    assert len(signatures) == 2


def test_threads_that_share_a_group_send_each_its_own_events() -> None:
    client = boto3.client("logs")
    wire, group = Wire(client), LogGroup(client, GROUP)
    meeting = threading.Barrier(8)

    def send(number: int) -> None:
        meeting.wait()
        group.put(STREAM, [LogEvent(number, "x" * 100_000)])

    client.meta.events.register_first("before-call.logs.PutLogEvents", lambda **_: time.sleep(0.01))
    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stamps = [json.loads(request.body or "")["logEvents"][0]["timestamp"] for request in wire.requests]  # type: ignore[arg-type]  # bytes
    assert sorted(stamps) == list(range(8))
