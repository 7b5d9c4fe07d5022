"""Who asks, and with which condition keys, where the emulator shows a resource's policy less than it knows.

What stands in `asking` is shown to every policy that is evaluated meanwhile, in the same context.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from ministack.core.iam_evaluator import EvalContext, PrincipalInfo

from local.server import seams
from local.server.principal import NO_KEYS


@dataclass(frozen=True, slots=True)
class Asking:
    who: PrincipalInfo | None = None
    """None leaves whom the emulator shows: the root of an account."""
    keys: Mapping[str, Any] = field(default_factory=dict)
    """Condition keys, in lower case."""

    def shown(self, context: EvalContext) -> EvalContext:
        context = replace(context, service_context={**context.service_context, **self.keys})
        if self.who is None:
            return context
        who = self.who
        return replace(
            context,
            principal_arn=who.arn,
            principal_type=who.type,
            principal_account=who.account,
            principal_keys=who.keys,
        )


_asking: ContextVar[Asking | None] = ContextVar("asking", default=None)


@contextlib.contextmanager
def asking(who: PrincipalInfo | None = None, keys: Mapping[str, Any] = NO_KEYS) -> Iterator[None]:
    token = _asking.set(Asking(who, keys))
    try:
        yield
    finally:
        _asking.reset(token)


def install() -> None:
    seams.replace("core.iam_evaluator.evaluate_resource_policy", _shown)


def _shown(evaluate: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(evaluate)
    def evaluate_resource_policy(policy: Any, context: EvalContext, *arguments: Any, **named: Any) -> Any:
        now = _asking.get()
        return evaluate(policy, now.shown(context) if now else context, *arguments, **named)

    return evaluate_resource_policy
