"""What the emulator's policy evaluation decided while it served one request, and of which resource."""

import functools
import inspect
import json
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_evaluator

from local.server import seams

Decision = tuple[str, str, str]
"""(IAM action, resource ARN, "Allow", "Deny", "ImplicitDeny" or an authentication error's code)."""

decisions: ContextVar[list[Decision] | None] = ContextVar("decisions", default=None)


def install() -> None:
    """Make each evaluation append to `decisions`, where a request has put a list there; name actions and streams."""
    seams.replace("core.iam_actions.extract_iam_action", _of_single_messages)
    seams.replace("core.iam_actions.extract_iam_action", _of_accounts)
    seams.replace("core.iam_actions.extract_resource_arn", _with_log_stream)
    seams.replace("core.iam_evaluator.enforce", _remembered)


def _remembered(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(evaluate)

    @functools.wraps(evaluate)
    def enforce(*arguments: Any, **named: Any) -> Any:
        answer = evaluate(*arguments, **named)
        made = decisions.get()
        if made is not None:
            call = signature.bind(*arguments, **named)
            call.apply_defaults()
            made.append((call.arguments["iam_action"], call.arguments["resource_arn"], _outcome(answer)))
        return answer

    return enforce


def _of_single_messages(extract: Callable[..., str | None]) -> Callable[..., str | None]:
    """A batch of messages needs what each of them needs; IAM has no action for batches, the emulator asks for one.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    (2026-04-13)
    """

    @functools.wraps(extract)
    def extract_iam_action(service: str, *request: Any, **named: Any) -> str | None:
        action = extract(service, *request, **named)
        return action.removesuffix("Batch") if action and service == "sqs" else action

    return extract_iam_action


def _of_accounts(extract: Callable[..., str | None]) -> Callable[..., str | None]:
    """The emulator asks for no permission to manage accounts; a call's path is the name of its operation.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsaccountmanagement.html (2026-04-13)
    """

    @functools.wraps(extract)
    def extract_iam_action(service: str, *request: Any, **named: Any) -> str | None:
        if service != "account":
            return extract(service, *request, **named)
        name = str(request[1]).strip("/")
        return f"account:{name[:1].upper()}{name[1:]}"

    return extract_iam_action


def _with_log_stream(extract: Callable[..., str]) -> Callable[..., str]:
    """A call on a stream needs a permission on the stream; the emulator asks for one on its group.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html (2026-04-13)
    """

    @functools.wraps(extract)
    def extract_resource_arn(service: str, *request: Any) -> str:
        arn = extract(service, *request)
        stream = _log_stream(request[3]) if service == "logs" else None
        return f"{arn}:log-stream:{stream}" if stream else arn

    return extract_resource_arn


def _log_stream(body: bytes) -> str | None:
    try:
        return str(json.loads(body)["logStreamName"])
    except (ValueError, KeyError, TypeError):
        return None


def _outcome(answer: Any) -> str:
    if answer is None:
        return "Allow"
    return str(answer.code if isinstance(answer, iam_evaluator.AuthError) else answer.decision)
