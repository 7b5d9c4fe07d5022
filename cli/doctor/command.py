"""`trailkeeper doctor`: what is wrong with a deployment, before it is made and after; nothing is changed."""

import argparse

from cli.account import Account
from cli.configuration import configuration
from cli.doctor.checks import examine
from cli.doctor.examined import Examined
from cli.doctor.report import EXIT_CODES, as_json, show, verdict
from cli.place import place_of
from cli.terminal import UsageError, say_json
from stacks.config import InvalidConfig
from stacks.guard import guarded_selectors


def run(arguments: argparse.Namespace) -> int:
    """Raises UsageError where there is no configuration, ConfigurationError or Unavailable without credentials."""
    config = configuration(arguments.config)
    asked = Account(arguments.profile, config.region or arguments.region)
    accounts = {asked.id: asked}
    if arguments.trail_profile:
        of_trail = Account(arguments.trail_profile, asked.region)
        accounts.setdefault(of_trail.id, of_trail)
    place = place_of(config, asked)
    try:
        selectors = guarded_selectors(place, config)
    except InvalidConfig as error:
        raise UsageError(str(error)) from error
    results = list(examine(Examined(config, place, accounts, selectors)))
    if arguments.json:
        say_json(as_json(place.account, place.region, results))
    else:
        show(place.account, place.region, results)
    return EXIT_CODES[verdict(results)]
