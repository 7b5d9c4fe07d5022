"""`trailkeeper quarantine`: what deliver could not deliver, told, shown, and put back."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from cli.aws import use
from cli.deployment import Deployment, deployment
from cli.entry import Entries, Entry, bucket, kind
from cli.redrive import Redrive
from cli.terminal import UsageError, confirm, counted, say, say_fields, say_json
from lambdas.core import quarantine
from lambdas.core.error import MissingLogFile

SHOWN_LIMIT_BYTES = 256 * 1024 * 1024
"""More than any object of the quarantine has."""


def run(arguments: argparse.Namespace) -> int:
    use(arguments.profile, arguments.region)
    place = deployment(arguments.stack)
    match arguments.action:
        case "list":
            return listing(Entries(place).all(arguments.prefix), as_json=arguments.json)
        case "show":
            return show(place, arguments.name, as_json=arguments.json)
        case _:
            return redrive(place, arguments.names, everything=arguments.all, yes=arguments.yes)


def listing(entries: Iterable[Entry], *, as_json: bool) -> int:
    if as_json:
        say_json([msgspec.structs.asdict(entry) for entry in entries])
        return 0
    count = 0
    for entry in entries:
        count += 1
        say(entry.name)
        told = {"when": entry.when, "size": f"{entry.size_bytes:,} bytes", "kind": entry.kind}
        if entry.log_file:
            told["log file"] = entry.log_file
        say_fields({**told, "reason": entry.reason})
    say(counted(count, "object"))
    return 0


def show(place: Deployment, name: str, *, as_json: bool) -> int:
    try:
        body = bucket(place).get(name, SHOWN_LIMIT_BYTES).body or b""
    except MissingLogFile as error:
        raise UsageError(f"{name}: not in the quarantine; trailkeeper quarantine list tells what is") from error
    if as_json:
        sys.stdout.buffer.write(body)
        return 0
    for rows, text in _readable(name, body):
        say_fields(rows, indent=0)
        for line in text.split("\n") if text else ():
            say(line)
    return 0


def _readable(name: str, body: bytes) -> Iterator[tuple[dict[str, str], str]]:
    """What is told of each entry, and its content. Raises MalformedLogFile for what no quarantine holds."""
    match kind(name):
        case "records":
            for one in quarantine.read_records(body):
                told = {"log file": one.log_file, "version": one.version, "position": str(one.position)}
                yield {**told, "reason": one.reason}, one.raw.decode("utf-8", "backslashreplace")
        case "log-files":
            log_file = quarantine.read_log_file(body)
            told = {"log file": f"{log_file.bucket}/{log_file.key}", "version": log_file.version}
            yield {**told, "reason": log_file.reason, "detail": log_file.detail}, ""
        case "messages":
            message = quarantine.read_message(body)
            told = {"message": message.message_id, "reason": message.reason, "details": "; ".join(message.details)}
            yield told, message.body
        case _:
            raise UsageError(f"{name}: not an object that deliver puts into quarantine")


def redrive(place: Deployment, names: Sequence[str], *, everything: bool, yes: bool) -> int:
    if everything == bool(names):
        raise UsageError("name objects, or say --all")
    found = list(Entries(place).names()) if everything else list(dict.fromkeys(names))
    if not found:
        say("the quarantine is empty")
        return 0
    if not confirm(f"have {counted(len(found), 'object')} delivered once more?", yes=yes):
        return 1
    redrive = Redrive(place)
    try:
        redrive.run(found)
    finally:
        redrive.tell()
    return 1 if redrive.failed else 0
