"""The time of one invocation."""

import random
import time
from collections.abc import Callable

RESERVE = 4
"""Nothing is begun in the last of so many parts of an invocation's time: it is for the requests that remain."""
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 5.0


class InvocationClock:
    def __init__(self, left_ms: Callable[[], int]) -> None:
        self.left_ms = left_ms
        self._reserve_ms = left_ms() // RESERVE

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def is_short(self) -> bool:
        return self.left_ms() < self._reserve_ms

    def wait(self, attempt: int) -> bool:
        """Up to twice as long from attempt to attempt, by chance, so that many who wait do not come back together."""
        longest = min(_FIRST_PAUSE_SECONDS * 2**attempt, _LONGEST_PAUSE_SECONDS)
        seconds = random.uniform(0, longest)  # noqa: S311  (no secret)
        if self.left_ms() - seconds * 1000 < self._reserve_ms // 2:
            return False
        time.sleep(seconds)
        return True
