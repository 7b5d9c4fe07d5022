"""What watch reads of verification's table, which verify has written."""

from typing import Any

import boto3
import msgspec
import pytest

from lambdas.aws.account_states import AccountStates
from lambdas.aws.verification_table import VerificationTable
from lambdas.core import finding as f
from lambdas.core.chain_state import FindingState, Head, KnownFinding
from lambdas.core.digest_key import Chain
from lambdas.core.error import ConfigurationError
from lambdas.core.freshness import Open, Reached
from tests import verification_table

ACCOUNT, EU, TABLE = "111122223333", "eu-west-1", "verification"
FOLDER = f"audit/AWSLogs/o-abcdefghij/{ACCOUNT}/"
HEAD = Head(end_s=7200, key="k", bucket="b", sha256="s", signature="s", proven_s=3600)
FINDING = KnownFinding(code=f.DIGEST_MISSING.name, object="b/k", what="", account=ACCOUNT, region=EU)


def remembered(*findings: KnownFinding, chains: int = 1, **head: Any) -> list[object]:
    """What a scan finds of what verify has written."""
    dynamodb = boto3.client("dynamodb")
    verification_table.create(dynamodb, TABLE)
    table = VerificationTable(dynamodb, TABLE)
    for number in range(chains):
        chain = Chain(FOLDER, ACCOUNT, EU, f"audit {number}", EU)
        table.put_head(chain, msgspec.structs.replace(HEAD, **head))
    table.put_judged(FOLDER, EU, 7200)
    for finding in findings:
        table.put_finding(FOLDER, finding)
    return list(AccountStates(dynamodb, TABLE))


def test_heads_and_open_findings_are_read_and_nothing_else() -> None:
    mended, waiting = (
        msgspec.structs.replace(FINDING, object=state.value, state=state)
        for state in (FindingState.RESOLVED, FindingState.WAITING)
    )
    assert remembered(FINDING, mended, waiting) == [
        Open(ACCOUNT, EU, f.DIGEST_MISSING.name, FINDING.first_s),
        Reached(ACCOUNT, EU, 7200, 3600),
    ]


def test_a_head_that_another_chain_continues_is_left_out() -> None:
    assert remembered(continued_by="another's key") == []


def test_every_page_of_the_table_is_read() -> None:
    assert len(remembered(chains=900, key="k" * 900, signature="s" * 900)) == 900


def test_a_table_that_is_not_there_is_told() -> None:
    with pytest.raises(ConfigurationError, match=f"table {TABLE}"):
        list(AccountStates(boto3.client("dynamodb"), TABLE))
