"""The options of `status`."""

import argparse
from pathlib import Path
from typing import Any

EVERY_SECONDS = 60
_TOLD = "tell whether all is well: alarms, the trail, the numbers of the flow"
_DESCRIPTION = """\
Tells whether it is complete, whether it is fresh, and whether it is proven: which alarms are on, since when and what to
do first; in which Regions the trail is not well, with CloudTrail's own error; and the numbers of the last day.
"""
_EPILOG = """\
Of an organization the trail is in the management account: what the credentials do not reach is told as not asked, and
--trail-profile names a profile that reaches it. With --watch it is told again and again, until Ctrl-C.

exit codes: 0 all is well, 1 an alarm is on or the trail is not well somewhere, 2 it could not be told
"""


def add_command(commands: Any) -> None:
    """commands: argparse's own, to which commands are added."""
    raw = argparse.RawDescriptionHelpFormatter
    add(commands.add_parser("status", help=_TOLD, description=_DESCRIPTION, epilog=_EPILOG, formatter_class=raw))


def add(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config", type=Path, default=Path("cdk.json"), metavar="FILE", help="the deployment's (default: %(default)s)"
    )
    command.add_argument("--json", action="store_true", help="print one JSON object, with --watch one a line")
    command.add_argument(
        "--watch",
        type=_seconds,
        nargs="?",
        const=EVERY_SECONDS,
        default=0,
        metavar="SECONDS",
        help=f"tell it again every so many seconds (default: {EVERY_SECONDS})",
    )
    command.add_argument("--profile", metavar="NAME", help="AWS profile (default: the environment's)")
    command.add_argument(
        "--trail-profile", metavar="NAME", help="AWS profile of the trail's account (default: the one of --profile)"
    )
    command.add_argument("--region", metavar="REGION", help="AWS Region (default: the environment's)")


def _seconds(text: str) -> int:
    seconds = int(text)
    if seconds < 1:
        raise argparse.ArgumentTypeError("less than a second")
    return seconds
