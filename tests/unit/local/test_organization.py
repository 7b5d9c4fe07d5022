"""Organizations and their trails, on a registry of their own, called as from one account after another."""

import pytest

from local.server import emulator
from local.server.delivery.selector import logs
from local.server.trails.delegation import DelegationOperations
from local.server.trails.organization import Organization
from local.server.trails.refusal import Refusal
from local.server.trails.registry import Registry
from local.server.trails.setting import owning
from local.server.trails.trail import Trail

MANAGEMENT, STRANGER = "111122223333", "999900001111"
MEMBERS = ("222233334444", "333344445555", "444455556666", "555566667777")
ORGANIZATION = Organization("o-exampleorg1", MANAGEMENT, frozenset(MEMBERS))


def trail(prefix: str = "", organization: Organization | None = ORGANIZATION) -> Trail:
    return Trail("main", "eu-west-1", MANAGEMENT, "b", prefix, logging=True, organization=organization)


@pytest.mark.parametrize(
    ("made", "folder", "permitted"),
    [
        (trail(organization=None), f"AWSLogs/{MANAGEMENT}/", [f"AWSLogs/{MANAGEMENT}/"]),
        (trail("p", None), f"p/AWSLogs/{MANAGEMENT}/", [f"p/AWSLogs/{MANAGEMENT}/"]),
        (
            trail("p"),
            f"p/AWSLogs/o-exampleorg1/{MANAGEMENT}/",
            [f"p/AWSLogs/{MANAGEMENT}/", f"p/AWSLogs/o-exampleorg1/{MANAGEMENT}/"],
        ),
    ],
)
def test_an_organizations_trail_writes_below_its_id_and_may_write_its_accounts_too(
    made: Trail, folder: str, permitted: list[str]
) -> None:
    assert (made.log_folder(MANAGEMENT), list(made.permitted_folders)) == (folder, permitted)


@pytest.mark.parametrize(("account", "logged"), [(MANAGEMENT, True), (MEMBERS[0], True), (STRANGER, False)])
def test_a_trail_logs_the_records_of_its_organizations_accounts(account: str, *, logged: bool) -> None:
    record = {
        "eventSource": "sqs.amazonaws.com",
        "eventCategory": "Management",
        "readOnly": False,
        "awsRegion": "eu-west-1",
        "recipientAccountId": account,
    }
    assert logs(trail(), record) is logged


def test_a_trail_is_of_the_members_that_its_organization_has_now() -> None:
    registry = Registry()
    registry.organize(ORGANIZATION)
    registry.put(trail())
    registry.organize(Organization(ORGANIZATION.id, MANAGEMENT, frozenset({STRANGER})))
    assert registry.snapshot[0].accounts == {MANAGEMENT, STRANGER}
    assert [registry.organization_of(account) is not None for account in (STRANGER, MEMBERS[0])] == [True, False]


@pytest.mark.parametrize(
    ("organization", "account", "code"),
    [
        (None, STRANGER, "OrganizationsNotInUseException"),
        (ORGANIZATION, MEMBERS[0], "NotOrganizationMasterAccountException"),
    ],
)
def test_no_other_account_may_make_a_trail_for_the_organization(
    organization: Organization | None, account: str, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        owning(organization, account)
    assert refused.value.code == code


def test_an_organization_has_three_delegated_administrators_at_the_most() -> None:
    registry = Registry()
    registry.organize(ORGANIZATION)
    operations = DelegationOperations(registry)
    with emulator.scope(MANAGEMENT, "eu-west-1"):
        for account in MEMBERS[:3]:
            operations.register_organization_delegated_admin({"MemberAccountId": account})
        with pytest.raises(Refusal) as refused:
            operations.register_organization_delegated_admin({"MemberAccountId": MEMBERS[3]})
    assert refused.value.code == "DelegatedAdminAccountLimitExceededException"
