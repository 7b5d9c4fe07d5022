"""The command line: the options of every command, and what becomes of an error."""

import argparse
import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from cli.dashboard import arguments as dashboard
from cli.evidence import arguments as evidence
from cli.status import arguments as status
from cli.terminal import UNUSABLE, UsageError, complain
from cli.verification import arguments as verification
from lambdas.core.error import PipelineError
from lambdas.core.window import OutOfRange

STACK = "Trailkeeper-Delivery"
HOME_REGION = "HOME-REGION"
"""Where nobody has said which it is."""
_INSPECT = """\
Shows what deliver would do with log files, without sending anything. A path may be a file, which is inspected
whatever its name; a folder, of which every *.gz but digests is; an object in S3; or a prefix there, like a folder.
Local paths need neither AWS credentials nor a network.
"""
_INSPECT_MORE = """\
--out writes three files:
  delivered.ndjson    the messages that would be delivered, byte for byte, each followed by a newline: stream after
                      stream, and in each in the order of the log files and of their records. A record that holds
                      newlines is written with them, so that it takes several lines.
  quarantined.ndjson  one JSON object a line: log_file, version, position, reason, record (or record_base64)
  requests.ndjson     one JSON object a line for each PutLogEvents request: stream, events, bytes, first_timestamp,
                      last_timestamp

exit codes: 0 everything would be delivered, 1 something would be quarantined or rejected, 2 it could not be told
"""
_QUARANTINE = "List, show and redrive what deliver could not deliver: records, log files, and messages."
_REDRIVE = """\
Have objects delivered once more. Those of records/ and log-files/ are named to deliver by a message on its queue: it
delivers what it can, and removes each object itself. The message in an object of messages/ goes on the queue, and then
the object is deleted.
"""
_DEAD_LETTERS = "List and redrive the messages that failed for the last time."
_DOCTOR = """\
Looks for what is wrong with a deployment, before it is made and after, and changes nothing: what is paid for twice,
what CloudTrail is not allowed, what differs from the configuration, what is disabled, what failed.
"""
_DOCTOR_MORE = """\
Of an organization the trail is in the management account, and the rest in the log-archive account: name a profile of
each, with --profile and --trail-profile. What there are no credentials for is told as undecided.

exit codes: 0 nothing failed, 1 something failed, 2 it could not be told
"""
_SELECTORS = """\
Prints event selectors in full, as put-event-selectors of the AWS CLI takes them: those of the presets that are named,
or of the configuration.
"""
_MORE = "exit codes: 0 done, 1 something could not be put back, 2 it could not be done at all"
_MODULES = {
    "inspect": "cli.inspect",
    "doctor": "cli.doctor.command",
    "status": "cli.status.command",
    "dashboard": "cli.dashboard.command",
    "verify": "cli.verification.command",
    "evidence": "cli.evidence.command",
    "selectors": "cli.own_selectors",
    "quarantine": "cli.quarantine",
    "dead-letters": "cli.dead_letters",
}
_ADVICE = {
    "credentials": "set AWS_PROFILE, name one with --profile, or sign in",
    "region": "set AWS_REGION, or name one with --region",
    "Stack with id": "deploy it, or name yours with --stack, and look at profile and Region",
    "ExpiredToken": "sign in again",
    "InvalidAccessKeyId": "look at the profile",
    "AccessDenied": "look at the profile, and at what its role may do",
    "config profile": "look at --profile and AWS_PROFILE",
    "Could not connect": "look at the network, the Region and AWS_ENDPOINT_URL",
}


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        complain(f"{message}; see {self.prog} --help")
        sys.exit(UNUSABLE)


def main(argv: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    arguments = parser().parse_args(argv)
    try:
        code = _run(arguments)
        sys.stdout.flush()
    except (UsageError, PipelineError) as error:
        complain(with_advice(str(error)))
        return UNUSABLE
    except KeyboardInterrupt:
        complain("interrupted")
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # Nobody reads on: neither does Python's last flush have to fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as error:
        # Such as a full disk, which Python would find out about once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        complain(str(error))
        return UNUSABLE
    return code


def _run(arguments: argparse.Namespace) -> int:
    """Imports only what the command needs: boto3 takes half a second."""
    code: int = importlib.import_module(_MODULES[arguments.command]).run(arguments)
    return code


def with_advice(error: str) -> str:
    advice = next((told for sign, told in _ADVICE.items() if sign in error), "")
    return f"{error}; {advice}" if advice else error


def parser() -> Parser:
    top = Parser(prog="trailkeeper", description="Look after a deployment of Trailkeeper, and try its delivery.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    raw = argparse.RawDescriptionHelpFormatter
    told = "show what deliver would do with log files"
    _inspect(commands.add_parser("inspect", help=told, description=_INSPECT, epilog=_INSPECT_MORE, formatter_class=raw))
    told = "look for what is wrong with a deployment, before it is made and after"
    _doctor(commands.add_parser("doctor", help=told, description=_DOCTOR, epilog=_DOCTOR_MORE, formatter_class=raw))
    status.add_command(commands)
    dashboard.add_command(commands)
    verification.add_command(commands)
    evidence.add_command(commands)
    _selectors(commands.add_parser("selectors", help="print event selectors in full", description=_SELECTORS))
    told = "what deliver could not deliver"
    _quarantine(commands.add_parser("quarantine", help=told, description=_QUARANTINE, epilog=_MORE))
    told = "messages that failed for the last time"
    _dead_letters(commands.add_parser("dead-letters", help=told, description=_DEAD_LETTERS, epilog=_MORE))
    return top


def _inspect(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, or s3://BUCKET/KEY-OR-PREFIX")
    command.add_argument("--out", type=Path, metavar="DIR", help="write messages, quarantine and requests there")
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument(
        "--rules", type=Path, metavar="FILE", help="more security rules: a JSON list, as rules.own of cdk.json"
    )
    command.add_argument(
        "--out-of-range",
        choices=[each.value for each in OutOfRange],
        default=OutOfRange.RESTAMP.value,
        help="what becomes of a record whose time CloudWatch Logs would not take (default: restamp)",
    )
    command.add_argument(
        "--retention-days",
        type=_days,
        default=0,
        metavar="N",
        help="how long the log group keeps its events (default: for ever)",
    )
    command.add_argument(
        "--home-region",
        default=HOME_REGION,
        metavar="REGION",
        help="the trail's, the last part of each stream's name (default: %(default)s)",
    )
    _aws(command)


def _doctor(command: argparse.ArgumentParser) -> None:
    _config(command)
    command.add_argument("--json", action="store_true", help="print one JSON object")
    command.add_argument(
        "--trail-profile", metavar="NAME", help="AWS profile of the trail's account (default: the one of --profile)"
    )
    _aws(command)


def _selectors(command: argparse.ArgumentParser) -> None:
    command.add_argument("presets", nargs="*", metavar="PRESET", help="such as management, s3-data or no-kms-noise")
    _config(command)
    command.add_argument(
        "--own", action="store_true", help="leave out the data events of the deployment's own resources"
    )
    _aws(command)


def _config(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config", type=Path, default=Path("cdk.json"), metavar="FILE", help="the deployment's (default: %(default)s)"
    )


def _quarantine(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    told = "every object: when, size, kind, log file, reason"
    listing = actions.add_parser("list", help=told, description=f"List {told}.")
    listing.add_argument("--prefix", default="", metavar="P", help="only names that begin so, as records/ does")
    listing.add_argument("--json", action="store_true", help="print a JSON array")
    told = "what an object holds"
    show = actions.add_parser("show", help=told, description=f"Show {told}.")
    show.add_argument("name", metavar="NAME", help="as list tells it")
    show.add_argument("--json", action="store_true", help="print the object as it is")
    told = "have objects delivered once more"
    redrive = actions.add_parser("redrive", help=told, description=_REDRIVE, epilog=_MORE)
    redrive.add_argument("names", nargs="*", metavar="NAME", help="as list tells it")
    redrive.add_argument("--all", action="store_true", help="every object")
    _yes(redrive)
    for each in (listing, show, redrive):
        _deployment(each)


def _dead_letters(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    told = "every message: since when, how often received, reason, log files; it stays where it is"
    listing = actions.add_parser("list", help=told, description=f"List {told}.")
    listing.add_argument("--json", action="store_true", help="print a JSON array")
    told = "put every message back on deliver's queue"
    redrive = actions.add_parser("redrive", help=told, description=f"P{told[1:]}.", epilog=_MORE)
    _yes(redrive)
    for each in (listing, redrive):
        _deployment(each)


def _yes(command: argparse.ArgumentParser) -> None:
    command.add_argument("--yes", action="store_true", help="do not ask")


def _deployment(command: argparse.ArgumentParser) -> None:
    command.add_argument("--stack", default=STACK, metavar="NAME", help="of the delivery (default: %(default)s)")
    _aws(command)


def _aws(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", metavar="NAME", help="AWS profile (default: the environment's)")
    command.add_argument("--region", metavar="REGION", help="AWS Region (default: the environment's)")


def _days(text: str) -> int:
    days = int(text)
    if days < 0:
        raise argparse.ArgumentTypeError("less than 0 days")
    return days
