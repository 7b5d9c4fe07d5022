"""What verification remembers, there and back through DynamoDB."""

import boto3
import pytest

from lambdas.aws.verification_table import VerificationTable
from lambdas.core import chain_state
from lambdas.core import finding as f
from lambdas.core.chain_state import Head, RegionState
from lambdas.core.digest_key import Chain
from lambdas.core.error import ConfigurationError
from lambdas.core.finding import Finding
from tests import verification_table
from tests.builder import ACCOUNT, BUCKET

FOLDER = f"AWSLogs/{ACCOUNT}/"
CHAIN = Chain(FOLDER, ACCOUNT, "eu-west-1", "audit.1_a", "eu-central-1")
HEAD = Head(end_s=5, key="k", bucket=BUCKET, sha256="a" * 64, signature="ab", families=("", "Insight"), updated_s=6)
KNOWN = chain_state.opened(Finding(f.LOG_FILE_MISSING, f"{BUCKET}/k", "gone", ACCOUNT, "eu-west-1", 3), 7)


@pytest.fixture
def table() -> VerificationTable:
    client = boto3.client("dynamodb")
    verification_table.create(client, "verification")
    return VerificationTable(client, "verification")


def test_what_is_put_is_loaded(table: VerificationTable) -> None:
    backfill = Chain(FOLDER, ACCOUNT, "eu-west-1", "audit.1_a", "eu-central-1", is_backfill=True)
    table.put_head(CHAIN, HEAD)
    table.put_head(backfill, HEAD)
    table.put_judged(FOLDER, "eu-west-1", 4)
    table.put_finding(FOLDER, KNOWN)
    expected = RegionState({CHAIN: HEAD, backfill: HEAD}, 4, {KNOWN.finding.id: KNOWN})
    assert table.load(FOLDER, ACCOUNT) == {"eu-west-1": expected}


def test_a_region_is_loaded_by_itself_and_an_account_with_all_of_its(table: VerificationTable) -> None:
    for region in ("eu-west-1", "eu-west-10", "us-east-1"):
        table.put_judged(FOLDER, region, 1)
    assert set(table.load(FOLDER, ACCOUNT)) == {"eu-west-1", "eu-west-10", "us-east-1"}
    assert set(table.load(FOLDER, ACCOUNT, "eu-west-1")) == {"eu-west-1"}
    assert table.load("AWSLogs/222233334444/", "222233334444") == {}


def test_what_is_put_again_takes_the_place_of_what_was_there(table: VerificationTable) -> None:
    resolved = chain_state.resolved(KNOWN, 9)
    table.put_finding(FOLDER, KNOWN)
    table.put_finding(FOLDER, resolved)
    assert table.load(FOLDER, ACCOUNT)["eu-west-1"].findings == {KNOWN.finding.id: resolved}


def test_a_table_that_is_not_there_is_named() -> None:
    table = VerificationTable(boto3.client("dynamodb"), "nowhere")
    with pytest.raises(ConfigurationError, match="table nowhere"):
        table.load(FOLDER, ACCOUNT)
