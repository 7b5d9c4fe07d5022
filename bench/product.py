"""The product's own path with only the send left out: requests are built, encoded and signed, and not sent."""

import itertools
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from bench.sample import ACCOUNT, BUCKET
from lambdas.aws.logs import LogGroup
from lambdas.core import metric
from lambdas.core.message import Message
from lambdas.core.ruleset import Ruleset
from lambdas.deliver.clock import InvocationClock
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.invocation import Invocation
from lambdas.deliver.port import Archive as ArchivePort
from lambdas.deliver.port import Destination, Ledger
from lambdas.deliver.settings import Settings
from lambdas.memory import archive, ledger, quarantine
from stacks import own_rule
from stacks.config import load

SETTINGS = Settings(
    archive_bucket=BUCKET,
    archive_owner=ACCOUNT,
    log_group="/bench/records",
    home_region="eu-west-1",
    ledger_table="bench-ledger",
    quarantine_bucket="bench-quarantine",
    # 50,000 records in one log file are more than CloudTrail would put there.
    inflated_limit_bytes=512 * 1024 * 1024,
)
LOG = logging.getLogger("bench")
POOL: Executor = ThreadPoolExecutor(SETTINGS.fetch_concurrency)
RULESET = Ruleset(own_rule.rules(load({"account": ACCOUNT, "region": "eu-west-1"})))
"""As a deployment has them that is not told otherwise: the table's, and those on its own roles and resources."""
OWNERS = map(str, itertools.count())


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


def deliver(
    archived: ArchivePort,
    destination: Destination,
    receipts: Ledger,
    settings: Settings = SETTINGS,
    rules: Ruleset | None = RULESET,
) -> Deliver:
    return Deliver(
        settings=settings,
        archive=archived,
        destination=destination,
        ledger=receipts,
        quarantine=quarantine.Quarantine(),
        dead_letters=None,
        log=LOG,
        pool=POOL,
        new_owner=lambda: next(OWNERS),
        rules=rules,
    )


def run(
    objects: dict[tuple[str, str], bytes],
    batch: Sequence[Message],
    group: LogGroup,
    rules: Ruleset | None = RULESET,
) -> Invocation:
    return checked(deliver(archive.Archive(objects), group, ledger.Ledger(), rules=rules), batch)


def checked(product: Deliver, batch: Sequence[Message]) -> Invocation:
    invocation = Invocation(LOG)
    product.run(batch, InvocationClock(lambda: 600_000), invocation)
    if invocation.failed or invocation.counts[metric.RECORDS_READ] != invocation.counts[metric.RECORDS_DELIVERED]:
        raise RuntimeError(f"not all was delivered: {invocation}")
    return invocation
