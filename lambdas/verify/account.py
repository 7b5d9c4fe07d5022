"""One account's folder: what families and Regions it has, each Region a piece of work of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from lambdas.core import digest as digests
from lambdas.core.chain_state import DAY_S, RegionState
from lambdas.core.reconciliation import Time
from lambdas.verify.intake import Task
from lambdas.verify.invocation import Invocation
from lambdas.verify.port import Clock, World
from lambdas.verify.region import Region
from lambdas.verify.settings import Settings

_DIGEST = "Digest"


@dataclass(frozen=True, slots=True)
class Accounts:
    world: World
    settings: Settings
    clock: Clock
    invocation: Invocation

    def regions(self, task: Task) -> Iterator[Region]:
        """Those that have digests, and those that had some. Raises ConfigurationError or Unavailable."""
        bucket = self.settings.archive_bucket
        states = self.world.table.load(task.folder, task.account, task.region)
        families = [_family(folder) for folder in self.world.listing.folders(bucket, task.folder)]
        logged = tuple(family for family in families if family not in (None, _DIGEST))
        time = self._time()
        for name in [task.region] if task.region else sorted({*self._listed(task), *states}):
            yield Region(
                world=self.world,
                bucket=bucket,
                folder=task.folder,
                account=task.account,
                name=name,
                families=[family for family in logged if family is not None],
                state=states.get(name) or RegionState(),
                time=time,
                clock=self.clock,
                invocation=self.invocation,
            )

    def _listed(self, task: Task) -> Iterator[str]:
        for folder in self.world.listing.folders(self.settings.archive_bucket, f"{task.folder}CloudTrail-{_DIGEST}/"):
            yield folder.removesuffix("/").rpartition("/")[2]

    def _time(self) -> Time:
        """The ledger answers from when its deployment began, and for as long as the horizon."""
        now_ms = self.clock.now_ms()
        begun_s = digests.seconds(self.settings.covers_from)
        if begun_s is None:
            begun_s = self.world.delivery.created_s()
        return Time(now_ms, max(begun_s, now_ms // 1000 - self.settings.horizon_days * DAY_S))


def _family(folder: str) -> str | None:
    """Of a folder below an account's; None where it is none of CloudTrail's."""
    name = folder.removesuffix("/").rpartition("/")[2]
    head, _, family = name.partition("-")
    return family if head == "CloudTrail" else None
