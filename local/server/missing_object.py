"""What S3 says of an object that is not there: NoSuchKey to whoever may list the bucket, AccessDenied to anybody else.

The emulator says NoSuchKey to everybody. An object below a delete marker is not there either. A version that is not
there, and what else than the object itself a request may ask for, is answered as the emulator does.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html and API_HeadObject.html (2026-04-13)
https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html (2026-04-13)
"""

import functools
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from local.server import emulator, principal, seams
from local.server.key_use import Answer, Dispatch

LIST = "s3:ListBucket"
# What else a GET or a HEAD of a key may be. AWS names the same rule for the attributes.
OTHERS = {"acl", "annotation", "legal-hold", "retention", "tagging", "uploadId", "versionId"}


def asks_for_object(method: str, query: Mapping[str, Any]) -> bool:
    return method in ("GET", "HEAD") and not query.keys() & OTHERS


def install() -> None:
    """Where S3 takes calls that crossed the wire."""
    seams.replace("services.s3._dispatch", _permitted)


def _permitted(dispatch: Dispatch) -> Dispatch:
    @functools.wraps(dispatch)
    def dispatch_permitted(*request: Any) -> Answer:
        method, bucket, key, headers, _, query = request
        answer = dispatch(*request)
        is_missing = answer[0] == HTTPStatus.NOT_FOUND and emulator.bucket_owner(bucket) is not None
        if not (key and is_missing and asks_for_object(method, query)):
            return answer
        who = principal.caller(headers, query)
        message = principal.denial(who, LIST, f"arn:aws:s3:::{bucket}") if who else None
        if message is None:
            return answer
        refusal: Answer = seams.seam("services.s3._error")("AccessDenied", message, int(HTTPStatus.FORBIDDEN))
        return refusal

    return dispatch_permitted
