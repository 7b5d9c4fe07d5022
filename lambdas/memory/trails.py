"""Trails without AWS: what CloudTrail would answer, by Region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lambdas.core.error import Unavailable
from lambdas.core.trail_setting import Settings
from lambdas.core.trail_status import TrailStatus


@dataclass
class Trails:
    shown: Settings | None = field(default_factory=dict)
    """In any Region; None for no trail."""
    statuses: dict[str, TrailStatus] = field(default_factory=dict)
    """A Region that is not here has no trail."""
    chosen: Sequence[Mapping[str, Any]] | None = ()
    silent: set[str] = field(default_factory=set)
    """Regions, settings and selectors that are not answered for."""

    def settings(self, region: str, arn: str) -> Settings | None:
        self._answer("settings", region, arn)
        return self.shown

    def status(self, region: str, arn: str) -> TrailStatus | None:
        self._answer(region, region, arn)
        return self.statuses.get(region)

    def selectors(self, region: str, arn: str) -> Sequence[Mapping[str, Any]] | None:
        self._answer("selectors", region, arn)
        return self.chosen

    def _answer(self, what: str, region: str, arn: str) -> None:
        if what in self.silent:
            raise Unavailable(f"{arn} in {region}: no answer about {what}")
