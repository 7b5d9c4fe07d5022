"""`trailkeeper selectors`, with the ARNs that --own leaves out: those of the deployment that cdk.json makes."""

import argparse
from functools import partial

from cli import selectors
from cli.account import Account
from cli.place import place_of
from stacks import name
from stacks.config import Config
from stacks.selector import Own


def run(arguments: argparse.Namespace) -> int:
    return selectors.run(arguments, partial(own_resources, arguments.profile, arguments.region))


def own_resources(profile: str | None, region: str | None, config: Config) -> Own:
    """Asks AWS for nothing where the configuration names its account and Region."""
    return name.own_resources(place_of(config, Account(profile, config.region or region)), config)
