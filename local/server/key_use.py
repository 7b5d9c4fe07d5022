"""The caller's permission to use the KMS key of an object, which S3 asks of KMS in the caller's name.

Reading needs kms:Decrypt, writing kms:GenerateDataKey, and a multipart upload both. S3 gives the encryption context
aws:s3:arn: the object's ARN beside what the writer's own context has, as CloudTrail's, or the bucket's alone where an
S3 Bucket Key made the data key. A HEAD request uses the key only where it asks for the checksum. The source of a copy
is not asked for, nor is the AWS managed key aws/s3.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html (2026-04-13)
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ministack.core.iam_evaluator import PrincipalInfo

from local.server import emulator, principal, seams
from local.server.encryption import ALGORITHM, BUCKET_KEY, CONTEXT, KEY_ID, KMS, context_of
from local.server.service_key import DECRYPT, GENERATE, key_arn

Answer = tuple[int, dict[str, str], bytes]
Dispatch = Callable[..., Answer]

ARN = "aws:s3:arn"
# What else a PUT to a key may be.
SUBRESOURCES = {"acl", "annotation", "legal-hold", "partNumber", "retention", "tagging"}


@dataclass(frozen=True, slots=True)
class Use:
    """Of a key, by its id, ARN or alias."""

    key: str
    context: Mapping[str, str]
    """The encryption context."""


def use(encryption: Mapping[str, str], bucket: str, key: str) -> Use | None:
    """By an object's encryption headers; None where no customer managed key is used."""
    if encryption.get(ALGORITHM) != KMS or KEY_ID not in encryption:
        return None
    arn = f"arn:aws:s3:::{bucket}"
    if encryption.get(BUCKET_KEY) == "true":
        return Use(encryption[KEY_ID], {ARN: arn})
    return Use(encryption[KEY_ID], {ARN: f"{arn}/{key}"} | context_of(encryption))


def actions_of_write(method: str, query: Mapping[str, Any]) -> tuple[str, ...]:
    """On the key, before anything is stored."""
    if method == "PUT" and not query.keys() & SUBRESOURCES:
        return (GENERATE,)
    return (GENERATE, DECRYPT) if method == "POST" and "uploads" in query else ()


def actions_of_read(method: str, headers: Mapping[str, str]) -> tuple[str, ...]:
    """On the key of what is answered, before it is sent."""
    checksum = headers.get("x-amz-checksum-mode", "").upper() == "ENABLED"
    return (DECRYPT,) if method == "GET" or (method == "HEAD" and checksum) else ()


def condition_keys(context: Mapping[str, str], region: str, account_id: str, service: str = "s3") -> dict[str, Any]:
    """https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html (2026-04-13)."""
    return {
        "kms:calleraccount": account_id,
        **{f"kms:encryptioncontext:{name.lower()}": value for name, value in context.items()},
        "kms:encryptioncontextkeys": list(context),
        "kms:viaservice": f"{service}.{region}.amazonaws.com",
    }


def install() -> None:
    """Where S3 takes calls that crossed the wire; what CloudTrail delivers does not pass there."""
    seams.replace("services.s3._dispatch", _permitted)


def _permitted(dispatch: Dispatch) -> Dispatch:
    @functools.wraps(dispatch)
    def dispatch_permitted(*request: Any) -> Answer:
        method, bucket, key, headers, _, query = request
        who = principal.caller(headers, query) if key else None
        if who is None:
            return _without_context(dispatch(*request))
        if actions := actions_of_write(method, query):
            stored, _ = seams.seam("services.s3._resolve_sse_write_headers")(headers, bucket)
            refusal = _refusal(who, actions, use(stored or {}, bucket, key))
            return refusal or dispatch(*request)
        answer = dispatch(*request)
        found = use(answer[1], bucket, key) if answer[0] < HTTPStatus.MULTIPLE_CHOICES else None
        return _refusal(who, actions_of_read(method, headers), found) or _without_context(answer)

    return dispatch_permitted


def _without_context(answer: Answer) -> Answer:
    """S3 shows the context to whoever writes an object and to nobody who reads it; this one is CloudTrail's alone."""
    status, headers, body = answer
    return status, {name: value for name, value in headers.items() if name != CONTEXT}, body


def _refusal(who: PrincipalInfo, actions: tuple[str, ...], used: Use | None) -> Answer | None:
    if used is None or not actions:
        return None
    arn = key_arn(used.key, emulator.account_id(), emulator.region())
    key = emulator.key(arn)
    if key is None:
        return _error("KMS.NotFoundException", f"Key '{arn}' does not exist", HTTPStatus.BAD_REQUEST)
    if key["KeyState"] != "Enabled":
        return _error("KMS.DisabledException", f"{arn} is disabled.", HTTPStatus.BAD_REQUEST)
    keys = condition_keys(used.context, emulator.region(), who.account)
    denials = (principal.denial(who, action, key["Arn"], keys) for action in actions)
    message = next(filter(None, denials), None)
    return _error("AccessDenied", message, HTTPStatus.FORBIDDEN) if message else None


def _error(code: str, message: str, status: int) -> Answer:
    answer: Answer = seams.seam("services.s3._error")(code, message, int(status))
    return answer
