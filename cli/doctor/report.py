"""What doctor found, for a program and for a person; text from AWS is made harmless."""

from collections import Counter
from collections.abc import Sequence
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
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for (check, status), some in groupby(results, lambda each: (each.check, each.status)):
        same = list(some)
        rows = [_together(same)] if status in COMPACT else map(_told, same)
        for row in rows:
            table.add_row(Text(status.value, style=STYLES.get(status, "dim")), Text(check), row)
    Console(highlight=False).print(table)
    counts = Counter(result.status for result in results)
    say(", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status]))


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
