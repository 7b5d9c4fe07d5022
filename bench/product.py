"""The product's own path with only the send left out: requests are built, encoded and signed, and not sent."""

import logging
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from bench.sample import ACCOUNT, BUCKET
from lambdas.aws.logs import LogGroup
from lambdas.core import metric
from lambdas.deliver.deliver import Deliver, Outcome
from lambdas.deliver.port import Message
from lambdas.deliver.settings import Settings
from lambdas.memory.archive import Archive

SETTINGS = Settings(
    archive_bucket=BUCKET,
    archive_owner=ACCOUNT,
    log_group="/bench/records",
    home_region="eu-west-1",
    # 50,000 records in one log file are more than CloudTrail would put there.
    inflated_limit_bytes=128 * 1024 * 1024,
)
LOG = logging.getLogger("bench")


class Socket:
    """Takes each request as it would go to the wire, and answers as CloudWatch Logs does."""

    def __init__(self) -> None:
        self.requests = 0
        self.body_bytes = 0

    def send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        if not isinstance(request.body, bytes) or "Authorization" not in request.headers:
            raise TypeError("expected a signed request with a body of bytes")
        self.requests += 1
        self.body_bytes += len(request.body)
        return AWSResponse(request.url, 200, {}, _Empty())  # type: ignore[arg-type]  # what urllib3 would give


class _Empty:
    def stream(self, **_: object) -> Iterator[bytes]:
        yield b"{}"


def log_group(socket: Socket) -> LogGroup:
    client = boto3.client("logs", region_name="eu-west-1", aws_access_key_id="bench", aws_secret_access_key="bench")
    group = LogGroup(client, SETTINGS.log_group)
    send: Any = socket.send
    client.meta.events.register("before-send.logs.PutLogEvents", send)
    return group


def run(objects: dict[tuple[str, str], bytes], batch: list[Message], group: LogGroup) -> Outcome:
    outcome = Deliver(SETTINGS, Archive(objects), group, LOG).run(batch, lambda: 60_000)
    if outcome.failed or outcome.counts[metric.RECORDS_READ] != outcome.counts[metric.RECORDS_DELIVERED]:
        raise RuntimeError(f"not all was delivered: {outcome}")
    return outcome
