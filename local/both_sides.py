"""What is in the bucket and what is in CloudWatch Logs, each read for itself: the demo's and the tests' witness.

It has nothing of the pipeline: the log files are read with the standard library, the log group through its API.
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
    s3 = cloud.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
    found: Counter[str] = Counter()
    for key in keys:
        if key.endswith(".json.gz") and "/CloudTrail-Digest/" not in key:
            found.update(raw_records(gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).decode()))
    return found


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
