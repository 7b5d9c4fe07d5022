"""Situations of a deployment, as status finds them."""

from collections.abc import Mapping
from typing import Any

from cli.status.situation import Situation, Sources, gather
from lambdas.core.error import ConfigurationError
from lambdas.core.trail_status import TrailStatus
from stacks.config import Config
from tests.unit.cli.dashboard_builder import PLACE, alarm_states, cloudwatch
from tests.unit.cli.fake_cloudwatch import NOW_S, FakeCloudWatch

WELL = TrailStatus(is_logging=True, delivered_s=NOW_S - 300, notified_s=NOW_S - 300, signed_s=NOW_S - 2000)
REGIONS = ("ap-southeast-2", "eu-west-1", "us-east-1")
DENIED = ConfigurationError("get_trail_status: AccessDeniedException: no")


class FakeTrails:
    """The port of lambdas.aws.trails, as far as status asks it."""

    def __init__(self, answers: Mapping[str, TrailStatus | ConfigurationError | None]) -> None:
        self._answers = answers
        self.asked: list[str] = []

    def status(self, region: str, _arn: str) -> TrailStatus | None:
        self.asked.append(region)
        answer = self._answers.get(region, WELL)
        if isinstance(answer, ConfigurationError):
            raise answer
        return answer


def situation(
    of: FakeCloudWatch | None = None,
    trails: Mapping[str, TrailStatus | ConfigurationError | None] | None = None,
    config: Config | None = None,
) -> Situation:
    sources: Any = Sources(of or cloudwatch(), FakeTrails(trails or {}), lambda: REGIONS)  # type: ignore[arg-type]
    return gather(config or Config(), PLACE, sources, NOW_S)


def on(**states: str) -> Situation:
    return situation(cloudwatch(states=alarm_states(**states)))
