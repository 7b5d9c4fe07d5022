"""What a deployment tells deliver, as environment variables.

The delivery stack writes them with `environment`, the function reads them with `from_environment`: one list of names.
"""

from collections.abc import Mapping

import msgspec

from lambdas.core import setting
from lambdas.core.own_activity import OwnActivity
from lambdas.core.window import OutOfRange

_MIB = 1024 * 1024


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    account: str = ""
    """The 12-digit account id that deliver and its log group are in."""
    archive_bucket: str
    """The bucket that the trail writes to; a notification that names another one is refused."""
    archive_owner: str
    """The 12-digit account id that owns the bucket, sent as ExpectedBucketOwner."""
    archive_key_arn: str = ""
    """Of the KMS key that encrypts the archive."""
    key_prefixes: tuple[str, ...] = ("",)
    """The trail's S3KeyPrefix and those that it had before, without a slash at the end; empty where keys begin with
    AWSLogs/."""
    log_group: str
    """The CloudWatch Logs group that records are delivered to."""
    retention_days: int = 0
    """How long the log group keeps its events; 0 is for ever."""
    out_of_range: OutOfRange = OutOfRange.RESTAMP
    home_region: str
    """The trail's home Region, the last part of each stream's name."""
    partition: str = "aws"
    role_arn: str = ""
    """deliver's own, whose activity is not delivered."""
    ledger_table: str
    ledger_days: int = 400
    """How long a receipt is kept."""
    quarantine_bucket: str
    dead_letters_url: str = ""
    """The queue for messages that failed max_receive_count times; empty where SQS alone moves them."""
    max_receive_count: int = 5
    rules_table: str = ""
    """Which notices of security rules were sent; empty where none are."""
    alarm_topic_arn: str = ""
    """The topic that gets them; empty where none are sent."""
    quiet_minutes: int = 60
    """After a notice, until there is another one of the same rule and actor."""
    fetch_concurrency: int = 32
    """How many log files are fetched at once."""
    fetched_limit_bytes: int = 32 * _MIB
    """How many bytes of log files, still compressed, are held at once; larger ones are fetched one by one."""
    waiting_limit_bytes: int = 32 * _MIB
    """How many bytes of log events, of all streams, wait for a request at once."""
    inflated_limit_bytes: int = 64 * _MIB
    """How far a log file may inflate. CloudTrail's own files hold 50 MB at the most."""

    @property
    def own_activity(self) -> OwnActivity:
        logs = f"arn:{self.partition}:logs:{self.home_region}:{self.account}"
        return OwnActivity(
            role_arn=self.role_arn,
            archive_arn=f"arn:{self.partition}:s3:::{self.archive_bucket}",
            key_prefixes=self.key_prefixes,
            log_group_arn=f"{logs}:log-group:{self.log_group}",
            key_arn=self.archive_key_arn,
        )

    def environment(self) -> dict[str, str]:
        return setting.written(self)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises ConfigurationError when a variable is missing or of the wrong type."""
        return setting.read(cls, environment, "key_prefixes")
