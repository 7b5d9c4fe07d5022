"""Whether a caller, or a function's execution role, is permitted what the emulator itself never asks a policy for.

The evaluation is the emulator's own: identity policies, permissions boundary, session policies, resource policy.
"""

import functools
from collections.abc import Callable, Mapping
from typing import Any

from ministack.core import iam_evaluator, router
from ministack.core.iam_evaluator import EvalContext, PrincipalInfo, ResolvedCredential

from local.server import emulator, seams

Function = Mapping[str, Any]
"""A function's configuration, as GetFunctionConfiguration shows it."""

RESOLVE = "core.iam_evaluator.resolve_principal"
PRINCIPAL_ARN = "aws:principalarn"
NO_KEYS: Mapping[str, Any] = {}


def caller(headers: Mapping[str, str], query: Mapping[str, list[str]]) -> PrincipalInfo | None:
    """Who signed a request; None for the emulator's root and for what is not signed: no policy speaks of them."""
    key: str = router.extract_access_key_id(headers, query)
    account_id = iam_evaluator.find_iam_access_key_account(key) or emulator.account_id()
    with emulator.scope(account_id, emulator.region()):
        found = seams.seam(RESOLVE)(key, account_id)
    return found if isinstance(found, PrincipalInfo) and found.policies is not None else None


def execution_role(function: Function) -> PrincipalInfo:
    """What Lambda acts as when it polls for a function and writes its log: a session of the role, named after it."""
    return role_session(function["Role"], function["FunctionName"])


def role_session(role_arn: str, name: str) -> PrincipalInfo:
    """A session of a role, as a service has it that has assumed the role."""
    account_id, role = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    session = ResolvedCredential(
        access_key_id="",
        secret_access_key="",
        account_id=account_id,
        principal_arn=f"arn:aws:sts::{account_id}:assumed-role/{role}/{name}",
        principal_id=f"{role}:{name}",
        principal_type="AssumedRole",
    )
    return seams.seam(RESOLVE)("", account_id, session)


def denial(principal: PrincipalInfo, action: str, resource: str, keys: Mapping[str, Any] = NO_KEYS) -> str | None:
    """Why the principal may not do it, in AWS's words; None where it may. `keys`: condition keys, in lower case."""
    _, _, service, region, account_id, name = resource.split(":", 5)
    if service == "s3":
        account_id = emulator.bucket_owner(name.partition("/")[0]) or ""
    context = _context(principal, action, resource, keys)
    identity = result = seams.seam("core.iam_evaluator.evaluate")(context, principal.policies, *principal.limits)
    with emulator.scope(account_id, region):
        found = seams.seam("core.iam_evaluator._resource_policy")(service, resource)
    if found:
        # Only a key's policy has to allow even what the identity's policies allow.
        combine = seams.seam("core.iam_evaluator.combine_resource_policy")
        result = combine(identity, context, *found, required=service == "kms", limits=principal.limits)
    if result.decision == "Allow":
        return None
    policy = "resource-based" if identity.decision == "Allow" or result.resource_policy_arn else "identity-based"
    reason = f"because no {policy} policy allows the {action} action"
    if result.decision == "Deny":
        reason = f"with an explicit deny in {'an' if policy[0] == 'i' else 'a'} {policy} policy"
    return f"User: {principal.arn} is not authorized to perform: {action} on resource: {resource} {reason}"


def _context(principal: PrincipalInfo, action: str, resource: str, keys: Mapping[str, Any]) -> EvalContext:
    """A service asks for the principal, over TLS and from no address."""
    return EvalContext(
        principal_arn=principal.arn,
        principal_type=principal.type,
        principal_account=principal.account,
        action=action,
        resource_arn=resource,
        region=resource.split(":")[3],
        source_ip="",
        secure_transport=True,
        service_context=dict(keys),
        principal_keys=principal.keys,
    )


def install() -> None:
    """Show a policy the role's ARN as the principal's, where the emulator shows the session's."""
    seams.replace("core.iam_evaluator._resolve_condition_key", _with_role_arn)


def _with_role_arn(resolve: Callable[[str, EvalContext], Any]) -> Callable[[str, EvalContext], Any]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (2026-04-13)."""

    @functools.wraps(resolve)
    def resolve_condition_key(key: str, context: EvalContext) -> Any:
        if key.lower() == PRINCIPAL_ARN and ":assumed-role/" in context.principal_arn:
            return role_arn(context.principal_arn)
        return resolve(key, context)

    return resolve_condition_key


def role_arn(session_arn: str) -> str:
    """The ARN, with its path, of the role that a session is of."""
    _, _, _, _, account_id, session = session_arn.split(":", 5)
    name = session.split("/")[1]
    found = emulator.role_of(account_id, name)
    return found[1] if found else f"arn:aws:iam::{account_id}:role/{name}"
