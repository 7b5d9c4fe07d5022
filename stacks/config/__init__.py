"""The typed configuration of a deployment: the context key `trailkeeper` of cdk.json, and what each of its keys allows.

Nothing here knows the CDK. Every key has a default, so that {} is a whole configuration. A rule on one key is its type,
in `value`; a rule on two keys is the __post_init__ of the group that has both.
"""

from stacks.config.config import Config
from stacks.config.load import KEY, InvalidConfig, allowed, load, within

__all__ = ["KEY", "Config", "InvalidConfig", "allowed", "load", "within"]
