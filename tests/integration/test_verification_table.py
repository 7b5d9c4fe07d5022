"""What verification remembers, there and back through DynamoDB."""

import boto3
import msgspec
import pytest

from lambdas.aws.verification_table import VerificationTable
from lambdas.core import chain_state
from lambdas.core import finding as f
from lambdas.core.chain_state import Head, KnownFinding, RegionState
from lambdas.core.digest_key import Chain
from lambdas.core.error import ConfigurationError
from lambdas.core.finding import Finding
from lambdas.core.finding_text import Untold
from lambdas.memory import verification_table as memory
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


def test_the_folders_of_accounts_that_have_a_head_are_known(table: VerificationTable) -> None:
    other = msgspec.structs.replace(CHAIN, folder="audit/AWSLogs/222233334444/", account="222233334444")
    assert table.folders() == []
    for chain in (CHAIN, other, CHAIN):
        table.put_head(chain, HEAD)
    table.put_judged("AWSLogs/333344445555/", "eu-west-1", 1)
    assert table.folders() == [FOLDER, other.folder]


def test_an_older_invocation_puts_no_head_and_no_judged_hour_back(table: VerificationTable) -> None:
    for end_s in (7, 6):
        table.put_head(CHAIN, msgspec.structs.replace(HEAD, end_s=end_s))
        table.put_judged(FOLDER, "eu-west-1", end_s)
    state = table.load(FOLDER, ACCOUNT)["eu-west-1"]
    assert (state.heads[CHAIN].end_s, state.judged_s) == (7, 7)


NEWER = msgspec.structs.replace(KNOWN, last_s=8, attempts=2)
CLAIMS: dict[str, tuple[KnownFinding | None, KnownFinding | None, bool]] = {
    "the first": (None, None, True),
    "of what is there already": (KNOWN, None, False),
    "of what is still as it was": (KNOWN, KNOWN, True),
    "of what has changed since": (NEWER, KNOWN, False),
    "of what is gone": (None, KNOWN, False),
}


@pytest.mark.parametrize("kind", [VerificationTable, memory.VerificationTable])
@pytest.mark.parametrize(("there", "before", "claimed"), CLAIMS.values(), ids=CLAIMS)
def test_a_finding_is_claimed_where_no_other_invocation_has_written_it(
    table: VerificationTable, kind: type, there: KnownFinding | None, before: KnownFinding | None, *, claimed: bool
) -> None:
    of_kind = table if kind is VerificationTable else memory.VerificationTable()
    if there is not None:
        of_kind.put_finding(FOLDER, there)
    wanted = msgspec.structs.replace(KNOWN, last_s=9, attempts=3)
    assert of_kind.claim_finding(FOLDER, wanted, before) is claimed
    (stands,) = [*of_kind.load(FOLDER, ACCOUNT).values()] or [RegionState()]
    assert stands.findings.get(KNOWN.finding.id) == (wanted if claimed else there)


def test_that_the_topic_was_not_told_is_remembered(table: VerificationTable) -> None:
    table.put_finding(FOLDER, Untold.of(KNOWN))
    (known,) = table.load(FOLDER, ACCOUNT)["eu-west-1"].findings.values()
    assert known == Untold.of(KNOWN)
    table.put_finding(FOLDER, Untold.of(KNOWN).told)
    assert table.load(FOLDER, ACCOUNT)["eu-west-1"].findings == {KNOWN.finding.id: KNOWN}
