"""`trailkeeper dashboard` against AWS's own wire, as moto answers it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.command import main
from tests.unit.cli.dashboard_builder import own_body
from tests.unit.cli.test_cli_evidence_page import Read


def client() -> Any:
    return boto3.client("cloudwatch", region_name="eu-west-1")


def deployed() -> None:
    client().put_dashboard(DashboardName="trailkeeper", DashboardBody=own_body())


def emitted(metric: str, value: float, service: str = "deliver", minutes: int = 30) -> None:
    datum: Any = {
        "MetricName": metric,
        "Dimensions": [{"Name": "service", "Value": service}],
        "Timestamp": datetime.now(UTC) - timedelta(minutes=minutes),
        "Value": value,
    }
    client().put_metric_data(Namespace="Trailkeeper", MetricData=[datum])


def test_the_dashboard_that_is_deployed_is_written_as_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed()
    emitted("LogFilesRead", 41)
    emitted("LogFilesRead", 1, minutes=90)
    out = tmp_path / "page.html"
    assert main(["dashboard", "-o", str(out)]) == 0
    told = Read(out.read_text()).text
    assert "Is it complete?" in told
    assert "read 41" in told
    assert capsys.readouterr().out.splitlines()[-1] == str(out)


def test_alarms_are_told_with_their_state(tmp_path: Path) -> None:
    deployed()
    client().put_metric_alarm(
        AlarmName="trailkeeper-quarantined",
        Namespace="Trailkeeper",
        MetricName="Quarantined",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    client().set_alarm_state(AlarmName="trailkeeper-quarantined", StateValue="ALARM", StateReason="a test")
    out = tmp_path / "page.html"
    main(["dashboard", "-o", str(out)])
    told = Read(out.read_text()).text
    assert "quarantined ALARM" in told
    assert "dead-letters NOT THERE" in told


ERRORS = {
    "no such dashboard": ([], "dashboard trailkeeper: "),
    "no such profile": (["--profile", "nobody"], "look at --profile"),
    "no such folder": (["-o", "nowhere/page.html"], "no such folder"),
    "no hours": (["--hours", "0"], "0 is not from 1 to 336"),
}


@pytest.mark.parametrize(("options", "told"), ERRORS.values(), ids=ERRORS)
def test_what_cannot_be_done_is_one_line_on_stderr(
    options: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        code = main(["dashboard", *options])
    except SystemExit as ended:
        code = int(str(ended.code))
    found = capsys.readouterr()
    assert (code, found.out, found.err.count("\n")) == (2, "", 1)
    assert told in found.err
    assert list(tmp_path.iterdir()) == []
