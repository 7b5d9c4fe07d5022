"""`trailkeeper status`: asks, shows, and with --watch asks again."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import boto3
from rich.console import Console
from rich.live import Live

from cli import aws
from cli.account import Account
from cli.configuration import configuration
from cli.place import place_of
from cli.status.judgement import EXIT_CODES, verdict
from cli.status.report import as_json, shown
from cli.status.situation import Situation, Sources, gather
from cli.terminal import say_json
from lambdas.aws.client import PATIENCE
from lambdas.aws.error import named
from lambdas.aws.regional import Regional
from lambdas.aws.regions import Regions
from lambdas.aws.trails import Trails

Wait = Callable[[float], None]


def run(arguments: argparse.Namespace, wait: Wait = time.sleep) -> int:
    """Raises UsageError where there is no configuration, ConfigurationError or Unavailable without credentials."""
    config = configuration(arguments.config)
    account = Account(arguments.profile, config.region or arguments.region)
    place = place_of(config, account)
    aws.use(arguments.profile, place.region)
    sources = _sources(arguments.trail_profile, place.region)

    def situations() -> Iterator[Situation]:
        yield gather(config, place, sources, int(time.time()))
        while arguments.watch:
            wait(arguments.watch)
            yield gather(config, place, sources, int(time.time()))

    return tell(situations(), is_json=arguments.json, is_watch=bool(arguments.watch))


def tell(situations: Iterator[Situation], *, is_json: bool, is_watch: bool) -> int:
    """The exit code of the last one."""
    console = Console(highlight=False)
    if is_watch and not is_json and console.is_terminal:
        return _live(console, situations)
    code = 0
    for situation in situations:
        if is_json:
            say_json(as_json(situation))
        else:
            console.print(shown(situation))
        sys.stdout.flush()
        code = EXIT_CODES[verdict(situation)]
    return code


def _live(console: Console, situations: Iterator[Situation]) -> int:
    """In the same place each time, on the terminal's other screen; the last one stays."""
    code, last = 0, None
    try:
        with Live(console=console, screen=True, auto_refresh=False) as live:
            for situation in situations:
                live.update(shown(situation), refresh=True)
                code, last = EXIT_CODES[verdict(situation)], situation
    finally:
        if last:
            console.print(shown(last))
    return code


def _sources(trail_profile: str | None, region: str) -> Sources:
    of_trail = _asking(trail_profile) if trail_profile else aws.client
    enabled = Regions(partial(of_trail, "account", region)).enabled
    return Sources(aws.client("cloudwatch", region), Trails(Regional(partial(of_trail, "cloudtrail"))), enabled)


def _asking(profile: str) -> Callable[[str, str], Any]:
    """As cli.aws.client, with the credentials of another profile."""
    with named("AWS configuration"):
        session = boto3.session.Session(profile_name=profile)

    def client(service: str, region: str) -> Any:
        with named("AWS configuration"):
            return session.client(service, region_name=region, config=PATIENCE)  # type: ignore[call-overload]  # one for each service's name

    return client
