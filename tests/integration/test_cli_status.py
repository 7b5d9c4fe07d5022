"""`trailkeeper status` against AWS's own wire, as moto answers it."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.command import main, parser
from cli.status.command import run
from tests.builder import ACCOUNT

CONFIGURATION = {"context": {"trailkeeper": {"trail": {"multi_region": False}}}}


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "cdk.json"
    path.write_text(json.dumps(CONFIGURATION))
    return str(path)


def client(service: str) -> Any:
    return boto3.client(service, region_name="eu-west-1")  # type: ignore[call-overload]  # one for each service's name


def trail() -> None:
    client("s3").create_bucket(Bucket="archive", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client("cloudtrail").create_trail(Name="trailkeeper", S3BucketName="archive", IsMultiRegionTrail=False)
    client("cloudtrail").start_logging(Name="trailkeeper")


def alarm(name: str, state: str) -> None:
    client("cloudwatch").put_metric_alarm(
        AlarmName=f"trailkeeper-{name}",
        Namespace="Trailkeeper",
        MetricName="Quarantined",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    client("cloudwatch").set_alarm_state(AlarmName=f"trailkeeper-{name}", StateValue=state, StateReason="a test")


def questions() -> None:
    """By alarms on a metric: moto has no composite ones, and they are described alike."""
    for each in ("complete", "fresh", "proven"):
        alarm(each, "OK")


def test_all_is_well(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    trail()
    questions()
    assert main(["status", "--config", config, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["account"], told["region"]) == ("ok", ACCOUNT, "eu-west-1")
    assert told["regions"][0]["is_logging"] is True


def test_an_alarm_that_is_on_is_told_with_what_to_do(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    trail()
    questions()
    alarm("quarantined", "ALARM")
    assert main(["status", "--config", config]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "first trailkeeper quarantine list, which tells the reason of each." in told


def test_a_trail_that_is_stopped_is_told_before_its_alarm(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    trail()
    questions()
    client("cloudtrail").stop_logging(Name="trailkeeper")
    assert main(["status", "--config", config]) == 1
    assert "eu-west-1 it does not log" in " ".join(capsys.readouterr().out.split())


def test_where_nothing_is_deployed_it_cannot_be_told(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    trail()
    assert main(["status", "--config", config]) == 2
    assert "complete UNKNOWN" in " ".join(capsys.readouterr().out.split())


def test_the_numbers_are_of_the_last_day(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    trail()
    for name in ("RecordsRead", "RecordsDelivered"):
        for hours in (1, 20, 30):
            datum = {
                "MetricName": name,
                "Dimensions": [{"Name": "service", "Value": "deliver"}],
                "Timestamp": datetime.now(UTC) - timedelta(hours=hours),
                "Value": 7.0,
            }
            client("cloudwatch").put_metric_data(Namespace="Trailkeeper", MetricData=[datum])
    main(["status", "--config", config])
    told = " ".join(capsys.readouterr().out.split())
    assert "14 read = 14 delivered + 0 filtered + 0 quarantined" in told


def asked(*options: str) -> argparse.Namespace:
    return parser().parse_args(["status", *options])


def test_a_watch_waits_between_two_looks_and_ends_when_it_is_interrupted(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trail()
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(asked("--config", config, "--json", "--watch", "5"), wait)
    assert waited == [5, 5, 5]
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_watch_waits_a_minute_where_nobody_says_how_long() -> None:
    assert asked("--watch").watch == 60


def test_another_profile_asks_for_the_trail(
    config: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trail()
    questions()
    credentials = tmp_path / "credentials"
    credentials.write_text("[management]\naws_access_key_id = testing\naws_secret_access_key = testing\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    assert main(["status", "--config", config, "--trail-profile", "management"]) == 0
    assert "well 1 Region" in " ".join(capsys.readouterr().out.split())


ERRORS = {
    "no configuration": (["--config", "nowhere.json"], "name the deployment's cdk.json"),
    "no such profile of the trail": (["--trail-profile", "nobody"], "look at --profile"),
    "less than a second": (["--watch", "0"], "less than a second"),
}


@pytest.mark.parametrize(("options", "told"), ERRORS.values(), ids=ERRORS)
def test_what_cannot_be_done_is_one_line_on_stderr(
    options: list[str], told: str, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["status", "--config", config, *options])
    except SystemExit as ended:
        code = int(str(ended.code))
    found = capsys.readouterr()
    assert (code, found.out, found.err.count("\n")) == (2, "", 1)
    assert told in found.err
