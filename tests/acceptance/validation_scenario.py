"""Archives that somebody has tampered with, and some that are as they should be, each under the words for it.

What validate-logs says of each is what awscli 1.46.3 does (customizations/cloudtrail/validation.py). It is blind to
what no digest's name or signature leads to: objects that are there too, hours at a chain's end or in a gap,
what follows a digest's gzip, the last bytes of a log file's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bench.archive_answer import ServedArchive
from tests.acceptance.spoiling import (
    END,
    ROTATED,
    append,
    backfill,
    cut,
    end_early,
    forge,
    list_key,
    lose_backfill,
    lose_before_restart,
    move,
    nothing,
    outlast,
    rebuild,
    resign,
    restart,
    rotate,
    swap,
)
from tests.builder import log_file, record
from tests.digest_builder import ATTACKER, CLOUDTRAIL, HOUR, START, Archive, Chain, Trail

LONG_AGO = START - 1000 * HOUR

VALID, INVALID, UNDECIDED = "valid", "invalid", "undecided"

Spoil = Callable[[Archive, Chain], object]


@dataclass(frozen=True)
class Scenario:
    """A chain of five hours, and what is done to it."""

    spoil: Spoil
    theirs: str
    ours: str
    codes: frozenset[str] = frozenset()
    """Of what we find."""
    trail: Trail = field(default_factory=Trail)
    hours: Mapping[str, Any] = field(default_factory=lambda: {"log_files": (2, 1, 2, 1, 1)})
    start: datetime = START
    end: datetime = END

    @property
    def is_blind(self) -> bool:
        """Whether validate-logs does not see what is wrong."""
        return self.theirs == VALID != self.ours

    def archive(self) -> ServedArchive:
        archive = Archive()
        self.spoil(archive, archive.add_chain(self.trail, **self.hours))
        arn = f"arn:aws:cloudtrail:{self.trail.home}:{self.trail.account}:trail/{self.trail.name}"
        return ServedArchive(
            archive.bucket,
            archive.objects,
            archive.metadata,
            archive.public_keys,
            arn,
            self.trail.prefix,
            self.trail.organization,
        )


def good(spoil: Spoil, *codes: str, **more: Any) -> Scenario:
    return Scenario(spoil, VALID, VALID, frozenset(codes), **more)


def bad(spoil: Spoil, *codes: str, **more: Any) -> Scenario:
    return Scenario(spoil, INVALID, INVALID, frozenset(codes), **more)


def blind(spoil: Spoil, *codes: str, **more: Any) -> Scenario:
    """For validate-logs."""
    return Scenario(spoil, VALID, INVALID, frozenset(codes), **more)


def unproven(spoil: Spoil, *codes: str, **more: Any) -> Scenario:
    """Valid for validate-logs, which looks for no log file that a digest does not lead to."""
    return Scenario(spoil, VALID, UNDECIDED, frozenset(codes), **more)


def undecided(spoil: Spoil, *codes: str) -> Scenario:
    return Scenario(spoil, UNDECIDED, UNDECIDED, frozenset(codes))


LATER: Mapping[str, Any] = {"end": END + 5 * HOUR}
# bench.endpoint says of every object that it was written on the day of START, in the night.
DAY_BEFORE: Mapping[str, Any] = {
    "hours": {"start": START - 24 * HOUR, "log_files": (2, 1, 2, 1, 1)},
    "start": START - 24 * HOUR,
    "end": END - 19 * HOUR,
}
MIDDLE: Mapping[str, Any] = {"start": START + HOUR, "end": START + 3 * HOUR}

SCENARIOS: Mapping[str, Scenario] = {
    "untouched": good(nothing),
    "empty hours": good(nothing, hours={"log_files": (0, 2, 0, 0, 1)}),
    "hours without any log file": good(nothing, hours={"log_files": (0, 0, 0, 0, 0)}),
    "a trail's name with underscores": good(nothing, trail=Trail(name="my_trail.of_all-Regions")),
    "a key prefix": good(nothing, trail=Trail(prefix="audit/logs")),
    "an organization's trail": good(nothing, trail=Trail(organization="o-aaaaaaaaaa")),
    "two trails in one bucket": good(lambda archive, _: archive.add_chain(Trail(name="second"))),
    "a rotated key": good(rotate, end=END + 2 * HOUR),
    "a chain restarted": good(restart, "chain-restarted", **LATER),
    "a backfilled chain": good(backfill, "chain-restarted", **DAY_BEFORE),
    "hours that end before the chain does": good(nothing, **MIDDLE),
    "a chain that ends early, and for all that is known was stopped": good(
        lambda archive, chain: archive.remove(*chain.digests[-3:], *chain.log_files[-4:]), "chain-ended"
    ),
    "log file altered": bad(lambda archive, chain: archive.alter(chain.log_files[3]), "log-file-altered"),
    "log file deleted": bad(lambda archive, chain: archive.remove(chain.log_files[3]), "log-file-missing"),
    "log file swapped with another": bad(
        lambda archive, chain: swap(archive, *chain.log_files[1:3]), "log-file-altered"
    ),
    "log file with bytes after it": bad(
        lambda archive, chain: append(archive, chain.log_files[0], b"\0"), "log-file-trailing-data"
    ),
    "log file with another gzip member after it": bad(
        lambda archive, chain: append(archive, chain.log_files[0], log_file(record())), "log-file-trailing-data"
    ),
    "log file cut in its records": bad(lambda archive, chain: cut(archive, chain.log_files[0], 60), "log-file-damaged"),
    "log file emptied": bad(lambda archive, chain: cut(archive, chain.log_files[0], 0), "log-file-damaged"),
    "log file of the hour before altered": bad(
        lambda archive, chain: archive.alter(chain.log_files[0]), "log-file-altered", **MIDDLE
    ),
    "log file of the hour after altered": bad(
        lambda archive, chain: archive.alter(chain.log_files[5]), "log-file-altered", **MIDDLE
    ),
    "log file of an organization's trail altered": bad(
        lambda archive, chain: archive.alter(chain.log_files[3]),
        "log-file-altered",
        trail=Trail(organization="o-aaaaaaaaaa"),
    ),
    "digest altered": bad(lambda archive, chain: archive.alter(chain.digests[2]), "digest-forged", "chain-broken"),
    "digest deleted": bad(lambda archive, chain: archive.remove(chain.digests[2]), "digest-missing"),
    "first digest deleted": bad(lambda archive, chain: archive.remove(chain.digests[0]), "digest-missing"),
    "digest of the hour before deleted": bad(
        lambda archive, chain: archive.remove(chain.digests[0]), "digest-missing", **MIDDLE
    ),
    "two digests deleted in a row": bad(lambda archive, chain: archive.remove(*chain.digests[1:3]), "digest-missing"),
    "digest cut": bad(lambda archive, chain: cut(archive, chain.digests[2], 60), "digest-damaged", "chain-broken"),
    "digest moved": bad(lambda archive, chain: move(archive, chain, HOUR / 2), "digest-moved", "digest-missing"),
    "digest overwritten by an earlier one": bad(
        lambda archive, chain: archive.copy(chain.digests[1], chain.digests[2]), "digest-moved", "chain-broken"
    ),
    "last digest copied to a later hour": bad(
        lambda archive, chain: archive.copy(chain.digests[4], chain.trail.digest_key(END + HOUR)), "digest-moved"
    ),
    "digest without its signature": bad(
        lambda archive, chain: archive.metadata[chain.digests[2]].clear(), "digest-unsigned", "chain-broken"
    ),
    "digest with the signature of another": bad(
        lambda archive, chain: archive.metadata[chain.digests[2]].update(archive.metadata[chain.digests[3]]),
        "digest-forged",
        "chain-broken",
    ),
    "digest signed by another key, under the name of CloudTrail's": bad(resign, "digest-forged", "chain-broken"),
    "digest signed by another key, under its own name": bad(
        lambda archive, chain: resign(archive, chain, digestPublicKeyFingerprint=ATTACKER.fingerprint),
        "public-key-unknown",
        "chain-broken",
    ),
    "a chain continued by another key": bad(rebuild, "public-key-unknown", end=END + 2 * HOUR),
    "a key that is not listed": bad(lambda archive, _: list_key(archive, ROTATED.listed()), "public-key-unknown"),
    "backfilled digest altered": bad(
        lambda archive, chain: archive.alter(backfill(archive, chain).digests[1]),
        "digest-forged",
        "chain-broken",
        "chain-restarted",
        **DAY_BEFORE,
    ),
    "backfilled digest that does not say when it was made": bad(
        lambda archive, chain: archive.metadata[backfill(archive, chain).digests[1]].pop(
            "backfill-generation-timestamp"
        ),
        "digest-unsigned",
        "chain-restarted",
        **DAY_BEFORE,
    ),
    "a key that was valid at another time": undecided(
        lambda archive, _: list_key(archive, CLOUDTRAIL.listed(LONG_AGO, LONG_AGO + HOUR)),
        "public-keys-unavailable",
    ),
    "no digest at all": undecided(lambda archive, chain: archive.remove(*chain.digests)),
    "forged log file that no digest lists": blind(forge, "log-file-unlisted"),
    "log file without the last bytes of its gzip": blind(
        lambda archive, chain: cut(archive, chain.log_files[0], -4), "log-file-damaged"
    ),
    "digest with bytes after it": blind(
        lambda archive, chain: append(archive, chain.digests[2], b"\0"), "digest-damaged"
    ),
    "digest copied to a time between two others": blind(
        lambda archive, chain: archive.copy(chain.digests[2], chain.trail.digest_key(START + 2.5 * HOUR)),
        "digest-moved",
    ),
    "digest of the hour after deleted": blind(
        lambda archive, chain: archive.remove(chain.digests[3]), "digest-missing", **MIDDLE
    ),
    "last digests deleted, and what they had listed altered": unproven(end_early, "chain-ended", "log-file-unproven"),
    "backfilled digests deleted": unproven(lose_backfill, "chain-gap", "log-file-unproven", **LATER),
    "digests before a restart deleted": unproven(lose_before_restart, "chain-restarted", "log-file-unproven", **LATER),
    "last two digests deleted, beside a Region that goes on": blind(outlast, "digest-missing"),
}
