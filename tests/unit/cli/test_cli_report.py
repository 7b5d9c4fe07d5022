"""What a person sees of an inspection."""

from pathlib import Path

import pytest

from cli.command import main
from tests.builder import key, log_file, record
from tests.unit.cli.laid import ago, lay

HOSTILE = {
    "colour": ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
    "bell, and what clears a screen": ("\x07\x1bc", "\\x07\\x1bc"),
    "C1 control": ("\x9b2J", "\\x9b2J"),
    "right to left": ("\u202egpj.exe", "\\u202egpj.exe"),
    "a second line": ("one\ntrailkeeper: all is well", "one\\ntrailkeeper: all is well"),
    "markup": ("[bold red]x[/]", "[bold red]x[/]"),
    "an emoji's name": (":smiley:", ":smiley:"),
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_shown_and_not_acted_upon(
    text: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "400")
    odd = record(ago(minutes=1), **{text: 1}, eventCategory=text)
    name = f"{text.replace('/', '_')}.json.gz"
    main(["inspect", lay(tmp_path, {"good.json.gz": log_file(odd), name: b"hello"})])
    told = capsys.readouterr().out
    assert told.count(shown) >= 2
    assert shown.replace("/", "_") + ".json.gz" in told
    assert text == shown or text not in told


def test_the_summary_fits_eighty_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    strange = log_file(*(record(ago(days=30), **{f"field{number:03}": 1}) for number in range(30)), b"null", b"{}")
    files = {key(f"{'x' * 90}{number}"): b"hello" for number in range(30)}
    main(["inspect", lay(tmp_path, {**files, key(): strange + b"more"})])
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    assert "and 10 more, which --json names" in told
    assert "trailing bytes" in told
