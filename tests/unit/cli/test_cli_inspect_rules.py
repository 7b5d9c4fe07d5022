"""`trailkeeper inspect` tries security rules on log files."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.command import main
from lambdas.core.security_rule import RULES
from tests.builder import key, log_file, record
from tests.unit.cli.laid import ago, lay

ROOT_USER = {"type": "Root", "arn": "arn:aws:iam::111122223333:root"}
OWN = [{"name": "own", "title": "It is our own", "pattern": "{$.eventName = Own*}"}]


@pytest.fixture
def archive(tmp_path: Path) -> str:
    at = ago(minutes=1)
    root = record(at, userIdentity=ROOT_USER, eventType="AwsApiCall")
    records = [root, record(at, eventName="Owned"), record(at, eventName="Owner")]
    return lay(tmp_path / "archive", {key("a"): log_file(*records), key("b"): log_file(record(at, eventName="Own"))})


def written(folder: Path, content: object) -> str:
    (folder / "own.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return str(folder / "own.json")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["inspect", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["rules"]
    return found


def test_records_are_counted_by_the_built_in_rules_that_match(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, archive) == {"root-use": 1}


def test_own_rules_are_tried_beside_the_built_in_ones(
    archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, archive, "--rules", written(tmp_path, OWN)) == {"root-use": 1, "own": 3}


def test_a_person_sees_the_rules_that_match_the_most_frequent_first(
    archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["inspect", archive, "--rules", written(tmp_path, OWN)])
    lines = map(str.split, capsys.readouterr().out.splitlines())
    assert ["rules", "own", "3,", "root-use", "1"] in list(lines)


def test_without_a_match_there_is_no_row_of_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["inspect", lay(tmp_path, {key(): log_file(record(ago(minutes=1)))})])
    assert "rules" not in capsys.readouterr().out


REFUSED = {
    "no JSON": ("[", "own.json"),
    "no list": ({}, "own.json"),
    "no pattern": ([{"name": "own", "title": "t"}], "pattern"),
    "a pattern that cannot be read": ([{**OWN[0], "pattern": "{$.a ~ 1}"}], "rule own"),
    "the name of a built-in rule": ([{**OWN[0], "name": RULES[0].name}], RULES[0].name),
    "a name twice": (OWN * 2, "own"),
}


@pytest.mark.parametrize(("content", "named"), REFUSED.values(), ids=REFUSED)
def test_rules_that_cannot_be_used_end_the_command_with_one_line(
    content: object, named: str, archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", archive, "--rules", written(tmp_path, content)]) == 2
    complaint = capsys.readouterr().err
    assert named in complaint
    assert complaint.count("\n") == 1


def test_a_file_of_rules_that_is_not_there_is_named(
    archive: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", archive, "--rules", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err
