"""What is in the bucket, in CloudWatch Logs, in quarantine and in the ledger, each read for itself: the demo's and the
tests' witness.

It has nothing of the pipeline: the log files are read with the standard library, all else through its API.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from local.cloud import EmbeddedCloud

_DECODER = json.JSONDecoder()


def in_bucket(cloud: EmbeddedCloud, bucket: str, prefix: str = "") -> Counter[str]:
    """The raw text of each record of each log file below the prefix, and how often it is there."""
    return Counter(record for _, log_file in log_files(cloud, bucket, prefix) for record in raw_records(log_file))


def log_files(cloud: EmbeddedCloud, bucket: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The key and the text of each log file below the prefix."""
    s3 = cloud.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    for key in [item["Key"] for page in pages for item in page.get("Contents", ())]:
        if key.endswith(".json.gz") and "/CloudTrail-Digest/" not in key:
            yield key, gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).decode()


def raw_records(log_file: str) -> Iterator[str]:
    """The records as they are written, found by the standard library's own reader."""
    position = log_file.index("[") + 1
    while log_file[position] != "]":
        _, end = _DECODER.raw_decode(log_file, position)
        yield log_file[position:end]
        position = end + (log_file[end] == ",")


def in_log_group(cloud: EmbeddedCloud, log_group: str) -> Counter[str]:
    """Each message in every stream of the group, and how often it is there."""
    logs = cloud.client("logs")
    return Counter(event["message"] for stream in streams(logs, log_group) for event in events(logs, log_group, stream))


def in_quarantine(cloud: EmbeddedCloud, bucket: str) -> Counter[str]:
    """The raw text of each record in quarantine, and how often it is there."""
    s3 = cloud.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="records/")
    keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
    bodies = [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]
    return Counter(json.loads(line)["record"] for body in bodies for line in body.splitlines())


def accounted(cloud: EmbeddedCloud, table: str) -> Counter[str]:
    """What the ledger's receipts say in all: read, delivered, filtered, quarantined, and how many there are."""
    found: Counter[str] = Counter()
    for page in cloud.client("dynamodb").get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            found["receipts"] += 1
            for name in ("read", "delivered", "filtered"):
                found[name] += int(item.get(name, {"N": "0"})["N"])
            found["quarantined"] += sum(int(count["N"]) for count in item.get("quarantined", {"M": {}})["M"].values())
    return found


def streams(logs: Any, log_group: str) -> list[str]:
    pages = logs.get_paginator("describe_log_streams").paginate(logGroupName=log_group)
    return [stream["logStreamName"] for page in pages for stream in page["logStreams"]]


def events(logs: Any, log_group: str, stream: str) -> Iterator[dict[str, Any]]:
    """The log events of a stream: timestamp and message."""
    token: dict[str, str] = {}
    while True:
        page = logs.get_log_events(logGroupName=log_group, logStreamName=stream, startFromHead=True, **token)
        yield from page["events"]
        if not page["events"] or page["nextForwardToken"] == token.get("nextToken"):
            break
        token = {"nextToken": page["nextForwardToken"]}
