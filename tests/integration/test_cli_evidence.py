"""`trailkeeper evidence` of a bucket: S3, STS and DynamoDB are moto's, CloudTrail and Lambda a server's here."""

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
from tests.digest_builder import HOUR, START, Archive, iso
from tests.integration.verify_server import Served, serving

TABLE = "trailkeeper-ledger"
RANGE = ("--from", iso(START), "--to", iso(START + 5 * HOUR))


@pytest.fixture
def archive() -> Archive:
    """In the bucket, too."""
    made = Archive()
    made.add_chain()
    s3: Any = boto3.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for key, body in made.objects.items():
        s3.put_object(Bucket=BUCKET, Key=key, Body=body, Metadata=made.metadata.get(key, {}))
    return made


@pytest.fixture(autouse=True)
def served(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings = Settings(
        account=ACCOUNT,
        archive_bucket=BUCKET,
        archive_owner=ACCOUNT,
        log_group="group",
        home_region="eu-west-1",
        ledger_table=TABLE,
        quarantine_bucket="quarantine",
    )
    with serving(monkeypatch, Served(archive.public_keys, settings.environment())):
        yield


def deliver(archive: Archive) -> None:
    """Every log file but the first has its receipt."""
    client: Any = boto3.client("dynamodb")
    ledger_table.create(client, TABLE)
    for key in sorted(key for key in archive.objects if "/CloudTrail/" in key)[1:]:
        sha256 = hashlib.sha256(gzip.decompress(archive.objects[key])).hexdigest()
        counts: Any = {"read": 2, "delivered": 1, "quarantined": {"oversized": 1}}
        said = Receipt(
            log_file=f"{BUCKET}/{key}", version="v1", state=State.DELIVERED, revision=2, sha256=sha256, **counts
        )
        client.put_item(TableName=TABLE, Item=item(said))


def evidence(folder: Path, *options: str) -> tuple[int, Any]:
    code = main(["evidence", *RANGE, "-o", str(folder / "page.html"), *options])
    return code, json.loads((folder / "page.json").read_text())


def test_of_a_bucket_only_the_archive_is_examined(archive: Archive, tmp_path: Path) -> None:
    code, told = evidence(tmp_path, "--bucket", BUCKET)
    assert (code, [each["claim"] for each in told["claims"]], told["receipts"]) == (0, ["archived"], None)
    assert told["caller"].startswith("arn:aws:sts::")
    assert told["place"].startswith("Amazon S3 by https://")
    assert told["claims"][0]["public_keys"]["by"] == told["caller"]


def test_with_the_operators_keys_it_tells_all_the_same_who_read_the_bucket(archive: Archive, tmp_path: Path) -> None:
    archive.write(tmp_path)
    _, told = evidence(tmp_path, "--bucket", BUCKET, "--public-keys", str(tmp_path / "_public_keys.json"))
    assert told["claims"][0]["public_keys"]["by"] == "the operator's file"
    assert told["caller"].startswith("arn:aws:sts::")


def test_of_a_deployment_both_claims_are_examined_and_the_receipts_added_up(archive: Archive, tmp_path: Path) -> None:
    deliver(archive)
    code, told = evidence(tmp_path)
    assert [(each["claim"], each["verdict"]) for each in told["claims"]] == [
        ("archived", "valid"),
        ("delivered", "undecided"),
    ]
    assert code == 2
    assert told["receipts"]["log_files_without"] == 1
    assert told["receipts"]["records"] == {
        "read": 8,
        "delivered": 4,
        "filtered": 0,
        "quarantined": {"oversized": 4},
        "restamped": 0,
    }


def test_with_receipts_only_the_delivery_is_examined(archive: Archive, tmp_path: Path) -> None:
    deliver(archive)
    _, told = evidence(tmp_path, "--receipts")
    assert [each["claim"] for each in told["claims"]] == ["delivered"]
    assert sum(each["records"] or 0 for each in told["log_files"]) == 8


def test_a_ledger_that_cannot_be_read_is_told_and_nothing_written(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evidence", *RANGE, "-o", str(tmp_path / "page.html")]) == 2
    assert f"table {TABLE}: " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
