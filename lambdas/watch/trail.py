"""The trail: whether it is there, as it was deployed, and logs in each Region."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lambdas.core import trail_setting, trail_status
from lambdas.core.metric import TRAILS_CHANGED, TRAILS_MISSING
from lambdas.core.trail_selectors import fingerprint
from lambdas.core.trail_setting import MULTI_REGION, VALIDATION, Difference
from lambdas.core.trail_status import NOT_THERE, TrailStatus
from lambdas.watch.look import Look
from lambdas.watch.settings import Settings

Statuses = Mapping[str, TrailStatus | None]
"""By Region, of those that answered."""
UNKNOWN: trail_setting.Settings = {}
"""Of a trail whose settings were not answered."""


@dataclass(frozen=True, slots=True)
class WatchedTrail:
    settings: Settings
    expected: trail_setting.Settings

    def look(self, look: Look) -> float | None:
        """Since when digests are due, where that is known. Of a trail that is not there nothing else is measured: what
        else was seen of it is not known any more.
        """
        found = self._found(look)
        failures = look.failures
        statuses = self._statuses(look, found) if found is not None else {}
        is_whole = look.failures == failures
        home = self.settings.home_region
        if found is None or (home in statuses and statuses[home] is None):
            look.log.error("trail missing", extra={"trail": self.settings.trail_arn})
            look.emit([(TRAILS_MISSING, 1)])
            return None
        if found is not UNKNOWN or home in statuses:
            look.emit([(TRAILS_MISSING, 0)])
        self._compare(look, found)
        self._measure(look, statuses, is_whole=is_whole)
        at_home = statuses.get(home)
        return at_home.started_s if at_home and self.expected.get(VALIDATION, True) else None

    def _found(self, look: Look) -> trail_setting.Settings | None:
        with look.at("the trail's settings"):
            return look.world.trails.settings(self.settings.home_region, self.settings.trail_arn)
        return UNKNOWN

    def _regions(self, look: Look, found: trail_setting.Settings) -> Sequence[str]:
        """The home Region alone where the others are not known: a trail that was stopped is seen there too."""
        home = self.settings.home_region
        if self.settings.regions or not self.expected.get(MULTI_REGION, found.get(MULTI_REGION, True)):
            return self.settings.regions or [home]
        with look.at("the account's Regions"):
            return list(dict.fromkeys([home, *look.world.regions.enabled()]))
        return [home]

    def _statuses(self, look: Look, found: trail_setting.Settings) -> Statuses:
        world, arn = look.world, self.settings.trail_arn
        asked = {region: world.pool.submit(world.trails.status, region, arn) for region in self._regions(look, found)}
        answered: dict[str, TrailStatus | None] = {}
        for region, status in asked.items():
            with look.at(f"the trail in {region}"):
                answered[region] = status.result()
        return answered

    def _compare(self, look: Look, found: trail_setting.Settings) -> None:
        """Nothing is called unchanged where a part of it is not known."""
        changed: list[Difference] = []
        failures = look.failures
        if found is not UNKNOWN:
            changed += trail_setting.differences(found, self.expected)
        if self.settings.expected_selectors_sha256:
            with look.at("the trail's selectors"):
                changed += self._selected(look)
        for each in changed:
            told = {"trail": self.settings.trail_arn, "member": each.member}
            look.log.error("trail changed", extra={**told, "found": each.found, "expected": each.expected})
        if changed or (found is not UNKNOWN and look.failures == failures):
            look.emit([(TRAILS_CHANGED, len(changed))])

    def _selected(self, look: Look) -> Iterator[Difference]:
        """By their fingerprints: trailkeeper doctor tells them in words."""
        expected = self.settings.expected_selectors_sha256
        there = look.world.trails.selectors(self.settings.home_region, self.settings.trail_arn)
        if fingerprint(there or ()) != expected:
            yield Difference("EventSelectors", fingerprint(there or ()), expected)

    def _measure(self, look: Look, answered: Statuses, *, is_whole: bool) -> None:
        validates = bool(self.expected.get(VALIDATION, True))
        name = self.settings.trail_arn.rpartition("/")[2]
        statuses = {region: status or NOT_THERE for region, status in answered.items()}
        measured = {
            region: trail_status.measured(status, look.now_s, validates=validates)
            for region, status in statuses.items()
        }
        for region, values in measured.items():
            look.emit(values.items(), trail=name, region=region)
            _tell(look, name, region, statuses[region])
        look.emit(trail_status.worst(measured.values(), is_whole=is_whole))


def _tell(look: Look, trail: str, region: str, status: TrailStatus) -> None:
    """CloudTrail's own words, in which no metric can be."""
    place = {"trail": trail, "region": region}
    if not status.is_logging:
        reason = "the Region has no such trail" if status == NOT_THERE else "it was stopped"
        look.log.error("trail stopped", extra={**place, "reason": reason})
    for what, error in status.errors.items():
        look.log.error("trail failing", extra={**place, "what": what, "reason": error})
