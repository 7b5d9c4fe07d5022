"""`trailkeeper inspect`: paths in, a report and an exit code out."""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli import report, source
from cli.arrival import Arrivals
from cli.inspection import Inspection, Outcome, settings
from cli.source import Files, Found
from cli.terminal import UNUSABLE, UsageError, complain, counted, say_json
from lambdas.core.ruleset import Ruleset
from lambdas.core.security_rule import RULES
from lambdas.core.stored_object import StoredObject
from lambdas.core.window import OutOfRange
from lambdas.deliver import rule_file

if TYPE_CHECKING:
    from cli.bucket import Objects

S3 = "s3://"


class Archives:
    """Files, and objects in S3, as one archive."""

    def __init__(self) -> None:
        self.found: dict[str, Found] = {}
        """By their names in the ledger."""
        self._places: set[str] = set()
        self._files = Files(self.found)
        self._objects: Objects | None = None

    def add(self, paths: Sequence[str]) -> None:
        """Each log file once, however often it is named. Raises UsageError, ConfigurationError or Unavailable."""
        for path in paths:
            for found in self._remote().found(path) if path.startswith(S3) else source.local(path):
                self._add(found)

    def _remote(self) -> "Objects":
        from cli.bucket import Objects  # noqa: PLC0415  (boto3 takes half a second, and local paths need none)

        self._objects = self._objects or Objects()
        return self._objects

    def _add(self, found: Found) -> None:
        place = os.path.abspath(found.path) if found.path else found.label  # noqa: PTH100  (quick, and needs no look)
        if place in self._places:
            return
        self._places.add(place)
        if found.name in self.found:
            raise UsageError(f"{found.label}: another log file is called so too; inspect each by itself")
        self.found[found.name] = found

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        """Raises MissingLogFile, ConfigurationError or Unavailable."""
        if self._objects and not self.found[f"{bucket}/{key}"].path:
            return self._objects.get(bucket, key, most_bytes, version)
        return self._files.get(bucket, key, most_bytes, version)


def ruleset(own: Path | None) -> Ruleset:
    """The built-in rules, and those of the file. Raises UsageError or ConfigurationError."""
    try:
        rules = (*RULES, *(rule_file.read(own.read_bytes(), str(own)) if own else ()))
    except OSError as error:
        raise UsageError(f"--rules {own}: {error.strerror}") from error
    twice = [name for name, count in Counter(rule.name for rule in rules).items() if count > 1]
    if twice:
        raise UsageError(f"--rules {own}: {twice[0]}: another rule is called so too")
    return Ruleset(rules)


def run(arguments: argparse.Namespace) -> int:
    if any(path.startswith(S3) for path in arguments.paths):
        from cli.aws import use  # noqa: PLC0415  (as above)

        use(arguments.profile, arguments.region)
    archives = Archives()
    archives.add(arguments.paths)
    outcome = _inspect(archives, arguments)
    if arguments.json:
        say_json(report.as_json(outcome))
    else:
        report.show(outcome)
    if outcome.failed:
        label, reason = next(iter(outcome.failed.items()))
        complain(f"{counted(len(outcome.failed), 'log file')} could not be read; the first: {label}: {reason}")
        return UNUSABLE
    return 0 if outcome.is_clean else 1


def _inspect(archives: Archives, arguments: argparse.Namespace) -> Outcome:
    chosen = settings(OutOfRange(arguments.out_of_range), arguments.retention_days, arguments.home_region)
    found, rules = list(archives.found.values()), ruleset(arguments.rules)
    arrivals = Arrivals(arguments.out) if arguments.out else None
    try:
        with _progress(len(found)) as progress:
            return Inspection(chosen, archives, arrivals, rules).run(found, progress)
    except OSError as error:
        # Of the log files' own faults none comes here.
        raise UsageError(f"--out {arguments.out}: {error.strerror}") from error
    finally:
        if arrivals:
            arrivals.close()


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """On stderr, where that is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("log files"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)
