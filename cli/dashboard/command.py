"""`trailkeeper dashboard`: the deployed dashboard in, a page out."""

import argparse
import time
from typing import Any

from cli import aws
from cli.dashboard.body import widgets
from cli.dashboard.page.document import Shown, page
from cli.dashboard.reading import Clients, Range, read_all
from cli.evidence.writing import write
from cli.terminal import counted, say
from lambdas.aws.error import named
from lambdas.aws.regional import Regional
from lambdas.core.error import ConfigurationError

_HERE = {
    "DashboardNotFoundError": ConfigurationError,
    "ResourceNotFound": ConfigurationError,
    "AccessDenied": ConfigurationError,
}
_ALIGNED_S = 300


def run(arguments: argparse.Namespace) -> int:
    """Raises UsageError, ConfigurationError or Unavailable."""
    aws.use(arguments.profile, arguments.region)
    clients = Regional(lambda region: aws.client("cloudwatch", region or None))
    shown = gather(arguments.name, clients, _range(int(time.time()), arguments.hours))
    write([(arguments.out, [page(shown)])])
    if lacking := sum(bool(reading.problems) for reading in shown.readings):
        say(f"{counted(lacking, 'widget')} could not be read in full; each says why")
    say(f"{arguments.out}")
    return 0


def gather(name: str, clients: Clients, span: Range) -> Shown:
    """Raises UsageError, ConfigurationError or Unavailable where there is no dashboard to be read."""
    client = clients("")
    with named(f"dashboard {name}", _HERE):
        answer: dict[str, Any] = client.get_dashboard(DashboardName=name)
    found = widgets(answer.get("DashboardBody", ""), name)
    return Shown(name, found, read_all(found, span, clients), span, _place(answer, client.meta.region_name))


def _place(answer: dict[str, Any], region: str) -> str:
    """An ARN is arn:PARTITION:cloudwatch::ACCOUNT:dashboard/NAME."""
    parts = str(answer.get("DashboardArn", "")).split(":")
    account = parts[4] if len(parts) > 4 else ""  # noqa: PLR2004  (the place of the account)
    return f"Account {account}, asked in {region}." if account else f"Asked in {region}."


def _range(now_s: int, hours: int) -> Range:
    """Up to the end of the five minutes that are under way."""
    until_s = -(-now_s // _ALIGNED_S) * _ALIGNED_S
    return Range(until_s - hours * 3600, until_s)
