"""The time of one invocation."""

import time
from collections.abc import Callable

RESERVE_MS = 60_000
"""Nothing is begun in the last minute: what is found by then is still to be written down."""


class InvocationClock:
    def __init__(self, left_ms: Callable[[], int]) -> None:
        self._left_ms = left_ms

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def is_short(self) -> bool:
        return self._left_ms() < RESERVE_MS
