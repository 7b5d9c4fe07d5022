"""What doctor found, for a program and for a person; text from AWS is made harmless."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.doctor.result import Result, Status
from cli.terminal import counted, say, visible

STYLES = {Status.FAIL: "bold red", Status.WARN: "yellow", Status.UNDECIDED: "magenta", Status.OK: "green"}
EXIT_CODES = {"ok": 0, "fail": 1, "undecided": 2}
COMPACT = {Status.OK, Status.SKIPPED}
"""Told together, without their objects."""


def verdict(results: Sequence[Result]) -> str:
    statuses = {result.status for result in results}
    return next((each.value for each in (Status.FAIL, Status.UNDECIDED) if each in statuses), "ok")


def as_json(account: str, region: str, results: Sequence[Result]) -> dict[str, Any]:
    told = [
        {
            "check": each.check,
            "status": each.status.value,
            "object": each.object,
            "found": each.found,
            "todo": each.todo,
        }
        for each in results
    ]
    return {"verdict": verdict(results), "account": account, "region": region, "results": told}


def show(account: str, region: str, results: Sequence[Result]) -> None:
    say(f"account {account}, Region {region}")
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(_table(results))
    else:
        _say_rows(results)
    counts = Counter(result.status for result in results)
    say(", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status]))


def _rows(results: Sequence[Result]) -> Iterator[tuple[Status, str, Text]]:
    for (check, status), some in groupby(results, lambda each: (each.check, each.status)):
        same = list(some)
        for row in [_together(same)] if status in COMPACT else map(_told, same):
            yield status, check, row


def _table(results: Sequence[Result]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for status, check, row in _rows(results):
        table.add_row(Text(status.value, style=STYLES.get(status, "dim")), Text(check), row)
    return table


def _say_rows(results: Sequence[Result]) -> None:
    """For a pipe or a file: no line is cut, so that an ARN, a command or a statement can be used as it is."""
    for status, check, row in _rows(results):
        first, *more = row.plain.split("\n")
        say(f"{status.value}  {check}  {first}")
        for line in more:
            say(f"  {line}")


def _together(results: Sequence[Result]) -> Text:
    found = Counter(each.found for each in results)
    told = [f"{each} ({counted(count, 'object')})" if count > 1 else each for each, count in found.items()]
    return Text(visible("; ".join(told)), style="dim")


def _told(result: Result) -> Text:
    told = Text()
    if result.object:
        told.append(f"{visible(result.object)}\n", style="dim")
    told.append(visible(result.found))
    if result.todo:
        told.append(f"\n-> {visible(result.todo)}")
    return told
