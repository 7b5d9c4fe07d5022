"""`trailkeeper doctor` and `selectors` as commands: what they are given, and what they tell."""

import json
from pathlib import Path

import boto3
import pytest

from cli.command import main
from stacks import name
from stacks.config import load
from tests.integration.doctor_deployment import (
    KEYS,
    PLACE,
    answer_beside_moto,
    cdk_json,
    deploy,
    examined,
)


@pytest.fixture(autouse=True)
def beside_moto(monkeypatch: pytest.MonkeyPatch) -> None:
    answer_beside_moto(monkeypatch)


def test_a_person_is_told_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--config", str(cdk_json(tmp_path, KEYS))]) == 0
    assert "skipped  bucket  not deployed yet (3 objects)" in capsys.readouterr().out


def test_a_second_trail_is_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deploy(load(KEYS))
    cloudtrail = boto3.client("cloudtrail")
    cloudtrail.create_trail(Name="audit", S3BucketName=name.archive_bucket(PLACE, load(KEYS)))
    cloudtrail.start_logging(Name="audit")
    code, results = examined(tmp_path, KEYS, capsys)
    (warned,) = [each for each in results if each["status"] == "warn"]
    assert (code, warned["check"], warned["object"].rpartition("/")[2]) == (0, "second-copy", "audit")


def test_objects_of_another_account_are_undecided(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    organization = {"id": "o-exampleorgid", "management_account": "222233334444"}
    code, results = examined(tmp_path, {**KEYS, "organization": organization}, capsys)
    assert code == 2
    found = {each["found"] for each in results if each["status"] == "undecided"}
    assert all("name a profile with --trail-profile" in each for each in found)


def profiles(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    path = folder / "credentials"
    written = [f"[{each}]\naws_access_key_id = {each}\naws_secret_access_key = {each}\n" for each in names]
    path.write_text("".join(written))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(path))


def test_profiles_are_those_that_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    profiles(tmp_path, monkeypatch, "pipeline", "trails")
    arguments = ["doctor", "--json", "--config", str(cdk_json(tmp_path, {})), "--profile", "pipeline"]
    assert main([*arguments, "--trail-profile", "trails"]) == 0
    assert main([*arguments, "--trail-profile", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err


LOOP = {"basic": [{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]}
UNUSABLE = {
    "no configuration": (None, "name the deployment's cdk.json"),
    "no JSON": ("{", "expected JSON"),
    "no context": ("[]", "expected the context of a CDK app"),
    "a wrong key": ('{"context": {"trailkeeper": {"trial": {}}}}', "trailkeeper.trial: no such key"),
    "a loop": (
        json.dumps({"context": {"trailkeeper": {"trail": {"selectors": LOOP}}}}),
        "expected nothing that covers",
    ),
}


@pytest.mark.parametrize(("content", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_without_a_configuration_nothing_can_be_told(
    content: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cdk.json"
    if content is not None:
        path.write_text(content)
    assert main(["doctor", "--config", str(path)]) == 2
    told = capsys.readouterr()
    assert (said in told.err, told.out, told.err.count("\n")) == (True, "", 1)


def test_selectors_leave_out_the_events_of_the_deployment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["selectors", "dynamodb-data", "--config", str(cdk_json(tmp_path, {})), "--own"]
    assert main(asked) == 0
    fields = json.loads(capsys.readouterr().out)[0]["FieldSelectors"]
    own = [tell(PLACE, load(KEYS)) for tell in (name.ledger_arn, name.verification_table_arn, name.rules_table_arn)]
    assert fields[-1] == {"Field": "resources.ARN", "NotEquals": own}
