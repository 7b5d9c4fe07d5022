"""What the demo does to the archive, to show that it is found: a record disappears from its log file."""

import gzip
import json

from local.both_sides import log_files, raw_records
from local.cloud import EmbeddedCloud


def take_out(cloud: EmbeddedCloud, bucket: str, request_id: str) -> str:
    """The key of the log file that had the record of this call. As root, who may write where only the trail should."""
    for key, log_file in log_files(cloud, bucket):
        records = list(raw_records(log_file))
        left = [record for record in records if not _is_of(record, request_id)]
        if len(left) < len(records):
            body = gzip.compress(f'{{"Records":[{",".join(left)}]}}'.encode())
            cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=body)
            return key
    raise LookupError(f"no log file has a record of the call {request_id}")


def _is_of(record: str, request_id: str) -> bool:
    return (json.loads(record) or {}).get("requestID") == request_id
