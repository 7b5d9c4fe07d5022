"""What status prints, for a person, for a pipe and for a program."""

import io
import json
import re
from collections.abc import Iterator

import pytest
from rich.console import Console

from cli.status.command import tell
from cli.status.number import NUMBERS
from cli.status.report import as_json, shown
from cli.status.situation import Situation
from lambdas.core.error import ConfigurationError
from lambdas.core.trail_status import TrailStatus
from tests.unit.cli.dashboard_builder import alarm_states, cloudwatch
from tests.unit.cli.status_builder import DENIED, REGIONS, on, situation


def written(of: Situation, width: int = 80, *, is_terminal: bool = False) -> str:
    told = io.StringIO()
    Console(file=told, width=width, force_terminal=is_terminal, highlight=False).print(shown(of))
    return told.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_it_fits_80_columns_and_nothing_is_cut() -> None:
    told = written(on(trail_stopped="ALARM", accounts_stale="ALARM"))
    assert max(map(len, told.splitlines())) <= 80
    assert "…" not in told
    assert "first aws cloudtrail start-logging; then find its StopLogging in the records" in flat(told)


def test_a_pipe_gets_no_escapes() -> None:
    assert "\x1b" not in written(on(trail_stopped="ALARM"))


def test_text_from_aws_is_made_visible() -> None:
    hostile = "\x1b[31m[red]\u202egone"
    name = f"trailkeeper-{hostile}"
    of = situation(
        cloudwatch(states=alarm_states() | {name: "ALARM"}, described={name: hostile}),
        {
            "us-east-1": TrailStatus(is_logging=True, delivery_error=hostile),
            "ap-southeast-2": ConfigurationError(hostile),
        },
    )
    told = written(of, 200)
    assert re.findall(r"[^\n -~]", told) == []
    assert told.count("\\x1b[31m[red]\\u202egone") == 4


def test_what_could_not_be_asked_is_told() -> None:
    told = flat(written(situation(cloudwatch(refused="DescribeAlarms"), dict.fromkeys(REGIONS, DENIED))))
    assert "could not be asked: the alarms: AccessDenied" in told
    assert "complete UNKNOWN" in told
    assert "not asked eu-west-1, ap-southeast-2, us-east-1: get_trail_status: AccessDeniedException: no" in told


def test_a_program_is_told_the_same() -> None:
    told = as_json(situation(cloudwatch(states=alarm_states(quarantined="ALARM")), {"us-east-1": DENIED}))
    assert told["verdict"] == "alarm"
    assert told["questions"] == {"complete": "ALARM", "fresh": "OK", "proven": "OK"}
    assert told["alarms"][0]["since"] == "2026-11-24T15:50:00Z"
    assert [(each["region"], each["is_logging"], each["untold"]) for each in told["regions"]] == [
        ("eu-west-1", True, ""),
        ("ap-southeast-2", True, ""),
        ("us-east-1", None, str(DENIED)),
    ]
    assert set(told["numbers"]) == {number.key for number in NUMBERS}


def test_json_of_a_watch_is_a_line_each_and_the_exit_code_is_the_lasts(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(iter([on(quarantined="ALARM"), situation()]), is_json=True, is_watch=True) == 0
    told = [json.loads(line)["verdict"] for line in capsys.readouterr().out.splitlines()]
    assert told == ["alarm", "ok"]


def test_a_watch_into_a_pipe_tells_one_after_another(capsys: pytest.CaptureFixture[str]) -> None:
    tell(iter([situation(), situation()]), is_json=False, is_watch=True)
    assert capsys.readouterr().out.count("account 111122223333") == 2


def test_a_watch_that_is_interrupted_leaves_the_terminal_as_it_was_and_the_last_situation_on_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    def interrupted() -> Iterator[Situation]:
        yield on(quarantined="ALARM")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tell(interrupted(), is_json=False, is_watch=True)
    told = capsys.readouterr().out
    entered, left = told.index("\x1b[?1049h"), told.index("\x1b[?1049l")
    assert entered < left < told.rindex("quarantined")


def test_a_situation_is_of_the_time_at_which_it_was_asked_for() -> None:
    assert as_json(situation())["at"] == "2026-11-24T16:20:00Z"


def test_an_alarm_is_on_for_as_long_as_it_says() -> None:
    told = written(on(quarantined="ALARM"))
    assert "since 2026-11-24 15:50:00 UTC, 30 min" in told
