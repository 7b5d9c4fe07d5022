"""What S3 knows of SSE-KMS: the S3 Bucket Key, and the AWS managed key.

The emulator drops the first and refuses the second. An object remembers whether a Bucket Key made its data key,
whatever becomes of the bucket:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/configuring-bucket-key-object.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html (2026-04-13)
"""

import base64
import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from local.server import seams

Headers = Mapping[str, str]

ALGORITHM = "x-amz-server-side-encryption"
KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id"
BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled"
CONTEXT = "x-amz-server-side-encryption-context"
KMS = "aws:kms"
# What S3 takes where a request names no key. No customer sees its policy; here it has no ARN either.
MANAGED = "alias/aws/s3"

ENABLED = re.compile(r"BucketKeyEnabled>\s*true\s*<", re.IGNORECASE)


def has_bucket_key(headers: Headers, bucket_configuration: str) -> bool:
    """Of a write with SSE-KMS: what its own header says, and otherwise what the bucket's default encryption says."""
    asked = headers.get(BUCKET_KEY)
    return bool(ENABLED.search(bucket_configuration)) if asked is None else asked.lower() == "true"


def context_header(context: Mapping[str, str]) -> dict[str, str]:
    """Of a write, for an encryption context of the writer's."""
    return {CONTEXT: base64.b64encode(json.dumps(context).encode()).decode()}


def context_of(headers: Headers) -> dict[str, str]:
    """What `context_header` has put there; empty where there is none."""
    found: dict[str, str] = json.loads(base64.b64decode(headers.get(CONTEXT, "e30=")))
    return found


def bucket_key(bucket: str) -> bool:
    """Whether the bucket, of whatever account, has an S3 Bucket Key by default."""
    configurations = seams.seam("services.s3._bucket_encryption").to_dict()
    found = (text for (_, name), text in configurations.items() if name == bucket)
    return has_bucket_key({}, next(found, None) or "")


def install() -> None:
    seams.replace("services.s3._SSE_STORED_HEADERS", lambda headers: (*headers, BUCKET_KEY, CONTEXT))
    seams.replace("services.s3._resolve_sse_write_headers", _with_key)


def _with_key(resolve: Callable[[Headers, str], Any]) -> Callable[[Headers, str], Any]:
    @functools.wraps(resolve)
    def resolve_headers(headers: Headers, bucket: str) -> Any:
        managed = headers.get(ALGORITHM) == KMS and KEY_ID not in headers
        stored, error = resolve({**headers, KEY_ID: MANAGED} if managed else headers, bucket)
        if error or stored.get(ALGORITHM) != KMS:
            return stored, error
        default = seams.seam("services.s3._bucket_encryption").get(bucket) or ""
        with_bucket_key = {BUCKET_KEY: "true"} if has_bucket_key(headers, default) else {}
        key = {KEY_ID: stored[KEY_ID]} if KEY_ID in stored and not managed else {}
        context = {CONTEXT: headers[CONTEXT]} if CONTEXT in headers else {}
        return {ALGORITHM: KMS, **key, **with_bucket_key, **context}, None

    return resolve_headers
