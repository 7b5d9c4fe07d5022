"""From a message to the account, and perhaps the Region, that is to be verified.

{"account_folder": "[prefix/]AWSLogs/[o-ID/]ACCOUNT/"}  what planning has sent: all Regions
an event of S3 through EventBridge, of a digest         its Region
such an event, of a folder's marker                     nothing
"""

import re
from collections.abc import Iterator

import msgspec

from lambdas.core.digest_key import digest_key
from lambdas.core.error import ForeignObject, UnknownShape
from lambdas.core.notification import contents
from lambdas.verify.settings import Settings

_FOLDER = re.compile(r"AWSLogs/(?:o-[a-z0-9]{10,32}/)?(\d{12})/", re.ASCII)


class Task(msgspec.Struct, frozen=True, order=True):
    folder: str
    account: str
    region: str = ""
    """Empty for all."""


class AccountMessage(msgspec.Struct, forbid_unknown_fields=True):
    account_folder: str


_ACCOUNT = msgspec.json.Decoder(AccountMessage)


def tasks(body: str, settings: Settings) -> list[Task]:
    """None for what holds nothing to verify by design. Raises UnknownShape or ForeignObject."""
    try:
        planned = _ACCOUNT.decode(body)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return list(_of_objects(body, settings))
    return [_admitted(planned.account_folder, settings)]


def _of_objects(body: str, settings: Settings) -> Iterator[Task]:
    held = contents(body)
    if held.faults or held.redriven:
        raise UnknownShape("; ".join(held.faults) or "a redrive, which is deliver's")
    for notification in held.notifications:
        if notification.bucket != settings.archive_bucket:
            raise ForeignObject(f"bucket {notification.bucket!r}: not the configured {settings.archive_bucket!r}")
        for key in notification.keys:
            if key.endswith("/"):
                continue
            named = digest_key(key)
            if named is None:
                raise ForeignObject(f"key {key!r}: no digest's")
            _admitted(named.chain.folder, settings)
            yield Task(named.chain.folder, named.chain.account, named.chain.region)


def is_admitted(folder: str, settings: Settings) -> bool:
    return _task(folder, settings) is not None


def _admitted(folder: str, settings: Settings) -> Task:
    """The gate before any call: only below the trail's own prefixes."""
    task = _task(folder, settings)
    if task is None:
        raise ForeignObject(f"folder {folder!r}: no account's, below none of the configured prefixes")
    return task


def _task(folder: str, settings: Settings) -> Task | None:
    for prefix in settings.key_prefixes:
        below = f"{prefix}/" if prefix else ""
        match = _FOLDER.fullmatch(folder, len(below)) if folder.startswith(below) else None
        if match is not None:
            return Task(folder, match[1])
    return None
