"""A bucket of another account than the caller's, and the owner that a request says a bucket has.

Whoever asks for what another account owns needs both: an identity policy of the own account, and the bucket's policy,
which names the user, the role, its session, the account, or everybody. The emulator shows the bucket's policy the root
of the caller's account, and never reads which owner is expected.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html (2026-04-13)
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from local.server import emulator, principal, seams
from local.server.asking import asking
from local.server.key_use import Answer

EXPECTED, SOURCE_EXPECTED = "x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"
COPIED = "x-amz-copy-source"

Scope = Callable[..., Answer | None]
"""S3's choice of the account that a request is served in; the answer is a refusal."""


def expected_owners(bucket: str, headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each bucket whose owner a request names, and that account."""
    if EXPECTED in headers:
        yield bucket, headers[EXPECTED]
    if SOURCE_EXPECTED in headers and COPIED in headers:
        yield unquote(headers[COPIED]).lstrip("/").partition("/")[0], headers[SOURCE_EXPECTED]


def install() -> None:
    seams.replace("services.s3._apply_bucket_scope", _of_the_caller)


def _of_the_caller(choose: Scope) -> Scope:
    @functools.wraps(choose)
    def apply_bucket_scope(
        method: str, bucket: str, key: str, headers: Mapping[str, str], query: Mapping[str, list[str]], *more: Any
    ) -> Answer | None:
        owners = [(emulator.bucket_owner(name), owner) for name, owner in expected_owners(bucket, headers)]
        if any(found not in (None, owner) for found, owner in owners):
            refusal: Answer = seams.seam("services.s3._error")("AccessDenied", "Access Denied", HTTPStatus.FORBIDDEN)
            return refusal
        with asking(principal.caller(headers, query)):
            return choose(method, bucket, key, headers, query, *more)

    return apply_bucket_scope
