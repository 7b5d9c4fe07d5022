"""What is shown to a person: text from log files and from AWS as it is, but for what a terminal would act upon."""

import json
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

UNUSABLE = 2
"""The exit code where the command could not do what it was asked for."""
INDENT = 2


class UsageError(Exception):
    """The command cannot do what it was asked for; the message says why, and what to do."""


def visible(text: str) -> str:
    """With the escape of each character that is not printable: controls, and marks that turn the writing direction."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def say(text: str) -> None:
    """One line on stdout, however long it is."""
    sys.stdout.write(f"{visible(text)}\n")


def say_json(content: object) -> None:
    """ASCII, so that it needs no escape."""
    sys.stdout.write(f"{json.dumps(content)}\n")


def say_fields(rows: Mapping[str, str], indent: int = INDENT) -> None:
    """A line for each, its name on the left, folded at the terminal's width."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows.items():
        # No markup, no emoji: text from elsewhere could ask for them.
        grid.add_row(Text(" " * indent + visible(name), style="dim"), Text(visible(value)))
    Console(highlight=False).print(grid)


def complain(text: str) -> None:
    """One line on stderr."""
    sys.stderr.write(f"trailkeeper: {visible(' '.join(text.split()))}\n")


def confirm(question: str, *, yes: bool) -> bool:
    """Asks at a terminal. Raises UsageError where there is nobody to ask."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked; say --yes to go on without a question")
    sys.stderr.write(f"{visible(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
