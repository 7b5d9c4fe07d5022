"""The options of `dashboard`."""

import argparse
from pathlib import Path
from typing import Any

from stacks.name import DASHBOARD

MOST_HOURS = 14 * 24
"""CloudWatch keeps what is finer than five minutes no longer.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html (2026-04-13)
"""
_TOLD = "write the deployed dashboard as a page"
_DESCRIPTION = """\
Reads the dashboard that is deployed, asks CloudWatch what its widgets ask, and writes one HTML page that refers to
nothing outside of it: for whoever has no console, and for the embedded cloud, which has none.
"""
_EPILOG = """\
What could not be read is said in its widget, and the page is written all the same.

exit codes: 0 written, 2 it could not be done: no such dashboard, no credentials, and every error
"""


def add_command(commands: Any) -> None:
    """commands: argparse's own, to which commands are added."""
    raw = argparse.RawDescriptionHelpFormatter
    add(commands.add_parser("dashboard", help=_TOLD, description=_DESCRIPTION, epilog=_EPILOG, formatter_class=raw))


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-o",
        "--out",
        type=_file,
        default=Path("dashboard.html"),
        metavar="FILE.html",
        help="the page; a file of this name is replaced (default: %(default)s)",
    )
    command.add_argument(
        "--hours", type=_hours, default=24, metavar="N", help="how far back it looks (default: %(default)s)"
    )
    command.add_argument("--name", default=DASHBOARD, metavar="NAME", help="the dashboard's (default: %(default)s)")
    command.add_argument("--profile", metavar="NAME", help="AWS profile (default: the environment's)")
    command.add_argument("--region", metavar="REGION", help="AWS Region (default: the environment's)")


def _file(text: str) -> Path:
    path = Path(text)
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r}: no such folder")
    return path


def _hours(text: str) -> int:
    hours = int(text)
    if not 1 <= hours <= MOST_HOURS:
        raise argparse.ArgumentTypeError(f"{hours} is not from 1 to {MOST_HOURS}")
    return hours
