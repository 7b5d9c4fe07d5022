"""What the emulator's policy evaluation decided while it served one request."""

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_evaluator

from local.server import seams

Decision = tuple[str, str, str]
"""(IAM action, resource ARN, "Allow", "Deny", "ImplicitDeny" or an authentication error's code)."""

decisions: ContextVar[list[Decision] | None] = ContextVar("decisions", default=None)


def install() -> None:
    """Make each evaluation append to `decisions`, where a request has put a list there."""
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


def _outcome(answer: Any) -> str:
    if answer is None:
        return "Allow"
    return str(answer.code if isinstance(answer, iam_evaluator.AuthError) else answer.decision)
