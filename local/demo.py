"""The whole flow in a minute: deploy to an embedded cloud, see records of API calls arrive, find a log file altered."""

import argparse
import json
import re
import shlex
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from local.accident import TOLD, accident
from local.both_sides import accounted, in_bucket, in_log_group, in_quarantine
from local.cloud import STATE_FILE, EmbeddedCloud
from local.credentials import ACCOUNT
from local.deploy import DeployFailed, bootstrap, deploy, host_assembly, synthesize
from local.process import CloudFailed
from local.proof import Proof, VerifyFailed, verify
from local.story import STOPPING, Step, cast, story
from local.tampering import take_out

TRAIL = "trailkeeper"
LOG_GROUP = "/trailkeeper/records"
BUCKET = f"trailkeeper-archive-{ACCOUNT}-us-east-1"
QUARANTINE = f"trailkeeper-quarantine-{ACCOUNT}-us-east-1"
LEDGER = "trailkeeper-ledger"
PATIENCE_SECONDS = 60
# A digest is of an hour: one passes every minute, and the first of them began so many ago.
HOUR_SECONDS, HOURS = 60, 6
# What a shell gives a command that an interrupt has ended.
INTERRUPTED = 130
# Of a hash a person reads the beginning.
SHA256 = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{56}\b")
CONSOLE = Console(highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--keep", action="store_true", help="leave the embedded cloud running, and say how to reach it")
    parser.add_argument("--state-file", type=Path, default=STATE_FILE, help="where to note the cloud that is kept")
    arguments = parser.parse_args()
    kept = EmbeddedCloud.attached(arguments.state_file) if arguments.keep else None
    if kept is not None:
        stop = look_after("stop", arguments.state_file)
        sys.exit(f"an embedded cloud is kept already, at {kept.endpoint_url}; to stop it: {stop}")
    try:
        return 0 if demonstrate(arguments.state_file if arguments.keep else None) else 1
    except KeyboardInterrupt:
        CONSOLE.print("\ninterrupted; everything is removed")
        return INTERRUPTED
    except (CloudFailed, DeployFailed, VerifyFailed, BotoCoreError, ClientError) as error:
        sys.exit(str(error))


def demonstrate(state_file: Path | None) -> bool:
    """Whether all is as it should be. Keeps the cloud where there is a state file to note it."""
    started = time.monotonic()
    with EmbeddedCloud(digest_interval_seconds=HOUR_SECONDS, digest_hours=HOURS) as cloud:
        # In the cloud's own folder, which goes with it however this ends.
        set_up(cloud, cloud.running.folder / "demo")
        steps = show(cloud)
        good = account(cloud, steps) and prove(cloud, steps)
        CONSOLE.print(f"[dim]{time.monotonic() - started:.0f} s in all[/]")
        if state_file is not None:
            leave_running(cloud, state_file)
    return good


def set_up(cloud: EmbeddedCloud, folder: Path) -> None:
    folder.mkdir()
    with task("synthesize the stacks, and build the layer for this machine"):
        assembly = host_assembly(synthesize(folder / "cdk.out"), folder / "assembly")
    with task("bootstrap the embedded cloud"):
        deployer = bootstrap(cloud)
    with task("cdk deploy --all"):
        deploy(cloud, deployer, assembly)


@contextmanager
def task(told: str) -> Iterator[None]:
    """A line that turns while it goes on, and says how long it took."""
    started = time.monotonic()
    with CONSOLE.status(told):
        yield
    CONSOLE.print(f"[green]✓[/] {told} [dim]{time.monotonic() - started:.1f} s[/]")


def show(cloud: EmbeddedCloud) -> list[Step]:
    """Tells the story."""
    people = cast(cloud)
    steps = []
    CONSOLE.print("\n[bold]What happens in the account[/]")
    for step in story(cloud, people):
        refused = " [red]and is refused[/]" if step.error else ""
        CONSOLE.print(f"  [cyan]{step.who:8}[/]{step.told}{refused}")
        steps.append(step)
    CONSOLE.print("  [yellow]an hour passes, and CloudTrail signs the digest of it[/]")
    cloud.write_digests()
    CONSOLE.print(f"  [yellow]{TOLD}[/]")
    accident(cloud)
    # Reading all sides makes records of its own: they hold still only while the trail is stopped.
    cloud.client("cloudtrail").stop_logging(Name=TRAIL)
    return steps


def account(cloud: EmbeddedCloud, steps: list[Step]) -> bool:
    """Waits for the records, and compares all sides. False where they differ, or where one of the story is missing."""
    read, delivered, quarantined = wait(cloud)
    CONSOLE.print(arrivals(steps, delivered))
    others = delivered.total() - len(steps)
    CONSOLE.print(f"[dim]and {others} more, of the calls that made the trail, set up the story, and came last[/]\n")
    told = {step.request_id for step in steps} <= {row["requestID"] for row in rows(delivered)}
    return compare(cloud, read, delivered, quarantined) and told


def compare(cloud: EmbeddedCloud, read: Counter[str], delivered: Counter[str], quarantined: Counter[str]) -> bool:
    """Whether every record is where it belongs, and the ledger says the same."""
    arrived = delivered + quarantined
    for side, texts in (("nowhere but in the bucket", read - arrived), ("not in the bucket", arrived - read)):
        for text in list(texts)[:3]:
            CONSOLE.print(f"[red]{side}:[/] {escape(text[:300])}")
    said = accounted(cloud, LEDGER)
    parts = f"delivered {said['delivered']} + filtered {said['filtered']} + quarantined {said['quarantined']}"
    counted = (read.total(), delivered.total(), quarantined.total())
    holds = read == arrived and counted == (said["read"], said["delivered"], said["quarantined"])
    sign, colour = ("=", "green") if holds else ("≠", "red")
    CONSOLE.print(f"{said['receipts']} log files, each with its receipt:")
    CONSOLE.print(f"[bold {colour}]read {read.total()} {sign} {parts}[/]")
    return holds


def prove(cloud: EmbeddedCloud, steps: list[Step]) -> bool:
    """Whether all is valid until a log file is altered, and then this one is found and nothing else."""
    CONSOLE.print("\n[bold]Is the archive what CloudTrail signed?[/]")
    before = verdict(cloud)
    [attempt] = [step for step in steps if step.told == STOPPING]
    CONSOLE.print("  [yellow]somebody removes bob's attempt to stop the trail from its log file[/]")
    altered = take_out(cloud, BUCKET, attempt.request_id)
    after = verdict(cloud)
    CONSOLE.print("  [yellow]bob's attempt was delivered before that, as the receipts prove[/]")
    delivered = verdict(cloud, "--receipts")
    return before.is_valid and after.finds_only(f"{BUCKET}/{altered}") and delivered.is_valid


def verdict(cloud: EmbeddedCloud, *options: str) -> Proof:
    proof = verify(cloud, *options)
    colour = "green" if proof.is_valid else "red"
    command = " ".join(("trailkeeper verify", *options))
    counts = f"{proof.digests} digests and {proof.log_files} log files"
    CONSOLE.print(f"  [cyan]{command}[/]: [bold {colour}]{proof.verdict.upper()}[/] {counts}")
    for finding in proof.findings:
        name, what = finding.object.rpartition("/")[2], SHA256.sub(r"\1…", finding.what)
        CONSOLE.print(f"    [red]{finding.code}:[/] {escape(what)}\n    {escape(name)}", soft_wrap=True)
    return proof


def wait(cloud: EmbeddedCloud) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """The records in the bucket, and those in CloudWatch Logs and in quarantine as soon as they are as many."""
    cloud.deliver()
    read, delivered, quarantined = in_bucket(cloud, BUCKET), Counter[str](), Counter[str]()
    deadline = time.monotonic() + PATIENCE_SECONDS
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=CONSOLE) as progress:
        bar = progress.add_task("records accounted for", total=read.total())
        while accounted(cloud, LEDGER)["read"] < read.total() and time.monotonic() < deadline:
            time.sleep(0.2)
            read = in_bucket(cloud, BUCKET)
            progress.update(bar, completed=accounted(cloud, LEDGER)["read"], total=read.total())
        delivered, quarantined = in_log_group(cloud, LOG_GROUP), in_quarantine(cloud, QUARANTINE)
        progress.update(bar, completed=delivered.total() + quarantined.total(), total=read.total())
    return read, delivered, quarantined


def rows(delivered: Counter[str]) -> list[dict[str, Any]]:
    return sorted(map(json.loads, delivered), key=lambda row: str(row["eventTime"]))


def arrivals(steps: list[Step], delivered: Counter[str]) -> Table:
    table = Table(
        title="The story's records, as they arrived in CloudWatch Logs",
        title_justify="left",
        box=None,
        padding=(0, 1, 0, 0),
    )
    for column in ("time", "who", "event", "Region", "error"):
        table.add_column(column, no_wrap=True)
    wanted = [step.request_id for step in steps]
    by_request = {row["requestID"]: row for row in rows(delivered) if row["requestID"] in wanted}
    for row in (by_request[request_id] for request_id in wanted if request_id in by_request):
        who = row["userIdentity"]["arn"].rpartition(":")[2].replace("assumed-role/", "role/")
        event = f"{row['eventSource'].partition('.')[0]} {row['eventName']}"
        cells = (row["eventTime"][11:19], who, event, row["awsRegion"], row.get("errorCode", ""))
        table.add_row(*map(escape, cells))
    return table


def leave_running(cloud: EmbeddedCloud, state_file: Path) -> None:
    # Digests of the stopped trail are of whole hours: within the last of them a new start would seem to fork the chain.
    cloud.write_digests(hours=2)
    cloud.client("cloudtrail").start_logging(Name=TRAIL)
    endpoint_url = cloud.endpoint_url
    cloud.detach(state_file)
    today = datetime.now(UTC).date()
    days = f"--from {today - timedelta(days=1)} --to {today + timedelta(days=1)}"
    CONSOLE.print(
        f"The embedded cloud runs on at {endpoint_url}. To reach it, best in a shell of its own:\n"
        f'  [bold]eval "$({look_after("env", state_file)})"[/]\n'
        f"  [bold]aws logs filter-log-events --log-group-name {LOG_GROUP} --query 'events[].message'"
        " --output text | tr '\\t' '\\n'[/]\n"
        "  [bold]aws lambda invoke --function-name trailkeeper-watch /dev/null[/]\n"
        "  [bold].venv/bin/trailkeeper status[/]\n"
        "  [bold].venv/bin/trailkeeper dashboard -o dashboard.html[/]\n"
        "  [bold].venv/bin/trailkeeper verify[/]\n"
        f"  [bold].venv/bin/trailkeeper evidence {days} -o evidence.html[/]\n"
        "To stop it and delete all that it holds:\n"
        f"  [bold]{look_after('stop', state_file)}[/]",
        soft_wrap=True,
    )


def look_after(what: str, state_file: Path) -> str:
    """The command for the cloud that is kept."""
    option = "" if state_file == STATE_FILE else f"--state-file {shlex.quote(str(state_file))} "
    return f".venv/bin/python -m local {option}{what}"


if __name__ == "__main__":
    sys.exit(main())
