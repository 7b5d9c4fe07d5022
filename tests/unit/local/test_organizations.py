from local.server.organizations import accounts, administrators, description
from local.server.trails.organization import Organization

ORGANIZATION = Organization("o-exampleorg1", "111122223333", frozenset({"222233334444"}), frozenset({"222233334444"}))


def test_an_organization_is_described_by_its_management_account() -> None:
    shown = description(ORGANIZATION)["Organization"]
    assert (shown["Id"], shown["MasterAccountId"]) == ("o-exampleorg1", "111122223333")
    assert shown["Arn"] == "arn:aws:organizations::111122223333:organization/o-exampleorg1"


def test_its_accounts_and_its_administrators_are_listed() -> None:
    assert [account["Id"] for account in accounts(ORGANIZATION)["Accounts"]] == ["111122223333", "222233334444"]
    [administrator] = administrators(ORGANIZATION)["DelegatedAdministrators"]
    assert administrator["Arn"] == "arn:aws:organizations::111122223333:account/o-exampleorg1/222233334444"
