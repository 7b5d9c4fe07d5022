"""That the benchmarks' stand-in for AWS answers boto3 as AWS does."""

import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from http.client import HTTPConnection
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bench.endpoint import Endpoint, clients

KEY = "AWSLogs/111122223333/a log file+é=1.json.gz"
OBJECTS = {("trail-logs", KEY): b"\r\n\r\n" + os.urandom(300_000), ("trail-logs", "empty"): b""}
EVENTS = [{"timestamp": 0, "message": "x" * 400_000}, {"timestamp": 1, "message": "é"}]

Clients = Callable[[str], Any]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with Endpoint(OBJECTS, latency_ms=0) as started:
        yield started


@pytest.fixture(scope="module")
def kept_clients(endpoint: Endpoint) -> Clients:
    return cache(clients(endpoint.url))


@pytest.fixture
def client(endpoint: Endpoint, kept_clients: Clients) -> Clients:
    endpoint.reset()
    return kept_clients


@pytest.mark.parametrize(("bucket", "key"), OBJECTS)
def test_a_get_gives_the_object_with_its_length_and_version(client: Clients, bucket: str, key: str) -> None:
    answer = client("s3").get_object(Bucket=bucket, Key=key)
    assert answer["Body"].read() == OBJECTS[bucket, key]
    assert answer["ContentLength"] == len(OBJECTS[bucket, key])
    assert answer["VersionId"].startswith("version-")


def test_an_absent_key_is_no_such_key(client: Clients) -> None:
    with pytest.raises(ClientError) as caught:
        client("s3").get_object(Bucket="trail-logs", Key="absent")
    assert caught.value.response["Error"]["Code"] == "NoSuchKey"


def test_each_operation_is_counted_under_its_name(endpoint: Endpoint, client: Clients) -> None:
    s3, logs = client("s3"), client("logs")
    for _ in range(2):
        s3.get_object(Bucket="trail-logs", Key=KEY)
    s3.put_object(Bucket="quarantine", Key=KEY, Body=os.urandom(300_000))
    logs.create_log_stream(logGroupName="group", logStreamName="stream")
    logs.put_log_events(logGroupName="group", logStreamName="stream", logEvents=EVENTS)
    client("dynamodb").transact_write_items(TransactItems=[{"Put": {"TableName": "ledger", "Item": {"k": {"S": "v"}}}}])
    assert endpoint.counts() == {
        "GetObject": 2,
        "PutObject": 1,
        "CreateLogStream": 1,
        "PutLogEvents": 1,
        "TransactWriteItems": 1,
    }


def test_a_reset_forgets_what_was_counted(endpoint: Endpoint, client: Clients) -> None:
    client("logs").create_log_stream(logGroupName="group", logStreamName="stream")
    endpoint.reset()
    assert endpoint.counts() == {}


def test_an_operation_that_the_endpoint_lacks_is_refused(client: Clients) -> None:
    with pytest.raises(ClientError, match="UnknownOperationException"):
        client("dynamodb").list_tables()


def test_an_answer_takes_at_least_the_latency() -> None:
    with Endpoint(OBJECTS, latency_ms=60) as slow:
        connection = HTTPConnection(slow.url.removeprefix("http://"))
        started = time.monotonic()
        connection.request("GET", "/trail-logs/empty")
        status = connection.getresponse().status
        assert time.monotonic() - started >= 0.06
        connection.close()
    assert status == 200


def test_the_endpoint_is_gone_after_its_context() -> None:
    with Endpoint({}) as endpoint:
        pass
    with pytest.raises(ConnectionRefusedError):
        endpoint.counts()
