"""What is checked of one log file, and what comes of it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import msgspec

from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import DigestKey
from lambdas.core.finding import Finding


class Task(NamedTuple):
    listed: ListedLogFile
    by: DigestKey


class Checked(msgspec.Struct, frozen=True):
    finding: Finding | None
    """None for a log file that is what the digest says."""
    sha256: str = ""
    version: str = ""
    size_bytes: int = -1
    records: int = -1


Answers = Sequence[Checked | None]
"""One for each task in their order; None, which is quick to hand over, for nothing to tell."""


class Check(Protocol):
    """May be called from several threads."""

    def __call__(self, tasks: Sequence[Task]) -> Answers: ...
