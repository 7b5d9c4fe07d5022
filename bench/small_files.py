"""Log files a second through the whole path of one function, where each call is answered after ten milliseconds.

The calls go to bench.endpoint over the loopback interface. Beside it, in turns, the loop that takes one log file at a
time: fetch, inflate, decode, and one PutLogEvents request by boto3.
"""

import gzip
import json
from collections.abc import Sequence
from statistics import median
from time import perf_counter, process_time
from typing import Any

from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from bench import product, sample
from bench.endpoint import Endpoint, clients
from lambdas.aws.archive import Archive
from lambdas.aws.client import CONNECTIONS
from lambdas.aws.get_object import GetObject
from lambdas.aws.ledger import Ledger
from lambdas.aws.logs import LogGroup
from lambdas.core.message import Message

LATENCY_MS = 10.0
REPEATS = 5
FILES, RECORDS_EACH = 1_000, 5
LOOP_FILES = 50
"""Of the files, what the slow loop is given each time."""
# (accounts, messages an invocation)
CASES = ((1, 50), (1, 100), (1, 200), (1_000, 100))


def one_by_one(url: str, objects: dict[tuple[str, str], bytes]) -> float:
    """Seconds."""
    client = clients(url)
    s3, logs = client("s3"), client("logs")
    started = perf_counter()
    for bucket, key in list(objects)[:LOOP_FILES]:
        body = s3.get_object(Bucket=bucket, Key=key, ExpectedBucketOwner=sample.ACCOUNT)["Body"].read()
        records = json.loads(gzip.decompress(body))["Records"]
        events = [{"timestamp": 1, "message": json.dumps(record)} for record in records]
        logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=events)
    return perf_counter() - started


def ours(url: str, messages: Sequence[Message], size: int) -> tuple[float, float]:
    """Seconds, and seconds of CPU, of a function that has its connections already."""
    client = clients(url, max_pool_connections=CONNECTIONS)
    connections = URLLib3Session(max_pool_connections=CONNECTIONS)
    archive = Archive(GetObject(client("s3"), Credentials("bench", "bench"), connections), sample.ACCOUNT)
    group, ledger = LogGroup(client("logs"), "/bench/records"), Ledger(client("dynamodb"), "bench-ledger")
    deliver = product.deliver(archive, group, ledger)
    product.checked(deliver, messages[:size])
    started, cpu = perf_counter(), process_time()
    for first in range(0, len(messages), size):
        product.checked(deliver, messages[first : first + size])
    return perf_counter() - started, process_time() - cpu


def measure(accounts: int, size: int) -> dict[str, Any]:
    objects = sample.spread(FILES, RECORDS_EACH, accounts)
    messages = sample.messages(objects)
    with Endpoint(objects, LATENCY_MS) as endpoint:
        runs, loops, counts = [], [], {}
        for _ in range(REPEATS):
            loops.append(one_by_one(endpoint.url, objects))
            endpoint.reset()
            runs.append(ours(endpoint.url, messages, size))
            counts = endpoint.counts()
    seconds, cpu_seconds = (median(column) for column in zip(*runs, strict=True))
    files_per_second, loop_files_per_second = FILES / seconds, LOOP_FILES / median(loops)
    served = FILES + size  # those that made the connections are counted too
    return {
        "accounts": accounts,
        "messages_an_invocation": size,
        "log_files_per_second": round(files_per_second),
        "best_log_files_per_second": round(FILES / min(seconds for seconds, _ in runs)),
        "cpu_ms_a_log_file": round(cpu_seconds * 1000 / FILES, 2),
        "one_by_one_log_files_per_second": round(loop_files_per_second),
        "ratio": round(files_per_second / loop_files_per_second, 1),
        "put_log_events_a_log_file": round(counts["PutLogEvents"] / served, 3),
        "dynamodb_requests_a_log_file": round(counts["TransactWriteItems"] / served, 3),
    }


def results() -> list[dict[str, Any]]:
    return [measure(accounts, size) for accounts, size in CASES]
