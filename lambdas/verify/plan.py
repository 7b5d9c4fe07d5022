"""Once an hour: a message for each account that the archive has a folder of, or had one of: what a folder held is
missed where all of it is deleted.
"""

import json
import re
from collections.abc import Iterator

from lambdas.verify.intake import is_admitted
from lambdas.verify.port import World
from lambdas.verify.settings import Settings

_ACCOUNT = re.compile(r"(?:.*/)?\d{12}/", re.ASCII)
_ORGANIZATION = re.compile(r"(?:.*/)?o-[a-z0-9]{10,32}/", re.ASCII)


def plan(world: World, settings: Settings) -> int:
    """How many accounts. Raises ConfigurationError or Unavailable, perhaps after some messages were sent."""
    known = [folder for folder in world.table.folders() if is_admitted(folder, settings)]
    folders = sorted({*_folders(world, settings), *known})
    world.accounts.put([json.dumps({"account_folder": folder}) for folder in folders])
    return len(folders)


def _folders(world: World, settings: Settings) -> Iterator[str]:
    for prefix in settings.key_prefixes:
        base = f"{prefix}/AWSLogs/" if prefix else "AWSLogs/"
        inside = world.listing.folders(settings.archive_bucket, base)
        yield from filter(_ACCOUNT.fullmatch, inside)
        for organization in filter(_ORGANIZATION.fullmatch, inside):
            found = world.listing.folders(settings.archive_bucket, organization)
            yield from filter(_ACCOUNT.fullmatch, found)
