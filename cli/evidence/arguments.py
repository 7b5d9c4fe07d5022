"""The options of `evidence`: those of `verify`, with the range required, and where to write."""

import argparse
from pathlib import Path
from typing import Any

from cli.verification import arguments as verification
from cli.verification.proven import moment

_TOLD = "write what an auditor can take away: one page, and the same facts as JSON"
_DESCRIPTION = """\
Verifies as verify does, and writes what was proven for an auditor: one HTML page that refers to nothing outside of it
and prints well, and beside it a JSON file that also tells every log file. Where the deployment's ledger is known, both
claims are examined, each with a verdict of its own.
"""
_EPILOG = """\
A time is an ISO 8601 date or time, of UTC where it names no zone; a date is its first moment.

exit codes: 0 valid, 1 invalid, 2 it could not be decided; of two claims, of the worse one
"""
_SUFFIXES = {".html", ".htm"}


def add_command(commands: Any) -> None:
    """commands: argparse's own, to which commands are added."""
    raw = argparse.RawDescriptionHelpFormatter
    # "resolve": what is added again takes the place of what verify has.
    add(
        commands.add_parser(
            "evidence",
            help=_TOLD,
            description=_DESCRIPTION,
            epilog=_EPILOG,
            formatter_class=raw,
            conflict_handler="resolve",
        )
    )


def add(command: argparse.ArgumentParser) -> None:
    verification.add(command)
    for option, dest, told in (("--from", "from_s", "begin of the range"), ("--to", "until_s", "its end")):
        command.add_argument(option, dest=dest, type=_moment, required=True, metavar="TIME", help=told)
    command.add_argument(
        "-o", "--out", type=_file, required=True, metavar="FILE.html", help="the page; FILE.json is written beside it"
    )


def _file(text: str) -> Path:
    path = Path(text)
    if path.suffix not in _SUFFIXES:
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .html")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r}: no such folder")
    return path


def _moment(text: str) -> int:
    try:
        return moment(text)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO 8601 date or time") from error
