"""Looks at what no other function sees: the trail in each Region, Lake, how fresh the proof is, and the quarantine.

Every part by itself: one that gets no answer is told, counted and left out, and its alarms stay as they were.
"""

from itertools import islice

from lambdas.core import trail_setting
from lambdas.core.metric import QUARANTINE_OBJECTS, WATCH_FAILURES, WATCH_RUNS
from lambdas.watch.accounts import look_at_accounts
from lambdas.watch.ingestion import look_at_lake
from lambdas.watch.look import Look
from lambdas.watch.port import Log, World
from lambdas.watch.settings import Settings
from lambdas.watch.trail import WatchedTrail

MOST_COUNTED = 10_000
"""Objects of the quarantine: ten requests."""


class Watch:
    def __init__(self, settings: Settings, world: World, log: Log) -> None:
        """Raises ConfigurationError where the settings expect what cannot be read."""
        self.settings = settings
        self.world = world
        self.log = log
        self._trail = WatchedTrail(settings, trail_setting.expected(settings.expected))

    def look(self, now_s: int) -> int:
        """How much of it gave no answer."""
        look = Look(self.world, self.log, now_s)
        since_s = self._trail.look(look)
        look_at_lake(look, self.settings)
        look_at_accounts(look, self.settings, since_s)
        self._look_at_quarantine(look)
        look.emit([(WATCH_FAILURES, look.failures), (WATCH_RUNS, 1)])
        return look.failures

    def _look_at_quarantine(self, look: Look) -> None:
        with look.at("the quarantine"):
            keys = look.world.quarantine.keys(self.settings.quarantine_bucket, "")
            look.emit([(QUARANTINE_OBJECTS, sum(1 for _ in islice(keys, MOST_COUNTED)))])
