"""What somebody may do to an archive whose chain has five hours from START on."""

from typing import Any

from tests.builder import log_file, record
from tests.digest_builder import ATTACKER, HOUR, START, Archive, Chain, Signer, Trail

END = START + 5 * HOUR
ROTATED = Signer("rotated")


def nothing(archive: Archive, chain: Chain) -> None: ...


def append(archive: Archive, key: str, more: bytes) -> None:
    archive.objects[key] += more


def cut(archive: Archive, key: str, end: int) -> None:
    archive.objects[key] = archive.objects[key][:end]


def swap(archive: Archive, one: str, other: str) -> None:
    archive.objects[one], archive.objects[other] = archive.objects[other], archive.objects[one]


def move(archive: Archive, chain: Chain, later: Any) -> None:
    archive.copy(chain.digests[2], chain.trail.digest_key(START + 3 * HOUR + later))
    archive.remove(chain.digests[2])


def forge(archive: Archive, chain: Chain) -> None:
    """A log file of CloudTrail's own form, in an hour that is proven."""
    key = chain.trail.log_file_key(START + 2.5 * HOUR, "f0rgedf0rgedf0rg")
    archive.objects[key] = log_file(record("2026-11-23T12:30:00Z", eventName="ConsoleLogin"))


def resign(archive: Archive, chain: Chain, **changes: Any) -> None:
    archive.rewrite(chain.digests[2], ATTACKER, logFiles=[], **changes)


def rebuild(archive: Archive, chain: Chain) -> None:
    """The last hours anew, by somebody with a key of his own."""
    archive.extend(chain, log_files=(1, 1), signer=ATTACKER)


def list_key(archive: Archive, listed: Any) -> None:
    """As the only one."""
    archive.public_keys[:] = [listed]


def restart(archive: Archive, chain: Chain) -> None:
    again = archive.add_chain(chain.trail, start=chain.end + 3 * HOUR, log_files=(1, 1))
    chain.digests += again.digests


def rotate(archive: Archive, chain: Chain) -> None:
    archive.public_keys.append(ROTATED.listed())
    archive.extend(chain, log_files=(1, 1), signer=ROTATED)


def backfill(archive: Archive, chain: Chain) -> Chain:
    """Of hours that the trail's own chain had left out."""
    restart(archive, chain)
    return archive.add_chain(chain.trail, start=chain.end, log_files=(1, 0, 1), generated=chain.end + 5 * HOUR)


def outlast(archive: Archive, chain: Chain) -> None:
    """The chain of another Region goes on where this one ends."""
    archive.add_chain(Trail(region="us-east-1"))
    archive.remove(*chain.digests[-2:])


def end_early(archive: Archive, chain: Chain) -> None:
    """Digests deleted, and what they had listed altered."""
    archive.remove(*chain.digests[-3:])
    for key in chain.log_files[-4:]:
        archive.alter(key)


def lose_backfill(archive: Archive, chain: Chain) -> None:
    """Of hours that a chain, which goes on, has left out."""
    back = archive.add_chain(chain.trail, start=END, log_files=(1, 1), generated=END + 4 * HOUR)
    archive.extend(chain, start=END + 2 * HOUR, log_files=(1, 1))
    archive.remove(*back.digests)


def lose_before_restart(archive: Archive, chain: Chain) -> None:
    lost = chain.digests[-2:]
    restart(archive, chain)
    archive.remove(*lost)
