"""What Organizations says of the organizations that the embedded cloud was told of.

For other accounts it says what the emulator does: each is the management of an organization of its own.
https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html (2026-04-13)
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from local.server import emulator, seams
from local.server.trails.organization import Organization

OrganizationOf = Callable[[str], Organization | None]
Answer = tuple[int, dict[str, str], bytes]
View = Callable[[Organization], dict[str, Any]]

CONTENT_TYPE = {"Content-Type": "application/x-amz-json-1.1"}


def install(organization_of: OrganizationOf) -> None:
    operations = seams.seam("services.organizations._DISPATCH")
    for name, view in VIEWS.items():
        operations[name] = _known(organization_of, view, operations.get(name, _not_in_use))
    seams.replace("core.iam_evaluator._principal_org_id", functools.partial(_principal_organization, organization_of))


def description(organization: Organization) -> dict[str, Any]:
    management = organization.management
    return {
        "Organization": {
            "Id": organization.id,
            "Arn": f"arn:aws:organizations::{management}:organization/{organization.id}",
            "FeatureSet": "ALL",
            "MasterAccountArn": _account_arn(organization, management),
            "MasterAccountId": management,
            "MasterAccountEmail": f"{management}@example.com",
        }
    }


def accounts(organization: Organization) -> dict[str, Any]:
    return {"Accounts": [_account(organization, account_id) for account_id in sorted(organization.accounts)]}


def administrators(organization: Organization) -> dict[str, Any]:
    found = [_account(organization, account_id) for account_id in sorted(organization.administrators)]
    return {"DelegatedAdministrators": found}


VIEWS: dict[str, View] = {
    "DescribeOrganization": description,
    "ListAccounts": accounts,
    "ListDelegatedAdministrators": administrators,
}


def _known(organization_of: OrganizationOf, view: View, otherwise: Callable[[Any], Answer]) -> Callable[[Any], Answer]:
    def answer(request: Any) -> Answer:
        organization = organization_of(emulator.account_id())
        return otherwise(request) if organization is None else _answer(200, view(organization))

    return answer


def _not_in_use(_request: Any) -> Answer:
    message = "Your account is not a member of an organization."
    return _answer(400, {"__type": "AWSOrganizationsNotInUseException", "message": message})


def _principal_organization(
    organization_of: OrganizationOf, otherwise: Callable[[str], str | None]
) -> Callable[[str], str | None]:
    """aws:PrincipalOrgID."""

    @functools.wraps(otherwise)
    def principal_organization(account_id: str) -> str | None:
        organization = organization_of(account_id)
        return otherwise(account_id) if organization is None else organization.id

    return principal_organization


def _account(organization: Organization, account_id: str) -> dict[str, Any]:
    return {
        "Id": account_id,
        "Arn": _account_arn(organization, account_id),
        "Email": f"{account_id}@example.com",
        "Name": account_id,
        "Status": "ACTIVE",
        "JoinedMethod": "CREATED",
    }


def _account_arn(organization: Organization, account_id: str) -> str:
    return f"arn:aws:organizations::{organization.management}:account/{organization.id}/{account_id}"


def _answer(status: int, body: dict[str, Any]) -> Answer:
    return status, dict(CONTENT_TYPE), json.dumps(body).encode()
