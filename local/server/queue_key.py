"""The permission to use the key of an encrypted queue, which SQS asks of KMS in the caller's name.

Sending needs kms:GenerateDataKey and kms:Decrypt, receiving kms:Decrypt. The AWS managed key alias/aws/sqs is for
everybody of the account, and not asked for.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html (2026-04-13)
"""

import functools
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from ministack.core.iam_evaluator import PrincipalInfo

from local.server import emulator, principal, seams
from local.server.key_use import condition_keys
from local.server.service_key import DECRYPT, GENERATE, MANAGED, key_arn

KEY = "KmsMasterKeyId"
ACTIONS = {
    "AmazonSQS.ReceiveMessage": (DECRYPT,),
    "AmazonSQS.SendMessage": (GENERATE, DECRYPT),
    "AmazonSQS.SendMessageBatch": (GENERATE, DECRYPT),
}

Answer = tuple[int, dict[str, str], bytes]
Handle = Callable[..., Awaitable[Answer]]


def denied(who: PrincipalInfo, queue_arn: str, actions: Sequence[str]) -> str | None:
    """Why not; None where the principal may, or the queue has no customer managed key."""
    reference = emulator.queue_attributes(queue_arn).get(KEY, "")
    _, _, _, region, account_id, _ = queue_arn.split(":", 5)
    arn = key_arn(reference, account_id, region)
    if not reference or f":{MANAGED}" in arn:
        return None
    key = emulator.key(arn)
    if key is None or key["KeyState"] != "Enabled":
        return f"The key {arn} does not exist or is disabled."
    keys = condition_keys({"aws:sqs:arn": queue_arn}, region, who.account, "sqs")
    denials = (principal.denial(who, action, key["Arn"], keys) for action in actions)
    return next(filter(None, denials), None)


def queue_arn(url: str, region: str) -> str:
    account_id, name = url.split("/")[-2:]
    return f"arn:aws:sqs:{region}:{account_id}:{name}"


def install() -> None:
    """Where SQS takes calls that crossed the wire, in its JSON protocol."""
    seams.replace("services.sqs.handle_request", _permitted)


def _permitted(handle: Handle) -> Handle:
    @functools.wraps(handle)
    async def handle_permitted(*request: Any) -> Answer:
        _, _, headers, body, query = request
        actions = ACTIONS.get(headers.get("x-amz-target", ""))
        who = principal.caller(headers, query) if actions else None
        message = denied(who, _named_queue(body), actions) if who and actions else None
        return _refusal(message) if message else await handle(*request)

    return handle_permitted


def _named_queue(body: bytes) -> str:
    """The ARN of the queue that a request names."""
    named: Mapping[str, Any] = json.loads(body)
    return queue_arn(str(named["QueueUrl"]), emulator.region())


def _refusal(message: str) -> Answer:
    content = json.dumps({"__type": "com.amazonaws.sqs#KmsAccessDenied", "message": message}).encode()
    code = {"x-amzn-query-error": "KMS.AccessDeniedException;Sender"}
    return int(HTTPStatus.BAD_REQUEST), {"Content-Type": "application/x-amz-json-1.0", **code}, content
