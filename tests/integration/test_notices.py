"""Which notices were sent, in DynamoDB, and that the memory's are the same."""

import boto3
import pytest

from lambdas.aws.notices import Notices
from lambdas.core.error import ConfigurationError
from lambdas.core.match import matched
from lambdas.deliver.port import Notices as NoticesPort
from lambdas.memory.notices import Notices as InMemory
from tests import rules_table
from tests.security_rule import STOPPED
from tests.unit.test_match import HOSTILE

TABLE, NOW_S = "trailkeeper-rules", 1_795_435_200


@pytest.fixture(params=["aws", "memory"])
def notices(request: pytest.FixtureRequest) -> NoticesPort:
    if request.param == "memory":
        return InMemory()
    client = boto3.client("dynamodb")
    rules_table.create(client, TABLE)
    return Notices(client, TABLE)


@pytest.mark.parametrize(("later_s", "granted"), [(0, False), (44, False), (45, True), (10_000, True)])
def test_what_is_claimed_is_nobody_elses_until_the_lease_is_over(
    notices: NoticesPort, later_s: int, *, granted: bool
) -> None:
    assert notices.claim("root-use", "alice", NOW_S, 45)
    assert notices.claim("root-use", "alice", NOW_S + later_s, 45) is granted


@pytest.mark.parametrize(("later_s", "granted"), [(45, False), (3599, False), (3600, True)])
def test_what_is_held_is_quiet_for_the_whole_time(notices: NoticesPort, later_s: int, *, granted: bool) -> None:
    assert notices.claim("root-use", "alice", NOW_S, 45)
    notices.hold("root-use", "alice", NOW_S, 3600)
    assert notices.claim("root-use", "alice", NOW_S + later_s, 45) is granted


@pytest.mark.parametrize(("rule", "actor"), [("root-use", "bob"), ("trail-changed", "alice")])
def test_another_rule_and_another_actor_are_not_held(notices: NoticesPort, rule: str, actor: str) -> None:
    notices.hold("root-use", "alice", NOW_S, 3600)
    assert notices.claim(rule, actor, NOW_S, 45)


@pytest.mark.parametrize("name", [given for given, _ in HOSTILE.values()], ids=HOSTILE)
def test_any_actor_can_be_claimed(notices: NoticesPort, name: object) -> None:
    (found,) = matched({"userIdentity": {"userName": name}}, [STOPPED], 0)
    assert notices.claim("root-use", found.actor_key, NOW_S, 45)
    assert not notices.claim("root-use", found.actor_key, NOW_S, 45)


def test_dynamodb_removes_an_item_when_it_says_nothing_any_more() -> None:
    client = boto3.client("dynamodb")
    rules_table.create(client, TABLE)
    Notices(client, TABLE).hold("root-use", "alice", NOW_S, 3600)
    (item,) = client.scan(TableName=TABLE)["Items"]
    until = {"N": str(NOW_S + 3600)}
    assert item == {"rule": {"S": "root-use"}, "actor": {"S": "alice"}, "until_s": until, "expires_s": until}


def test_a_table_that_is_not_there_is_the_deployments_fault() -> None:
    with pytest.raises(ConfigurationError, match=f"table {TABLE}"):
        Notices(boto3.client("dynamodb"), TABLE).claim("root-use", "alice", NOW_S, 45)
