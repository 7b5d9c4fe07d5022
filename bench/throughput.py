"""Records a second on one core, from the gzip bytes to signed requests, beside a plain loop over the same files."""

import gzip
import json
from statistics import median
from time import process_time
from typing import Any

from bench import product, sample
from lambdas.aws.logs import LogGroup
from lambdas.core import metric
from lambdas.core.ruleset import Ruleset

REPEATS = 7
INVOCATION_MESSAGES = 100
# (log files, records in each)
SIZES = ((1, 50_000), (20, 1_000), (500, 20), (1_000, 5), (1_000, 1))


def plain(objects: dict[tuple[str, str], bytes]) -> float:
    """Seconds of the loop that most forwarders are."""
    started = process_time()
    for body in objects.values():
        for record in json.loads(gzip.decompress(body))["Records"]:
            json.dumps(record)
    return process_time() - started


def ours(objects: dict[tuple[str, str], bytes], group: LogGroup, rules: Ruleset | None) -> float:
    messages = sample.messages(objects)
    started = process_time()
    for first in range(0, len(messages), INVOCATION_MESSAGES):
        outcome = product.run(objects, messages[first : first + INVOCATION_MESSAGES], group, rules)
        if outcome.counts[metric.REQUESTS] == 0:
            raise RuntimeError("nothing was requested")
    return process_time() - started


def measure(files: int, records_each: int) -> dict[str, Any]:
    """They take turns, so that a slow moment of the machine meets all; medians of the seconds."""
    objects = sample.log_files(files, records_each)
    socket = product.Socket()
    group = product.log_group(socket)
    turns = [
        (ours(objects, group, product.RULESET), ours(objects, group, None), plain(objects)) for _ in range(REPEATS)
    ]
    records = files * records_each
    our_seconds, without_rules, plain_seconds = (median(seconds) for seconds in zip(*turns, strict=True))
    return {
        "log_files": files,
        "records_each": records_each,
        "records_per_second": round(records / our_seconds),
        "plain_records_per_second": round(records / plain_seconds),
        "ratio": round(plain_seconds / our_seconds, 2),
        "best_records_per_second": round(records / min(seconds for seconds, *_ in turns)),
        "without_rules": {
            "records_per_second": round(records / without_rules),
            "ratio": round(plain_seconds / without_rules, 2),
        },
        "requests_per_log_file": round(socket.requests / REPEATS / 2 / files, 3),
    }


def results() -> list[dict[str, Any]]:
    return [measure(files, records_each) for files, records_each in SIZES]
