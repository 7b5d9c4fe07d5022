"""How far a verification is: on stderr, where that is a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.text import Text


class Progress(Protocol):
    def expect(self, digests: int = 0, log_files: int = 0) -> None:
        """So many more are to come."""

    def done(self, digests: int = 0, log_files: int = 0) -> None:
        """So many more are done."""


class Silent:
    def expect(self, digests: int = 0, log_files: int = 0) -> None: ...

    def done(self, digests: int = 0, log_files: int = 0) -> None: ...


SILENT = Silent()


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f}/s", style="dim")


class _Shown:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._digests = bars.add_task("digests", total=0)
        self._log_files = bars.add_task("log files", total=0)
        self._totals = [0, 0]

    def expect(self, digests: int = 0, log_files: int = 0) -> None:
        self._totals = [self._totals[0] + digests, self._totals[1] + log_files]
        self._bars.update(self._digests, total=self._totals[0])
        self._bars.update(self._log_files, total=self._totals[1])

    def done(self, digests: int = 0, log_files: int = 0) -> None:
        self._bars.advance(self._digests, digests)
        self._bars.advance(self._log_files, log_files)


@contextmanager
def shown() -> Iterator[Progress]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        yield _Shown(bars)
