"""All that the core finds in an archive: of each digest, of the links, the head and the tail of each chain, and of each
log file that a digest lists which is CloudTrail's.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from inspect import isfunction
from itertools import groupby
from types import ModuleType

from msgspec.structs import replace

from lambdas.core import finding as f
from lambdas.core.chain import at, head, links, tail
from lambdas.core.digest_key import DigestKey, digest_key
from lambdas.core.digest_verification import VerifiedDigest, verify
from lambdas.core.error import MissingLogFile, PipelineError
from lambdas.core.finding import Effect, Finding
from lambdas.core.log_file_verification import verify as verify_log_file
from lambdas.crypto.public_key import signs
from tests.digest_builder import HOUR, START, Archive, Chain

Expected = set[tuple[str, str]]
"""Code and object, without the bucket."""


@dataclass
class Case:
    """An archive of one chain of five hours, each with a log file, and what is asked of it."""

    archive: Archive = field(default_factory=Archive)
    chain: Chain = field(init=False)
    from_: datetime = START
    due: datetime = START + 5 * HOUR
    unread: dict[str, PipelineError] = field(default_factory=dict)
    """What comes of asking for these log files."""

    def __post_init__(self) -> None:
        self.chain = self.archive.add_chain()

    @property
    def digests(self) -> list[str]:
        return self.chain.digests

    @property
    def log_files(self) -> list[str]:
        return self.chain.log_files

    def absent(self, number: int) -> str:
        """What a missing digest is called that no other names."""
        return self.supposed(number + 1)

    def supposed(self, hours: float) -> str:
        """What the digest is called whose hour ends so many hours after the start."""
        end = at(int((START + hours * HOUR).timestamp()))
        return f"{self.chain.trail.folder}CloudTrail-Digest/{self.chain.trail.region}/: the hour that ended about {end}"

    @property
    def found(self) -> list[Finding]:
        names = [name for key in self.archive.objects if (name := digest_key(key))]
        ordered = sorted(names, key=lambda name: (name.chain, name.end_s, name.key))
        chains = [list(of_one) for _, of_one in groupby(ordered, key=lambda name: name.chain)]
        return [finding for chain in chains for finding in self._found_in(chain, names)]

    def _verified(self, names: Iterable[DigestKey]) -> list[VerifiedDigest]:
        return [verify(self.archive.stored_digest(name.key), self.archive.keys, signs) for name in names]

    def _found_in(self, chain: list[DigestKey], names: list[DigestKey]) -> Iterator[Finding]:
        digests, of_backfill = self._verified(chain), replace(chain[0].chain, is_backfill=True)
        backfilled = self._verified(name for name in names if name.chain == of_backfill)
        due_s = self.due.timestamp() if not chain[0].chain.is_backfill else 0
        of_links = [
            *head(digests, int(self.from_.timestamp())),
            *links(digests, backfilled),
            *tail(digests, int(due_s)),
        ]
        yield from of_links
        broken = {finding.object for finding in of_links if finding.code is f.CHAIN_BROKEN}
        for digest in digests:
            yield from digest.findings
            if digest.effect is not Effect.INVALID and digest.name not in broken:
                yield from self._found_in_log_files(digest)

    def _found_in_log_files(self, digest: VerifiedDigest) -> Iterator[Finding]:
        for listed in digest.digest.log_files if digest.digest else ():
            verified = verify_log_file(listed, digest.key, self._get(listed.s3_object))
            if verified.finding:
                yield verified.finding

    def _get(self, key: str) -> bytes | PipelineError:
        if key in self.unread:
            return self.unread[key]
        return self.archive.objects.get(key, MissingLogFile("not in the archive"))


Scenario = Callable[[Case], Expected]
"""Does something to the archive, and tells what has to be found."""


def scenarios(*modules: ModuleType) -> list[Scenario]:
    functions = [each for module in modules for each in vars(module).values() if isfunction(each)]
    names = {module.__name__ for module in modules}
    return [each for each in functions if each.__module__ in names and not each.__name__.startswith("_")]
