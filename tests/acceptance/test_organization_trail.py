"""An organization's trail: the management account owns it, every account's records are in it, members only see it."""

from collections.abc import Iterator

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT as ARCHIVE
from tests.acceptance.expectation import error_code
from tests.acceptance.watched_trail import WatchedTrail, client

ORGANIZATION = "o-exampleorg1"
MANAGEMENT, MEMBER, STRANGER = "111122223333", "222233334444", "333344445555"
FOLDERS = (MANAGEMENT, ORGANIZATION)


@pytest.fixture(scope="module")
def cloud() -> Iterator[EmbeddedCloud]:
    """One of its own: an organization's trail would record what other tests do, and each counts for every account."""
    with EmbeddedCloud() as cloud:
        cloud.organize(ORGANIZATION, MANAGEMENT, [ARCHIVE, MEMBER])
        yield cloud


@pytest.fixture
def prepared(cloud: EmbeddedCloud) -> WatchedTrail:
    """Of the management account; its bucket and topic are in the archive's."""
    trail = WatchedTrail(cloud, MANAGEMENT, ARCHIVE)
    trail.permit_bucket(folders=FOLDERS)
    trail.permit_topic()
    return trail


@pytest.fixture
def trail(prepared: WatchedTrail) -> Iterator[WatchedTrail]:
    prepared.create(IsOrganizationTrail=True)
    prepared.cloudtrail.start_logging(Name=prepared.name)
    yield prepared
    prepared.delete()


def folders(trail: WatchedTrail, name: str) -> set[str]:
    """Where the log files are whose records are of this queue, without the date and the name of the file."""
    trail.cloud.deliver()
    keys = [key for key in trail.stored() if key.endswith(".json.gz")]
    return {"/".join(key.split("/")[:-4]) for key in keys if name in trail.text(key)}


def test_each_accounts_records_are_in_its_own_folder_below_the_organizations(
    cloud: EmbeddedCloud, trail: WatchedTrail
) -> None:
    for account in (MANAGEMENT, MEMBER, STRANGER):
        client(cloud, "sqs", account).create_queue(QueueName=f"of-{account}")
    found = {account: folders(trail, f"of-{account}") for account in (MANAGEMENT, MEMBER, STRANGER)}
    assert found == {
        MANAGEMENT: {f"AWSLogs/{ORGANIZATION}/{MANAGEMENT}/CloudTrail/us-east-1"},
        MEMBER: {f"AWSLogs/{ORGANIZATION}/{MEMBER}/CloudTrail/us-east-1"},
        STRANGER: set(),
    }
    assert trail.message() == "CloudTrail validation message."
    assert f"AWSLogs/{ORGANIZATION}/" in trail.message()


@pytest.mark.parametrize("missing", FOLDERS)
def test_the_bucket_has_to_admit_the_accounts_folder_and_the_organizations(
    prepared: WatchedTrail, missing: str
) -> None:
    prepared.permit_bucket(folders=[folder for folder in FOLDERS if folder != missing])
    assert error_code(prepared.create, IsOrganizationTrail=True) == "InsufficientS3BucketPolicyException"


@pytest.mark.parametrize(
    ("account", "code"),
    [(MEMBER, "NotOrganizationMasterAccountException"), (STRANGER, "OrganizationsNotInUseException")],
)
def test_only_the_management_account_makes_a_trail_for_the_organization(
    cloud: EmbeddedCloud, prepared: WatchedTrail, account: str, code: str
) -> None:
    create = client(cloud, "cloudtrail", account).create_trail
    assert error_code(create, Name="not-mine", S3BucketName=prepared.bucket, IsOrganizationTrail=True) == code


def test_a_member_sees_the_trail_and_cannot_change_it(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    member = client(cloud, "cloudtrail", MEMBER)
    shown = member.get_trail(Name=trail.arn)["Trail"]
    assert (shown["IsOrganizationTrail"], shown["TrailARN"]) == (True, trail.arn)
    assert member.get_trail_status(Name=trail.arn)["IsLogging"] is True
    assert [found["TrailARN"] for found in member.describe_trails()["trailList"]] == [trail.arn]
    assert member.describe_trails(includeShadowTrails=False)["trailList"] == []
    for change in (member.stop_logging, member.delete_trail, member.update_trail):
        assert error_code(change, Name=trail.arn) == "NotOrganizationMasterAccountException"
    assert error_code(client(cloud, "cloudtrail", STRANGER).get_trail, Name=trail.arn) == "TrailNotFoundException"


def test_an_account_that_has_left_is_logged_no_more(cloud: EmbeddedCloud, trail: WatchedTrail) -> None:
    cloud.organize(ORGANIZATION, MANAGEMENT, [ARCHIVE])
    client(cloud, "sqs", MEMBER).create_queue(QueueName="after-leaving")
    assert folders(trail, "after-leaving") == set()
    cloud.organize(ORGANIZATION, MANAGEMENT, [ARCHIVE, MEMBER])


def test_a_trail_becomes_the_organizations_and_its_accounts_again(cloud: EmbeddedCloud, prepared: WatchedTrail) -> None:
    prepared.create()
    prepared.cloudtrail.start_logging(Name=prepared.name)
    for organization, expected in ((True, {MEMBER, MANAGEMENT}), (False, {MANAGEMENT})):
        prepared.cloudtrail.update_trail(Name=prepared.name, IsOrganizationTrail=organization)
        name = f"while-{organization}"
        for account in (MANAGEMENT, MEMBER):
            client(cloud, "sqs", account).create_queue(QueueName=name)
        assert {record["recipientAccountId"] for record in prepared.records() if name in str(record)} == expected
    prepared.delete()


def test_the_organization_is_what_organizations_shows(cloud: EmbeddedCloud) -> None:
    shown = client(cloud, "organizations", MEMBER).describe_organization()["Organization"]
    assert (shown["Id"], shown["MasterAccountId"]) == (ORGANIZATION, MANAGEMENT)
    accounts = client(cloud, "organizations", MANAGEMENT).list_accounts()["Accounts"]
    assert [account["Id"] for account in accounts] == [ARCHIVE, MANAGEMENT, MEMBER]


def test_delegated_administrators_are_registered_once_and_deregistered_once(cloud: EmbeddedCloud) -> None:
    def administrators() -> list[str]:
        found = client(cloud, "organizations", MANAGEMENT).list_delegated_administrators()["DelegatedAdministrators"]
        return [account["Id"] for account in found]

    management = client(cloud, "cloudtrail", MANAGEMENT)
    register = management.register_organization_delegated_admin
    deregister = management.deregister_organization_delegated_admin
    register(MemberAccountId=MEMBER)
    assert administrators() == [MEMBER]
    assert error_code(register, MemberAccountId=MEMBER) == "AccountRegisteredException"
    deregister(DelegatedAdminAccountId=MEMBER)
    assert administrators() == []
    assert error_code(deregister, DelegatedAdminAccountId=MEMBER) == "AccountNotRegisteredException"


@pytest.mark.parametrize(
    ("caller", "registered", "code"),
    [
        (MANAGEMENT, MANAGEMENT, "CannotDelegateManagementAccountException"),
        (MANAGEMENT, STRANGER, "AccountNotFoundException"),
        (MEMBER, ARCHIVE, "NotOrganizationManagementAccountException"),
        (STRANGER, MEMBER, "OrganizationsNotInUseException"),
    ],
)
def test_no_other_account_registers_or_is_registered(
    cloud: EmbeddedCloud, caller: str, registered: str, code: str
) -> None:
    register = client(cloud, "cloudtrail", caller).register_organization_delegated_admin
    assert error_code(register, MemberAccountId=registered) == code


def test_a_delegated_administrator_makes_a_trail_that_the_management_account_owns(
    cloud: EmbeddedCloud, prepared: WatchedTrail
) -> None:
    management, delegated = client(cloud, "cloudtrail", MANAGEMENT), client(cloud, "cloudtrail", MEMBER)
    management.register_organization_delegated_admin(MemberAccountId=MEMBER)
    made = delegated.create_trail(Name=prepared.name, S3BucketName=prepared.bucket, IsOrganizationTrail=True)
    assert made["TrailARN"] == prepared.arn
    delegated.delete_trail(Name=prepared.arn)
    management.deregister_organization_delegated_admin(DelegatedAdminAccountId=MEMBER)


def test_several_accounts_write_to_one_bucket(cloud: EmbeddedCloud, prepared: WatchedTrail) -> None:
    prepared.permit_several(MEMBER, STRANGER)
    for account in (MEMBER, STRANGER):
        cloudtrail = client(cloud, "cloudtrail", account)
        cloudtrail.create_trail(Name=prepared.name, S3BucketName=prepared.bucket)
        cloudtrail.start_logging(Name=prepared.name)
        client(cloud, "sqs", account).create_queue(QueueName=f"shared-{account}")
        assert folders(prepared, f"shared-{account}") == {f"AWSLogs/{account}/CloudTrail/us-east-1"}
        cloudtrail.delete_trail(Name=prepared.name)
