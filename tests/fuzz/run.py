"""Runs a target round after round."""

import time

from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.target import Target

ROUND = 500
"""Inputs, after each of which the clock is looked at."""


def fuzz(target: Target, seconds: float) -> int:
    """How many inputs were tried; at least one round. Raises what the target's check raises, for the smallest input."""
    count, ends_at, number = 0, time.monotonic() + seconds, time.time_ns()

    def check(value: object) -> None:
        nonlocal count
        count += 1
        target.check(value)

    while True:
        tried = given(target.inputs)(check)
        quiet = settings(max_examples=ROUND, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
        seed(number)(quiet(tried))()
        number += 1
        if time.monotonic() >= ends_at:
            return count
