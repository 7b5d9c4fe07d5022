"""`trailkeeper doctor` beside a deployment, with the permissions that its document tells and no others."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT, Credentials
from tests.acceptance.estate import BUCKET, Estate

ROOT = Path(__file__).parents[2]
ORGANIZATION, MANAGEMENT = "o-exampleorg1", "111122223333"
KEYS = {"account": ACCOUNT, "region": "us-east-1"}
Told = tuple[int, list[dict[str, str]]]
Lived = dict[str, Told]


def permissions() -> Any:
    section = (ROOT / "docs" / "cli.md").read_text().partition("\n## trailkeeper doctor\n")[2]
    return json.loads(section.partition("```json\n")[2].partition("```")[0])


class Doctor:
    """With a profile of the name of each account, whose user may do what the document says."""

    def __init__(self, cloud: EmbeddedCloud, folder: Path, keys: Mapping[str, Any], *accounts: str) -> None:
        users = {account: cloud.user("doctor", permissions(), account) for account in accounts}
        profiles = folder / "credentials"
        profiles.write_text("".join(profile(account, user) for account, user in users.items()))
        self._environment = {**cloud.environment(), "AWS_SHARED_CREDENTIALS_FILE": str(profiles)}
        self._config = folder / "cdk.json"
        self._config.write_text(json.dumps({"context": {"trailkeeper": keys}}))

    def __call__(self, *options: str) -> Told:
        command = [sys.executable, "-m", "cli", "doctor", "--json", "--config", str(self._config), *options]
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        told = json.loads(done.stdout)
        assert (told["account"], told["region"]) == (ACCOUNT, "us-east-1")
        return done.returncode, told["results"]


def profile(account: str, user: Credentials) -> str:
    keys = f"aws_access_key_id = {user.access_key_id}\naws_secret_access_key = {user.secret_access_key}\n"
    return f"[{account}]\n{keys}"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    with EmbeddedCloud() as cloud:
        folder = tmp_path_factory.mktemp("doctor")
        yield dict(_live(Estate(cloud, folder), Doctor(cloud, folder, KEYS, ACCOUNT)))


def _live(estate: Estate, doctor: Doctor) -> Iterator[tuple[str, Told]]:
    yield "before", doctor("--profile", ACCOUNT)
    estate.deploy(KEYS)
    yield "after", doctor("--profile", ACCOUNT)
    estate.client("cloudtrail").stop_logging(Name="trailkeeper")
    estate.client("s3").delete_bucket_policy(Bucket=BUCKET)
    yield "changed", doctor("--profile", ACCOUNT)


@pytest.fixture(scope="module")
def organized(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """An organization's trail is in the management account, all else in the log-archive account."""
    keys = {**KEYS, "organization": {"id": ORGANIZATION, "management_account": MANAGEMENT}}
    with EmbeddedCloud() as cloud:
        cloud.organize(ORGANIZATION, MANAGEMENT, [ACCOUNT])
        folder = tmp_path_factory.mktemp("organization")
        doctor = Doctor(cloud, folder, keys, ACCOUNT, MANAGEMENT)
        Estate(cloud, folder, (ACCOUNT, MANAGEMENT)).deploy(keys)
        both = doctor("--profile", ACCOUNT, "--trail-profile", MANAGEMENT)
        yield {"both": both, "one": doctor("--profile", ACCOUNT)}


def statuses(told: Told) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in told[1]:
        found.setdefault(each["status"], set()).add(each["check"])
    return found


def test_before_the_first_deployment_there_is_nothing_to_fail(lived: Lived) -> None:
    assert statuses(lived["before"]).keys() <= {"ok", "skipped"}
    assert lived["before"][0] == 0


def test_after_it_everything_is_as_documented_and_configured(lived: Lived) -> None:
    assert [each for each in lived["after"][1] if each["status"] not in ("ok", "skipped")] == []
    assert lived["after"][0] == 0


def test_what_somebody_has_changed_is_told(lived: Lived) -> None:
    assert statuses(lived["changed"])["fail"] == {"logging", "bucket-policy"}
    assert lived["changed"][0] == 1


def test_an_organization_is_looked_at_with_a_profile_of_each_account(organized: Lived) -> None:
    assert [each for each in organized["both"][1] if each["status"] not in ("ok", "skipped")] == []
    assert organized["both"][0] == 0


def test_what_is_in_the_management_account_is_undecided_without_its_profile(organized: Lived) -> None:
    code, results = organized["one"]
    found = {each["check"] for each in results if each["status"] == "undecided"}
    assert (code, {"logging", "drift", "second-copy"} <= found, "bucket-policy" in found) == (2, True, False)
