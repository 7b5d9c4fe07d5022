"""The options that say what is verified, and with which keys."""

import argparse
import os
import re
from pathlib import Path
from typing import Any

from cli.verification.proven import moment

METADATA = "_digest_metadata.json"
DESCRIPTION = """\
Verifies the log files of a time range: that each is what CloudTrail signed, that every digest is CloudTrail's and every
hour has one, and that nothing lies beside them that no digest lists. Without --bucket or --directory, the deployment's
archive. A directory is verified without AWS.
"""
EPILOG = """\
A time is an ISO 8601 date or time, of UTC where it names no zone; a date is its first moment.

exit codes: 0 valid, 1 invalid, 2 it could not be decided
"""
_WORKERS = 4


def add_command(commands: "argparse._SubParsersAction[Any]") -> None:
    command = commands.add_parser(
        "verify",
        help="prove that log files are those that CloudTrail signed",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add(command)
    command.add_argument("--json", action="store_true", help="print one JSON object")


def add(command: argparse.ArgumentParser) -> None:
    _range(command)
    _place(command)
    command.add_argument("--account", action="append", default=[], type=_account, metavar="ID", help="only its digests")
    command.add_argument("--trail", default="", metavar="NAME", help="only this trail's digests")
    command.add_argument(
        "--receipts",
        action="store_true",
        help="prove what was delivered: compare the digests with the ledger's receipts, and read no log file",
    )
    command.add_argument(
        "--workers",
        type=_count,
        default=min(_WORKERS, os.cpu_count() or 1),
        metavar="N",
        help="processes that read log files, where there are many (default: %(default)s)",
    )
    command.add_argument("--profile", metavar="NAME", help="AWS profile (default: the environment's)")
    command.add_argument("--region", metavar="REGION", help="AWS Region (default: the environment's)")


def _range(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--from",
        dest="from_s",
        type=_moment,
        metavar="TIME",
        help="default: 24 hours before --to; of a directory, everything",
    )
    command.add_argument("--to", dest="until_s", type=_moment, metavar="TIME", help="default: now")


def _place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--bucket", default="", metavar="B", help="that the trail writes to; of a directory, its name")
    command.add_argument("--prefix", default="", metavar="P", help="before AWSLogs/ in its keys")
    command.add_argument("--directory", type=Path, metavar="D", help="a copy of the bucket: keys are paths below it")
    command.add_argument(
        "--metadata",
        type=Path,
        metavar="FILE",
        help=f"of a directory: the metadata of its digests, by key (default: D/{METADATA})",
    )
    command.add_argument(
        "--public-keys", type=Path, metavar="FILE", help="an answer of ListPublicKeys that was kept, for asking none"
    )


def _moment(text: str) -> int:
    try:
        return moment(text)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO 8601 date or time") from error


def _account(text: str) -> str:
    if not re.fullmatch(r"\d{12}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no account id of 12 digits")
    return text


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("less than 1")
    return count
