"""The time that a verification is about, and which digests are of it: those whose hour has a part in it, or touches it.

So none is left out that `aws cloudtrail validate-logs` takes for the same times (aws/aws-cli,
customizations/cloudtrail/validation.py).
"""

import msgspec

from lambdas.core.digest_key import HOUR_S, DigestKey

# How far on both sides digests are looked for that tell what should be within.
LOOK_S = 24 * HOUR_S
LAST_S = 4_102_444_800
"""2100-01-01: after every digest."""


class Span(msgspec.Struct, frozen=True):
    from_s: int | None
    """None for as far as there are digests, as below."""
    until_s: int | None

    @property
    def begin_s(self) -> int:
        return self.from_s if self.from_s is not None else 0

    @property
    def end_s(self) -> int:
        return self.until_s if self.until_s is not None else LAST_S

    def holds(self, key: DigestKey) -> bool:
        return self.holds_hour(key.end_s)

    def holds_hour(self, end_s: int) -> bool:
        return end_s >= self.begin_s and end_s - HOUR_S <= self.end_s

    @property
    def look_from_s(self) -> int:
        return max(0, self.begin_s - LOOK_S)

    @property
    def look_until_s(self) -> int:
        return self.end_s + LOOK_S
