"""Where a deployment is, or would be: what is configured, and otherwise what the credentials say."""

from cli.account import Account
from lambdas.core.error import ConfigurationError
from stacks.config import Config
from stacks.config.rule import partition_of
from stacks.name import At


def place_of(config: Config, account: Account) -> At:
    """Raises ConfigurationError or Unavailable where only credentials could tell, and there are none."""
    if config.account:
        return At(partition_of(config.region), config.account, config.region)
    if not account.region:
        raise ConfigurationError("AWS configuration: no region is set")
    return At(account.partition, account.id, account.region)
