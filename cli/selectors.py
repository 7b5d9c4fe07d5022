"""`trailkeeper selectors`: presets or a configuration in, the trail's selectors in full out."""

import argparse
import json
import sys
from collections.abc import Callable

from cli.configuration import configuration
from cli.terminal import INDENT, UsageError
from stacks.config import Config
from stacks.config.selector import SelectorsConfig
from stacks.selector import Own, as_cloudformation, expand, own_problems

OwnResources = Callable[[Config], Own]
"""The ARNs that a configuration's deployment leaves out of its own data events."""


def run(arguments: argparse.Namespace, own_resources: OwnResources = lambda _: {}) -> int:
    """Of arguments: presets, a list of names; config, the path of cdk.json; own, whether to leave own events out.

    Prints what put-event-selectors of the AWS CLI takes: as --advanced-event-selectors, or as --event-selectors where
    the configuration has basic ones. cdk.json is read only where the selectors or the ARNs have to come from it.
    """
    config = configuration(arguments.config) if arguments.own or not arguments.presets else Config()
    own = own_resources(config) if arguments.own else {}
    try:
        chosen = SelectorsConfig(presets=tuple(arguments.presets)) if arguments.presets else config.trail.selectors
        advanced = expand(chosen, own)
    except ValueError as error:
        raise UsageError(str(error)) from error
    for problem in own_problems(chosen.basic, own):
        raise UsageError(problem)
    sys.stdout.write(f"{json.dumps(as_cloudformation(chosen.basic or advanced), indent=INDENT)}\n")
    return 0
