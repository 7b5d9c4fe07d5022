"""The chains of digests: one for each account and Region of a trail, from where its logging with validation starts.

A chain's first interval is the hour before the start, and each next one begins where the last ended. Simpler than AWS:
the home Region of each account has a chain from the start, and another Region has one from the interval on in which its
first log file comes. Where a trail is stopped or deleted, validates no more or leaves an account or a Region, the
interval that runs is closed at once and ends the chain, though the digest says that its hour is whole. A start begins
new chains; for the names of their digests to be new too, it may count as some seconds later.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html
(2026-04-13)
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from local.server.digests.clock import HOUR, Clock
from local.server.digests.digest import Digest, Interval, Listed, signed
from local.server.digests.signing import SigningKeys
from local.server.trails.trail import Trail

SECOND = timedelta(seconds=1)
Place = tuple[str, str]
"""Account and Region."""


@dataclass(slots=True)
class Chain:
    start: datetime
    """Of the interval that is open."""
    files: list[Listed] = field(default_factory=list)
    previous: Digest | None = None


@dataclass(slots=True)
class Period:
    """From one start of logging with validation to its end."""

    trail: Trail
    began: datetime
    chains: dict[Place, Chain]
    ended: bool = False
    closed: dict[Place, datetime] = field(default_factory=dict)
    """Where the chains ended of accounts and Regions that the trail has left."""

    def chain(self, place: Place, now: datetime) -> Chain:
        """A new one begins with the interval that is open now."""
        if place not in self.chains:
            start = self.began + (now - self.began) // HOUR * HOUR
            self.chains[place] = Chain(max(start, self.closed.get(place, start)))
        return self.chains[place]

    def has_left(self, place: Place) -> bool:
        return self.ended or place[0] not in self.trail.accounts or not self.trail.covers(place[1])


class Chains:
    def __init__(self, clock: Clock, keys: SigningKeys) -> None:
        self._clock, self._keys = clock, keys
        self._lock = threading.Lock()
        self._open: dict[str, Period] = {}
        self._ended: list[Period] = []
        self._offsets: defaultdict[str, set[timedelta]] = defaultdict(set)
        """How long after a whole hour the intervals of each trail have begun so far."""

    def follow(self, arn: str, trail: Trail | None) -> None:
        """A trail is new, changed, or gone."""
        with self._lock:
            if trail is not None and trail.logging and trail.validates_log_files:
                period = self._open.get(arn) or self._begin(trail)
                period.trail = trail
                for account_id in trail.accounts:
                    period.chain((account_id, trail.home_region), self._clock.now())
            elif arn in self._open:
                self._open[arn].ended = True
                self._ended.append(self._open.pop(arn))

    def add(self, arn: str, account_id: str, region: str, file: Listed) -> None:
        """A log file that was delivered. Of a trail that has stopped before, no digest lists it."""
        with self._lock:
            ended = (period for period in reversed(self._ended) if period.trail.arn == arn)
            period = self._open.get(arn) or next(ended, None)
            if period is not None:
                period.chain((account_id, region), file.written_at).files.append(file)

    @property
    def ended(self) -> int:
        """How many periods have ended, and have not been closed yet."""
        return len(self._ended)

    def due(self, ended: int | None = None) -> list[Digest]:
        """The digests of all intervals that are over, each chain's in order; each is answered once.

        `ended`: close only so many of the periods that have ended, as log files of the others may be still to come.
        """
        now = self._clock.now()
        with self._lock:
            periods = [*self._ended[:ended], *self._open.values()]
            del self._ended[:ended]
            return [digest for period in periods for digest in self._due_of(period, now)]

    def clear(self) -> None:
        with self._lock:
            self._open.clear()
            self._ended.clear()

    def _begin(self, trail: Trail) -> Period:
        began = self._clock.now().replace(microsecond=0)
        while (offset := timedelta(minutes=began.minute, seconds=began.second)) in self._offsets[trail.arn]:
            began += SECOND
        self._offsets[trail.arn].add(offset)
        self._clock.reach(began)
        chains = {(account_id, trail.home_region): Chain(began - HOUR) for account_id in trail.accounts}
        self._open[trail.arn] = Period(trail, began, chains)
        return self._open[trail.arn]

    def _due_of(self, period: Period, now: datetime) -> Iterator[Digest]:
        for place, chain in list(period.chains.items()):
            while chain.start + HOUR <= now:
                yield self._close(period.trail, place, chain)
            if period.has_left(place):
                yield self._close(period.trail, place, chain, last=True)
                period.closed[place] = period.chains.pop(place).start

    def _close(self, trail: Trail, place: Place, chain: Chain, *, last: bool = False) -> Digest:
        end = chain.start + HOUR
        listed = [file for file in chain.files if last or file.written_at < end]
        signing = self._keys.of(place[1])[-1]
        digest = signed(trail, Interval(*place, chain.start, end), listed, chain.previous, signing)
        chain.files = chain.files[len(listed) :]
        chain.start, chain.previous = end, digest
        return digest
