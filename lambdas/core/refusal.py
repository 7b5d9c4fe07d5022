"""What a destination did not take of a batch that it accepted."""

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    start: int
    stop: int
    """The events of the batch from start up to, not with, stop."""
    reason: str
    """too-new, too-old or expired."""
