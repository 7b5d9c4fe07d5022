"""The head of each printed page: what it tells, and that no text from elsewhere is in it."""

import re

import pytest

from cli.evidence.evidence import Evidence
from cli.evidence.page.document import page
from cli.evidence.page.margin import margin, quoted
from lambdas.core.proof import Claim
from tests.unit.cli.evidence_builder import day, evidence, proven
from tests.unit.cli.test_cli_evidence_page import HOSTILE, hostile

HEADS = {
    "each verdict": (
        evidence(proven(day()), proven(claim=Claim.DELIVERED)),
        "archived: VALID\ndelivered: UNDECIDED",
    ),
    "a claim that was not examined": (evidence(proven(day())), "archived: VALID\ndelivered: NOT EXAMINED"),
    "the range, and when it was made": (
        evidence(),
        "2026-11-23 00:00:00 UTC to 2026-11-24 00:00:00 UTC\nmade 2026-11-24 00:00:00 UTC",
    ),
}


@pytest.mark.parametrize(("of", "told"), HEADS.values(), ids=HEADS)
def test_the_head_of_each_printed_page_tells(of: Evidence, told: str) -> None:
    assert f"content: {quoted(told)};" in margin(of)
    assert margin(of) in page(of, "evidence.json")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_from_elsewhere_is_in_the_stylesheet(text: str) -> None:
    assert margin(hostile(text)) == margin(hostile("plain"))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_string_of_the_stylesheet_ends_where_it_is_meant_to(text: str) -> None:
    assert re.fullmatch(r'"[A-Za-z0-9 \\]*"', quoted(text))
    assert re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), quoted(text)[1:-1]) == text
