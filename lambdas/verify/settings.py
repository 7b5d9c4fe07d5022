"""What a deployment tells verify, as environment variables.

The verification stack writes them with `environment`, the function reads them with `from_environment`.
"""

from collections.abc import Mapping

import msgspec

from lambdas.core import setting


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    archive_bucket: str
    archive_owner: str
    """The 12-digit account id that owns the bucket, sent as ExpectedBucketOwner."""
    key_prefixes: tuple[str, ...] = ("",)
    """The trail's S3KeyPrefix and those that it had before, without a slash at the end."""
    ledger_table: str
    verification_table: str
    findings_log_group: str
    alarm_topic_arn: str
    delivery_queue_url: str
    verification_queue_url: str
    horizon_days: int = 30
    """How far back the ledger answers for what was delivered; shorter than it keeps a receipt."""
    covers_from: str = ""
    """From when on the ledger answers, as 2026-11-23T12:00:00Z; empty for since the delivery queue is there."""
    requeue_limit: int = 1_000
    """How many log files one invocation puts on the delivery queue."""

    def environment(self) -> dict[str, str]:
        return setting.written(self)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises ConfigurationError when a variable is missing or of the wrong type."""
        return setting.read(cls, environment, "key_prefixes")
