"""Who made a request, and for which service: read from its signature and the emulator's credentials."""

import contextvars
import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from ministack.core import iam_evaluator, responses, router

from local.server import seams
from local.server.exchange import Caller, Kind

_SIGV4_SCOPE = re.compile(r"Credential=[^/,\s]+/\d{8}/(?:[a-z0-9-]+/)?(?P<service>[^/,\s]+)/aws4_request")

Query = Mapping[str, list[str]]


def signing_name(method: str, path: str, headers: Mapping[str, str], query: Query) -> str:
    """The service that the signature names (s3, iam, logs …); for an unsigned request, the one that would serve it."""
    presigned = query.get("X-Amz-Credential", [""])[0]
    signed = _SIGV4_SCOPE.search(headers.get("authorization", "") or f"Credential={presigned}")
    return signed["service"] if signed else str(router.detect_service(method, path, headers, query))


def caller(headers: Mapping[str, str], query: Query) -> Caller | None:
    """None for a request that is not signed, or whose key no one has."""
    key: str = router.extract_access_key_id(headers, query)
    if not key:
        return None
    found: Any = iam_evaluator.resolve_credential(key, contextvars.copy_context().run(_account_of, key))
    if not isinstance(found, iam_evaluator.ResolvedCredential) or found.principal_type not in get_args(Kind):
        return None
    return Caller(
        kind=cast("Kind", found.principal_type),
        arn=found.principal_arn,
        principal_id=found.principal_id,
        account_id=found.account_id,
        access_key_id=key,
        session=dict(seams.seam("services.sts._sessions").get(key, {})),
    )


def _account_of(key: str) -> str:
    """As the emulator finds it, which knows a bucket's owner only once S3 has served a call; sets the context's."""
    responses.set_request_account_id(iam_evaluator.find_iam_access_key_account(key) or key)
    return str(responses.get_account_id())
