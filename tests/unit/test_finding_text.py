"""A finding as a line and as a message, also where its object was named by somebody hostile."""

import json

import msgspec
import pytest

from lambdas.core import chain_state, finding_text
from lambdas.core import finding as f
from lambdas.core.chain_state import KnownFinding
from lambdas.core.finding import Code, Finding
from tests.builder import ACCOUNT, BUCKET

NOW_S = 1_795_435_200


def known(name: str = f"{BUCKET}/key", code: Code = f.LOG_FILE_ALTERED) -> KnownFinding:
    finding = Finding(code, name, "its sha256 is another", ACCOUNT, "eu-west-1", NOW_S - 3600)
    return chain_state.opened(finding, NOW_S)


def test_a_line_says_what_where_since_when_and_what_to_do() -> None:
    assert json.loads(finding_text.line(known())) == {
        "code": "log-file-altered",
        "severity": "critical",
        "effect": "invalid",
        "state": "open",
        "object": f"{BUCKET}/key",
        "what": "its sha256 is another",
        "account": ACCOUNT,
        "region": "eu-west-1",
        "since": "2026-11-23T11:00:00Z",
        "first_seen": "2026-11-23T12:00:00Z",
        "todo": f.LOG_FILE_ALTERED.todo,
    }


@pytest.mark.parametrize("code", f.CODES, ids=lambda code: code.name)
def test_every_code_has_a_subject_that_sns_takes(code: Code) -> None:
    subject = finding_text.subject(known(code=code))
    assert subject.isascii()
    assert subject.isprintable()
    assert len(subject) <= 100
    assert code.name in subject


@pytest.mark.parametrize(
    ("code", "told"), [(f.LOG_FILE_ALTERED, True), (f.RECEIPT_MISSING, True), (f.DIGEST_LATE, False)]
)
def test_a_person_is_told_what_is_critical_or_high(code: Code, *, told: bool) -> None:
    assert finding_text.is_for_topic(known(code=code)) is told


HOSTILE = {
    "a line of its own": "key\nTo do: nothing",
    "a carriage return": "key\rTo do: nothing",
    "another direction": "key\u202egnihton",
    "a line separator": "key\u2028To do: nothing",
    "a terminal's escape": "key\x1b[2J",
    "a surrogate": "key\ud800",
    "no byte": "key\x00",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_name_stays_in_its_line(name: str) -> None:
    text, line = finding_text.message(known(name)), finding_text.line(known(name))
    assert text.count("\n") == finding_text.message(known()).count("\n")
    assert all(" " <= each <= "~" for each in text.replace("\n", ""))
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["object"] == name


def test_a_long_text_is_cut() -> None:
    long = msgspec.structs.replace(known(), what="x" * 100_000)
    assert len(finding_text.line(long)) < 4000
    assert len(finding_text.message(long)) < 4000
