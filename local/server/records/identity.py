"""userIdentity: who made a call.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html (2026-11)
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local.server.exchange import Caller

RoleOf = Callable[[str, str], tuple[str, str] | None]
"""(account, role name) -> (role id, role ARN), or None where there is no such role."""

ANONYMOUS = {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}


def user_identity(caller: Caller, role_of: RoleOf) -> dict[str, Any]:
    kinds = {"Root": "Root", "User": "IAMUser", "AssumedRole": "AssumedRole"}
    identity: dict[str, Any] = {
        "type": kinds[caller.kind],
        "principalId": caller.principal_id,
        "arn": caller.arn,
        "accountId": caller.account_id,
    }
    if caller.access_key_id:
        identity["accessKeyId"] = caller.access_key_id
    if caller.kind == "User":
        identity["userName"] = caller.arn.rpartition("/")[2]
    if caller.kind == "AssumedRole":
        identity |= _of_role(caller, role_of)
    return identity


def foreign_identity(identity: dict[str, Any]) -> dict[str, Any]:
    """What another account is told of the caller: neither its name nor its key."""
    return {"type": "AWSAccount", "principalId": identity["principalId"], "accountId": identity["accountId"]}


def _of_role(caller: Caller, role_of: RoleOf) -> dict[str, Any]:
    role_name, _, session_name = caller.arn.partition(":assumed-role/")[2].rpartition("/")
    given_id = caller.principal_id.partition(":")[0]
    role_arn = f"arn:aws:iam::{caller.account_id}:role/{role_name}"
    role_id, role_arn = role_of(caller.account_id, role_name) or (given_id, role_arn)
    return {
        "principalId": f"{role_id}:{session_name}",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": role_id,
                "arn": role_arn,
                "accountId": caller.account_id,
                "userName": role_name,
            },
            "attributes": {"creationDate": _issued(caller), "mfaAuthenticated": "false"},
        },
    }


def _issued(caller: Caller) -> str:
    issued = datetime.fromtimestamp(float(caller.session.get("IssuedAt", 0)), UTC)
    return f"{issued:%Y-%m-%dT%H:%M:%SZ}"
