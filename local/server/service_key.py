"""Whether a service may use a customer managed key: by the key's policy alone, which must name the service."""

from collections.abc import Mapping, Sequence
from typing import Literal

from local.server import emulator

Error = Literal["NotFound", "Disabled", "AccessDenied"]

GENERATE, DECRYPT = "kms:GenerateDataKey", "kms:Decrypt"
MANAGED = "alias/aws/"
"""How the aliases of AWS managed keys begin: nobody can change their policies, which name no other service."""


def key_arn(reference: str, account_id: str, region: str) -> str:
    """Of a key's id, of an alias (alias/NAME), or of an ARN."""
    if reference.startswith("arn:"):
        return reference
    return f"arn:aws:kms:{region}:{account_id}:{'' if reference.startswith('alias/') else 'key/'}{reference}"


def error(arn: str, service: str, actions: Sequence[str], keys: Mapping[str, str]) -> Error | None:
    """Why not, of a key or an alias; None where it may. `keys`: condition keys, in lower case."""
    if f":{MANAGED}" in arn:
        return "AccessDenied"
    key = emulator.key(arn)
    if key is None:
        return "NotFound"
    if key["KeyState"] != "Enabled":
        return "Disabled"
    policy = key.get("Policy") or ""
    permitted = all(emulator.allows(policy, action, key["Arn"], dict(keys), service) for action in actions)
    return None if permitted else "AccessDenied"
