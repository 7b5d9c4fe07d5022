"""`trailkeeper verify` over a bucket: S3, STS and DynamoDB are moto's, CloudTrail and Lambda a server's here."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.command import main
from lambdas.aws.item import item
from lambdas.core.receipt import Receipt, State
from lambdas.deliver.settings import Settings
from tests import ledger_table
from tests.builder import ACCOUNT, BUCKET
from tests.digest_builder import CLOUDTRAIL, HOUR, START, Archive, Chain, Trail, iso
from tests.integration.verify_server import Served, serving

TABLE = "trailkeeper-ledger"
RANGE = ("--from", iso(START), "--to", iso(START + 5 * HOUR))
Told = dict[str, Any]
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def archive() -> Archive:
    return Archive()


@pytest.fixture
def chain(archive: Archive) -> Chain:
    return archive.add_chain()


@pytest.fixture
def served(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    settings = Settings(
        account=ACCOUNT,
        archive_bucket=BUCKET,
        archive_owner=ACCOUNT,
        log_group="group",
        home_region="eu-west-1",
        ledger_table=TABLE,
        quarantine_bucket="quarantine",
    )
    served = Served(archive.public_keys, settings.environment())
    with serving(monkeypatch, served):
        yield served


def lay(archive: Archive) -> Any:
    s3: Any = boto3.client("s3")
    s3.create_bucket(Bucket=archive.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for key, body in archive.objects.items():
        s3.put_object(Bucket=archive.bucket, Key=key, Body=body, Metadata=archive.metadata.get(key, {}))
    return s3


def verified(capsys: Capture, *options: str) -> tuple[int, Told]:
    code = main(["verify", *RANGE, "--json", *options])
    told: Told = json.loads(capsys.readouterr().out)
    return code, told


def codes(told: Told) -> list[str]:
    return [finding["code"] for finding in told["findings"]]


def test_a_bucket_is_verified_with_the_keys_that_cloudtrail_lists_in_the_digests_region(
    archive: Archive, chain: Chain, served: Served, capsys: Capture
) -> None:
    archive.add_chain(Trail(region="us-east-1"))
    lay(archive)
    code, told = verified(capsys, "--bucket", BUCKET)
    assert (code, told["verdict"], told["digests"]["valid"], told["log_files"]["valid"]) == (0, "valid", 10, 10)
    assert sorted(served.regions) == ["eu-west-1", "us-east-1"]
    keys = told["public_keys"]
    assert (keys["source"], keys["fingerprints"]) == ("ListPublicKeys", [CLOUDTRAIL.fingerprint])
    assert keys["by"].startswith("arn:aws:sts::")


def test_a_bucket_is_verified_with_the_operators_keys(
    archive: Archive, chain: Chain, served: Served, capsys: Capture, tmp_path: Path
) -> None:
    lay(archive)
    archive.write(tmp_path)
    code, told = verified(capsys, "--bucket", BUCKET, "--public-keys", str(tmp_path / "_public_keys.json"))
    assert (code, told["public_keys"]["by"], served.regions) == (0, "the operator's file", [])


def test_what_was_tampered_with_in_a_bucket_is_found(
    archive: Archive, chain: Chain, served: Served, capsys: Capture
) -> None:
    archive.alter(chain.log_files[0])
    archive.remove(chain.log_files[1], *chain.digests[2:4])
    lay(archive)
    code, told = verified(capsys, "--bucket", BUCKET)
    found = ["digest-missing", "digest-missing", "log-file-altered", "log-file-missing"]
    assert (code, sorted(codes(told))) == (1, found)


def test_the_deployments_archive_is_verified_where_no_bucket_is_named(
    archive: Archive, chain: Chain, served: Served, capsys: Capture
) -> None:
    lay(archive)
    code, told = verified(capsys)
    assert (code, told["bucket"]) == (0, BUCKET)


def test_where_neither_a_bucket_nor_a_deployment_is_there_it_says_so(served: Served, capsys: Capture) -> None:
    served.settings = None
    assert main(["verify"]) == 2
    assert "function trailkeeper-deliver, of the deployment: ResourceNotFoundException" in capsys.readouterr().err


def test_a_bucket_that_is_not_there_is_told(served: Served, capsys: Capture) -> None:
    assert main(["verify", "--bucket", "nowhere"]) == 2
    assert capsys.readouterr().err.startswith("trailkeeper: bucket nowhere: 404")


def test_the_last_day_is_verified_where_no_range_is_named(
    archive: Archive, chain: Chain, served: Served, capsys: Capture
) -> None:
    lay(archive)
    assert main(["verify", "--bucket", BUCKET, "--json", "--to", iso(START + 26 * HOUR)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["from"], told["digests"]["valid"], codes(told)) == (iso(START + 2 * HOUR), 4, ["chain-ended"])


def test_without_public_keys_it_is_undecided_and_says_why(
    archive: Archive, chain: Chain, served: Served, capsys: Capture
) -> None:
    served.refuses = True
    lay(archive)
    code, told = verified(capsys, "--bucket", BUCKET)
    assert (code, set(codes(told))) == (2, {"public-keys-unavailable"})
    assert "eu-west-1: AccessDeniedException" in told["notes"][0]


def test_a_log_file_in_glacier_is_undecided(archive: Archive, chain: Chain, served: Served, capsys: Capture) -> None:
    s3 = lay(archive)
    key = chain.log_files[0]
    s3.put_object(Bucket=BUCKET, Key=key, Body=archive.objects[key], StorageClass="GLACIER")
    code, told = verified(capsys, "--bucket", BUCKET)
    assert (code, codes(told)) == (2, ["log-file-not-restored"])
    assert told["log_files"] == {"valid": 4, "invalid": 0, "missing": 0, "undecided": 1}


def test_a_digest_that_cannot_be_read_is_undecided_and_so_are_its_log_files(
    archive: Archive, chain: Chain, served: Served, capsys: Capture
) -> None:
    s3 = lay(archive)
    key = chain.digests[0]
    s3.put_object(Bucket=BUCKET, Key=key, Body=archive.objects[key], StorageClass="GLACIER")
    code, told = verified(capsys, "--bucket", BUCKET)
    assert (code, set(codes(told))) == (2, {"digest-unreadable"})
    assert (told["digests"]["undecided"], told["digests"]["valid"]) == (1, 4)


@pytest.fixture
def ledger(archive: Archive, chain: Chain) -> Iterator[Any]:
    """In which each log file is delivered."""
    client: Any = boto3.client("dynamodb")
    ledger_table.create(client, TABLE)
    for key in chain.log_files:
        put(client, archive, key)
    yield client
    client.close()


def put(client: Any, archive: Archive, key: str, **changes: Any) -> None:
    sha256 = hashlib.sha256(gzip.decompress(archive.objects[key])).hexdigest()
    said = {"version": "v1", "state": State.DELIVERED, "revision": 2, "sha256": sha256, **changes}
    client.put_item(TableName=TABLE, Item=item(Receipt(log_file=f"{BUCKET}/{key}", **said)))


def test_receipts_prove_the_delivery_of_log_files_that_are_not_read(
    archive: Archive, chain: Chain, ledger: Any, served: Served, capsys: Capture
) -> None:
    archive.alter(chain.log_files[0])
    lay(archive)
    code, told = verified(capsys, "--receipts")
    assert (code, told["claim"], told["log_files"]["valid"]) == (0, "delivered", 5)


# What is changed of one receipt: the exit code and the finding.
RECEIPTS: dict[str, tuple[dict[str, Any], int, str]] = {
    "of other bytes": ({"sha256": "0" * 64}, 1, "receipt-differs"),
    "still in flight": ({"sha256": "", "state": State.IN_FLIGHT}, 2, "receipt-missing"),
    "of a log file that was rejected unread": (
        {"sha256": "", "state": State.REJECTED, "reason": "missing-log-file"},
        2,
        "receipt-missing",
    ),
}


@pytest.mark.parametrize(("changes", "exit_code", "found"), RECEIPTS.values(), ids=RECEIPTS)
def test_a_receipt_that_does_not_prove_the_delivery_is_found(
    changes: dict[str, Any], exit_code: int, found: str, request: pytest.FixtureRequest
) -> None:
    archive, chain, ledger, capsys = map(request.getfixturevalue, ("archive", "chain", "ledger", "capsys"))
    request.getfixturevalue("served")
    put(ledger, archive, chain.log_files[1], **changes)
    lay(archive)
    code, told = verified(capsys, "--receipts")
    assert (code, codes(told), told["log_files"]["valid"]) == (exit_code, [found], 4)


def test_a_log_file_without_a_receipt_is_undecided(
    archive: Archive, chain: Chain, ledger: Any, served: Served, capsys: Capture
) -> None:
    ledger.delete_item(TableName=TABLE, Key=ledger_table.key_of(f"{BUCKET}/{chain.log_files[1]}"))
    lay(archive)
    code, told = verified(capsys, "--receipts")
    assert (code, codes(told), told["log_files"]["undecided"]) == (2, ["receipt-missing"], 1)


def test_a_receipt_whose_counts_do_not_add_up_is_undecided(
    archive: Archive, chain: Chain, ledger: Any, served: Served, capsys: Capture
) -> None:
    key = ledger_table.key_of(f"{BUCKET}/{chain.log_files[1]}")
    ledger.update_item(
        TableName=TABLE,
        Key=key,
        UpdateExpression="SET #read = :read",
        ExpressionAttributeNames={"#read": "read"},
        ExpressionAttributeValues={":read": {"N": "7"}},
    )
    lay(archive)
    code, told = verified(capsys, "--receipts")
    assert (code, codes(told)) == (2, ["receipt-unreadable"])


def test_receipts_of_another_bucket_than_the_deployments_are_refused(served: Served, capsys: Capture) -> None:
    assert main(["verify", "--receipts", "--bucket", "another"]) == 2
    assert f"the deployment's ledger is of bucket {BUCKET}" in capsys.readouterr().err
