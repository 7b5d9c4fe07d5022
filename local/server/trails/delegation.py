"""The delegated administrators of an organization.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-delegated-administrator.html (2026-04-13)
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html (2026-04-13)
"""

from dataclasses import dataclass, replace
from typing import Any

from local.server import emulator
from local.server.trails.organization import Organization
from local.server.trails.refusal import Refusal, not_in_use
from local.server.trails.registry import Registry

MAX_ADMINISTRATORS = 3


@dataclass(frozen=True, slots=True)
class DelegationOperations:
    registry: Registry

    def register_organization_delegated_admin(self, sent: dict[str, Any]) -> dict[str, Any]:
        account_id = sent["MemberAccountId"]
        with self.registry.changing():
            organization = self._managed()
            if account_id == organization.management:
                message = f"The management account {account_id} cannot be a delegated administrator."
                raise Refusal("CannotDelegateManagementAccountException", message)
            _check_member(account_id, organization)
            if account_id in organization.administrators:
                message = f"The account {account_id} is a delegated administrator already."
                raise Refusal("AccountRegisteredException", message)
            if len(organization.administrators) >= MAX_ADMINISTRATORS:
                message = f"An organization has {MAX_ADMINISTRATORS} delegated administrators at the most."
                raise Refusal("DelegatedAdminAccountLimitExceededException", message)
            self._put(organization, organization.administrators | {account_id})
        return {}

    def deregister_organization_delegated_admin(self, sent: dict[str, Any]) -> dict[str, Any]:
        account_id = sent["DelegatedAdminAccountId"]
        with self.registry.changing():
            organization = self._managed()
            _check_member(account_id, organization)
            if account_id not in organization.administrators:
                message = f"The account {account_id} is no delegated administrator."
                raise Refusal("AccountNotRegisteredException", message)
            self._put(organization, organization.administrators - {account_id})
        return {}

    def _managed(self) -> Organization:
        """The organization that the caller manages."""
        account_id = emulator.account_id()
        organization = self.registry.organization_of(account_id)
        if organization is None:
            raise not_in_use(account_id)
        if account_id != organization.management:
            message = f"The account {account_id} is not the management account of {organization.id}."
            raise Refusal("NotOrganizationManagementAccountException", message)
        return organization

    def _put(self, organization: Organization, administrators: frozenset[str]) -> None:
        self.registry.organize(replace(organization, administrators=administrators))


def _check_member(account_id: str, organization: Organization) -> None:
    if account_id not in organization.accounts:
        message = f"The account {account_id} is not part of the organization {organization.id}."
        raise Refusal("AccountNotFoundException", message)
