"""The command line itself: what is refused, and what the document says of it."""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.command import main, parser, with_advice
from tests.builder import log_file
from tests.unit.cli.laid import GOOD, lay

ROOT = Path(__file__).parents[3]
OPTION = re.compile(r"--[a-z][a-z-]+")

UNUSABLE = {
    "no such path": ["nowhere"],
    "no path": [],
    "text that is no path": [""],
    "an option that is not known": [".", "--fast"],
    "a wrong value": [".", "--out-of-range", "drop"],
    "a period below nothing": [".", "--retention-days", "-1"],
    "a folder without a log file": ["empty"],
    "a bucket without a name": ["s3://"],
    "a folder that cannot be made": ["one.json.gz", "--out", "one.json.gz/out"],
}


@pytest.mark.parametrize("arguments", UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_done_is_one_line_on_stderr(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(tmp_path, {"one.json.gz": log_file(GOOD), "empty/notes.txt": b""})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    try:
        code = main(["inspect", *arguments])
    except SystemExit as ended:
        code = int(str(ended.code))
    told = capsys.readouterr()
    assert (code, told.out) == (2, "")
    assert told.err.startswith("trailkeeper: ")
    assert told.err.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_one_line_on_stderr(tmp_path: Path) -> None:
    lay(tmp_path, {"one.json.gz": log_file(GOOD)})
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "inspect", str(tmp_path)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "trailkeeper: [Errno 28] No space left on device\n"


def commands(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Those that do something."""
    inner = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not inner:
        yield parser
    for action in inner:
        for command in action.choices.values():
            yield from commands(command)


COMMANDS = {command.prog: command for command in commands(parser())}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_the_document_tells_every_command_with_its_options(command: argparse.ArgumentParser) -> None:
    document = (ROOT / "docs" / "cli.md").read_text()
    section = document.partition(f"\n## {command.prog}\n")[2].partition("\n## ")[0]
    told = set(OPTION.findall(section)) | set(re.findall(r"--[a-z][a-z-]+", document.partition("\n## ")[0]))
    options = {option for action in command._actions for option in action.option_strings if option.startswith("--")}
    assert section
    assert options - {"--help"} <= told
    assert set(OPTION.findall(section)) <= options | {"--help"}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_every_option_has_its_help(command: argparse.ArgumentParser) -> None:
    assert [action.dest for action in command._actions if not action.help] == []
    assert command.description
    assert command.format_help()


def test_the_makefile_writes_the_command_for_any_working_directory(tmp_path: Path) -> None:
    recipe = (ROOT / "Makefile").read_text()
    assert '\'exec "$(CURDIR)/$(BIN)/python" -P -m cli "$$@"\' >$(BIN)/trailkeeper' in recipe


ADVICE = {
    "no credentials": ("bucket s3://b: Unable to locate credentials", "set AWS_PROFILE"),
    "no Region": ("AWS configuration: You must specify a region.", "set AWS_REGION"),
    "no such stack": ("stack s: ValidationError: Stack with id s does not exist", "--stack"),
}


@pytest.mark.parametrize(("error", "advice"), ADVICE.values(), ids=ADVICE)
def test_an_error_of_aws_says_what_to_do(error: str, advice: str) -> None:
    assert advice in with_advice(error)
