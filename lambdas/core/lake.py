"""What goes into CloudTrail Lake: whether a channel takes in events, and an import ends well.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_IngestionStatus.html and
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListImports.html (2026-04-13)
"""

from collections.abc import Iterable

import msgspec

FAILED = "FAILED"


class Ingestion(msgspec.Struct, frozen=True, kw_only=True):
    """Of a channel; times in seconds since 1970, None for never."""

    error: str = ""
    """CloudTrail's code; it may be older than the last success."""
    attempted_s: float | None = None
    succeeded_s: float | None = None

    @property
    def is_failing(self) -> bool:
        since = self.succeeded_s is None or self.attempted_s is None or self.attempted_s > self.succeeded_s
        return bool(self.error) and since


class Import(msgspec.Struct, frozen=True):
    id: str
    status: str
    created_s: float


def failing(imports: Iterable[Import]) -> Import | None:
    """imports: of one destination, in any order. One that failed before another was begun is mended, or given up."""
    newest = max(imports, key=lambda each: each.created_s, default=None)
    return newest if newest is not None and newest.status == FAILED else None
