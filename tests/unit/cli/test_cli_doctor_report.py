"""How doctor tells what it found, to a person and to a program, and what its document says of it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.account import PERMISSIONS
from cli.doctor.checks import CHECKS
from cli.doctor.report import EXIT_CODES, as_json, show, verdict
from cli.doctor.result import Result, Status
from tests.unit.cli.doctor_case import config
from tests.unit.cli.fake_account import FakeAccount, asked, results

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "cli.md").read_text()
HOSTILE = "\x1b[31mno[/bold]\u202e"


def said(*statuses: Status) -> list[Result]:
    return [Result(status, f"arn:{status}", f"found {status}", f"do {status}", "bucket") for status in statuses]


VERDICTS = {
    "nothing": ((), "ok", 0),
    "a warning": ((Status.OK, Status.WARN, Status.SKIPPED), "ok", 0),
    "a failure": ((Status.FAIL, Status.UNDECIDED), "fail", 1),
    "undecided": ((Status.OK, Status.UNDECIDED, Status.WARN), "undecided", 2),
}


@pytest.mark.parametrize(("statuses", "expected", "code"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict_is_the_worst_that_was_said(statuses: tuple[Status, ...], expected: str, code: int) -> None:
    assert verdict(said(*statuses)) == expected
    assert EXIT_CODES[expected] == code


def test_a_program_is_told_every_result() -> None:
    told = as_json("111122223333", "eu-west-1", said(Status.FAIL))
    one = {"check": "bucket", "status": "fail", "object": "arn:fail", "found": "found fail", "todo": "do fail"}
    assert told == {"verdict": "fail", "account": "111122223333", "region": "eu-west-1", "results": [one]}


def test_a_person_is_told_what_to_do_about_each_problem(capsys: pytest.CaptureFixture[str]) -> None:
    show("111122223333", "eu-west-1", said(Status.FAIL, Status.WARN))
    told = capsys.readouterr().out
    assert re.findall(r"arn:fail|found fail|-> do fail|arn:warn|found warn|-> do warn", told) == [
        *("arn:fail", "found fail", "-> do fail"),
        *("arn:warn", "found warn", "-> do warn"),
    ]
    assert told.endswith("1 fail, 1 warn\n")


def test_what_is_alike_and_no_problem_is_told_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    show("111122223333", "eu-west-1", said(Status.OK, Status.OK))
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines == ["account 111122223333, Region eu-west-1", "ok  bucket  found ok (2 objects)", "2 ok"]


def test_where_nobody_looks_a_long_line_is_not_cut(capsys: pytest.CaptureFixture[str]) -> None:
    todo = "add the statement: " + "x" * 500
    show("111122223333", "eu-west-1", [Result(Status.FAIL, "arn:one", "it is not there", todo, "bucket")])
    assert f"\n  -> {todo}\n" in capsys.readouterr().out


@pytest.mark.parametrize("status", Status)
def test_text_from_elsewhere_is_harmless(status: Status, capsys: pytest.CaptureFixture[str]) -> None:
    show("111122223333", "eu-west-1", [Result(status, HOSTILE, HOSTILE, HOSTILE, "bucket")])
    told = capsys.readouterr().out
    assert "\\x1b[31mno[/bold]\\u202e" in told
    assert not {"\x1b", "\u202e"} & set(told)


def test_every_operation_only_reads() -> None:
    assert {operation.partition("_")[0] for _, operation in PERMISSIONS} == {"describe", "get", "head", "list"}


def test_every_permission_is_needed() -> None:
    setups: list[Any] = [
        {"archive": {"object_lock": {}}},
        {"ingestion": "direct"},
        {"ingestion": "native"},
        {"ingestion": "direct", "organization": {"id": "o-exampleorgid", "management_account": "111122223333"}},
        {"trail": {"selectors": {"presets": ["lambda-data"]}, "aggregation": ["API_ACTIVITY"]}},
    ]
    arn = {"EventDataStoreArn": "arn"}
    answers = {"list_event_data_stores": {"EventDataStores": [arn]}, "get_event_data_store": arn}
    needed: set[tuple[str, str]] = {("s3", "list_buckets")}
    for keys in setups:
        other = {"TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/other"}
        examined = asked(config(**keys), {**answers, "list_trails": {"Trails": [other]}})
        results(examined)
        for account in examined.accounts.values():
            assert isinstance(account, FakeAccount)
            needed |= account.asked
    assert needed == set(PERMISSIONS)


def test_the_documents_policy_is_what_doctor_needs() -> None:
    section = DOCUMENT.partition("\n## trailkeeper doctor\n")[2].partition("\n## ")[0]
    policy = json.loads(section.partition("```json\n")[2].partition("```")[0])
    (statement,) = policy["Statement"]
    assert statement == {"Sid": "TrailkeeperDoctor", "Effect": "Allow", "Action": actions(), "Resource": "*"}


def actions() -> list[str]:
    return sorted(set(PERMISSIONS.values()))


def test_the_document_tells_every_check() -> None:
    section = DOCUMENT.partition("\n## trailkeeper doctor\n")[2].partition("\n| status |")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE) == [check.id for check in CHECKS]
