"""How long a minute of CloudWatch lasts: the periods of alarms, and of a metric filter's default value.

Times stay real; only how far back a period reaches is changed, so that a test sees an alarm come and go in seconds.
"""

from collections.abc import Mapping
from typing import Any

MINUTE_SECONDS = 60.0


class Pace:
    def __init__(self) -> None:
        self.minute_seconds = MINUTE_SECONDS

    def quicken(self, query: Mapping[str, str]) -> Any:
        """?seconds=0.5: a control, by which a period of 300 seconds lasts 2.5 from now on."""
        self.minute_seconds = float(query["seconds"])
        return {}

    def lasting(self, period_seconds: float) -> float:
        """The real seconds that a period lasts."""
        return period_seconds * self.minute_seconds / MINUTE_SECONDS


PACE = Pace()
