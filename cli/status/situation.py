"""How things are: alarms, the trail's Regions, the numbers of the flow. What cannot be asked takes no other with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import msgspec

from cli.status import alarm, number, region
from cli.status.alarm import Alarm
from cli.status.region import InRegion
from lambdas.aws.trails import Trails
from lambdas.core.error import PipelineError
from stacks import name
from stacks.config import Config
from stacks.name import At

PREFIX = "trailkeeper-"

T = TypeVar("T")


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    config: Config
    place: At
    at_s: int
    alarms: Sequence[Alarm] | None = None
    """None where they could not be asked for."""
    regions: Sequence[InRegion] = ()
    numbers: Mapping[str, float | None] = {}
    untold: Sequence[str] = ()
    """Why something is missing."""


@dataclass(frozen=True)
class Sources:
    cloudwatch: Any
    trails: Trails
    enabled: Callable[[], Sequence[str]]
    """The Regions that are enabled in the account."""


def gather(config: Config, place: At, sources: Sources, now_s: int) -> Situation:
    arn = name.trail_arn(place, config)
    home = _home_region(arn)
    untold: list[str] = []
    alarms = _told(partial(alarm.beginning_with, sources.cloudwatch, PREFIX), untold)
    numbers = _told(partial(number.read, sources.cloudwatch, now_s), untold)
    regions = _told(partial(region.regions_of, config, home, sources.enabled), untold)
    return Situation(
        config=config,
        place=place,
        at_s=now_s,
        alarms=alarms,
        numbers=numbers or {},
        regions=region.look(sources.trails, arn, regions or [home]),
        untold=untold,
    )


def _told(ask: Callable[[], T], untold: list[str]) -> T | None:
    try:
        return ask()
    except PipelineError as error:
        untold.append(str(error))
        return None


def _home_region(arn: str) -> str:
    """arn:PARTITION:cloudtrail:REGION:ACCOUNT:trail/NAME."""
    return arn.split(":")[3]
