"""The selectors of a configuration with the loop guard applied, or the reason why they cannot be. No CDK here."""

import re

from stacks import name
from stacks.config import KEY, Config, InvalidConfig
from stacks.config.advanced_selector import AdvancedSelector
from stacks.name import Place
from stacks.selector import expand, own_problems

TOKEN = re.compile(r"\$\{Token\[AWS\.(\w+)\.\d+\]\}")
"""Of the CDK, for an account or a Region that only the deployment knows."""


def guarded_selectors(place: Place, config: Config) -> tuple[AdvancedSelector, ...]:
    """The advanced selectors, without the data events of the deployment's own resources.

    Raises InvalidConfig where basic selectors would log those, or the values are more than a trail may have.
    """
    own = name.own_resources(place, config)
    problems = own_problems(config.trail.selectors.basic, own)
    if problems:
        told = TOKEN.sub(r"<\1>", problems[0])
        raise InvalidConfig(f"cdk.json: {KEY}.trail.selectors.{told}")
    try:
        return expand(config.trail.selectors, own)
    except ValueError as error:
        raise InvalidConfig(f"cdk.json: {KEY}.trail.selectors.{error}") from error
