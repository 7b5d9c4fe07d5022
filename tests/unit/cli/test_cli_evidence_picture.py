"""The chain as a picture: which hour is in which cell, and what is drawn where there is too much to draw."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from cli.evidence.chain_rows import MOST_ROWS, picture
from cli.evidence.page.drawing import LETTERS, drawing
from lambdas.core.digest_key import HOUR_S
from lambdas.core.proof import ChainProof, Counts, State
from tests.unit.cli.evidence_builder import DAY_S, FROM_S, UNTIL_S, chain, day, hour, proven

ASKED = (FROM_S, UNTIL_S)


def letters(*chains: ChainProof, asked: tuple[int, int] = ASKED) -> list[str]:
    """Of each line, after those of the legend."""
    drawn = drawing(proven(*chains), asked)
    figures = drawn.findall("figure/svg")
    return ["".join(cell.findtext("text") or "" for cell in figure.findall("g")) for figure in figures]


def test_each_state_has_a_letter_of_its_own_in_the_cell_of_its_hour() -> None:
    states: Any = {"h05": State.INVALID, "h06": State.MISSING, "h07": State.UNDECIDED}
    assert letters(day(hours=range(1, 20), **states)) == ["-VVVVIMUVVVVVVVVVVVV----"]


def test_the_legend_explains_every_letter() -> None:
    legend = drawing(proven(day()), ASKED).find("ul[@class='legend']")
    assert legend is not None
    assert [entry.findtext("svg/g/text") for entry in legend] == list(LETTERS.values())
    assert all("".join(entry.itertext()).strip()[1:].strip() for entry in legend)


@pytest.mark.parametrize("state", [State.INVALID, State.MISSING, State.UNDECIDED])
def test_a_log_file_makes_the_cell_of_its_hour_as_bad_as_itself(state: State) -> None:
    proof = day()
    proof.hours[3].log_files = Counts(valid=9, **{state.value: 1})
    assert letters(proof)[0][3] == LETTERS[state]


def test_a_digest_is_in_the_hour_that_holds_its_middle() -> None:
    proof = ChainProof(chain(), [hour(3, start_s=DAY_S + 3 * HOUR_S + 91, end_s=DAY_S + 4 * HOUR_S + 91)])
    assert letters(proof)[0][3] == "V"


def test_what_an_invalid_digest_says_of_its_start_does_not_move_it() -> None:
    proof = ChainProof(chain(), [hour(3, State.INVALID, start_s=0)])
    assert letters(proof)[0][3] == "I"


def test_an_hour_that_only_touches_the_range_is_drawn_too() -> None:
    proof = day(hours=[*range(24), 24], h24=State.INVALID)
    assert letters(proof) == ["V" * 24, "I"]


def test_each_cell_says_in_words_what_it_is_about() -> None:
    drawn = drawing(proven(day(hours=[2])), ASKED)
    titles = [title.text for title in drawn.iterfind("figure/svg/g/title")]
    assert titles[2] == ("eu-west-1, 2026-11-23T02:00:00Z to 2026-11-23T03:00:00Z: digest valid; log files: 1 valid")
    assert titles[3] == "eu-west-1, 2026-11-23T03:00:00Z to 2026-11-23T04:00:00Z: no digest"


def test_days_without_a_digest_are_told_together() -> None:
    drawn = drawing(proven(day()), (FROM_S - 3 * 24 * HOUR_S, UNTIL_S))
    assert len(drawn.findall("figure")) == 1
    assert [text(each) for each in drawn.findall("p[@class='none']")] == [
        "2026-11-20 to 2026-11-22: no digest in any Region."
    ]


def test_of_too_many_chains_the_worst_are_drawn_and_the_rest_is_counted() -> None:
    many = [day(chain(account=f"{number:012}")) for number in range(MOST_ROWS + 5)]
    bad = day(chain(account="999988887777"), h05=State.INVALID)
    drawn = drawing(proven(*many, bad), ASKED)
    assert len(drawn.findall("figure")) == MOST_ROWS
    assert "999988887777" in text(drawn.findall("h3")[0])
    assert [cell.text for cell in drawn.iterfind("table/tbody/tr/td")] == ["6", "144", "0", "0", "0"]


def test_of_a_long_range_fewer_chains_are_drawn() -> None:
    many = [day(chain(region=f"eu-west-{number}")) for number in range(60)]
    drawn = picture([*many], (FROM_S, FROM_S + 100 * 24 * HOUR_S))
    assert [len(group.rows) for group in drawn.groups] == [15]
    assert len(drawn.rest) == 45


def text(element: ET.Element) -> str:
    return "".join(element.itertext())
