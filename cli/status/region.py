"""The trail, Region by Region, as CloudTrail itself tells it now."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from lambdas.aws.trails import Trails
from lambdas.core.error import PipelineError
from lambdas.core.trail_status import TrailStatus
from stacks.config import Config

AT_ONCE = 16
NOT_THERE = "the trail is not there"


class InRegion(msgspec.Struct, frozen=True):
    region: str
    status: TrailStatus | None = None
    """None where there is no such trail, or that could not be asked."""
    untold: str = ""
    """Why that could not be asked."""

    def wrongs(self, config: Config) -> Iterator[str]:
        """What is not well, in words of CloudTrail's own where it has any."""
        if self.untold:
            return
        if self.status is None:
            yield NOT_THERE
            return
        if config.trail.logging and not self.status.is_logging:
            yield "it does not log"
        yield from (f"{what}: {error}" for what, error in self.status.errors.items())


def regions_of(config: Config, home: str, enabled: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Those that watch looks at, the home Region first. Raises ConfigurationError or Unavailable."""
    if not config.trail.multi_region:
        return [home]
    named = config.watch.regions or enabled()
    return [home, *sorted(region for region in named if region != home)]


def look(trails: Trails, arn: str, regions: Sequence[str]) -> list[InRegion]:
    """In that order. Without a trail in the first one, its home, the others are not asked."""

    def one(region: str) -> InRegion:
        try:
            return InRegion(region, trails.status(region, arn))
        except PipelineError as error:
            return InRegion(region, untold=str(error))

    home = one(regions[0])
    if home.status is None and not home.untold:
        return [home]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [home, *pool.map(one, regions[1:])]
