"""The pipeline: the function deliver, and what it works with."""

from typing import Annotated

from lambdas.core.window import OutOfRange
from stacks.config.group import Group
from stacks.config.value import BucketName, OutOfRangeChoice, TableName, whole

MEMORY_FLOOR_MIB = 256
"""What deliver needs beside its two limits: the interpreter and its libraries, and one log file of 64 MiB, inflated."""


class DeliveryConfig(Group, frozen=True):
    """How much of the queue one invocation takes, and what the function has for it.

    Bounds: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html and
    https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (2026-04-13).
    """

    batch_size: Annotated[int, whole(1, 10_000)] = 100
    batching_window_seconds: Annotated[int, whole(0, 300)] = 2
    # Lambda advises 5 at the least: each throttled poll counts as a receive.
    # https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
    max_receive_count: Annotated[int, whole(1, 1000)] = 5
    memory_mb: Annotated[int, whole(128, 10_240)] = 1024
    timeout_seconds: Annotated[int, whole(1, 900)] = 120
    maximum_concurrency: Annotated[int, whole(2, 1000)] | None = None
    reserved_concurrency: Annotated[int, whole(1, 1000)] | None = None
    out_of_range: OutOfRangeChoice = OutOfRange.RESTAMP
    # No more at once than deliver's client of S3 has connections.
    fetch_concurrency: Annotated[int, whole(1, 32)] = 32
    fetched_limit_mib: Annotated[int, whole(1, 512)] = 32
    waiting_limit_mib: Annotated[int, whole(1, 512)] = 32

    @property
    def hidden_seconds(self) -> int:
        """How long the queue hides a message that deliver has.

        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (2026-04-13)
        """
        return 6 * self.timeout_seconds + self.batching_window_seconds

    def __post_init__(self) -> None:
        if self.batch_size > 10 and self.batching_window_seconds == 0:  # noqa: PLR2004  (Lambda's own limit)
            raise ValueError("batching_window_seconds: expected at least 1 where batch_size is above 10, got 0")
        if (
            self.maximum_concurrency
            and self.reserved_concurrency
            and self.maximum_concurrency > self.reserved_concurrency
        ):
            allowed = f"expected at most reserved_concurrency ({self.reserved_concurrency})"
            raise ValueError(f"maximum_concurrency: {allowed}, got {self.maximum_concurrency}")
        needed = MEMORY_FLOOR_MIB + self.fetched_limit_mib + self.waiting_limit_mib
        if self.memory_mb < needed:
            sum_of = f"{MEMORY_FLOOR_MIB} + fetched_limit_mib + waiting_limit_mib"
            raise ValueError(f"memory_mb: expected at least {needed} ({sum_of}), got {self.memory_mb}")


class QuarantineConfig(Group, frozen=True):
    bucket_name: BucketName = ""
    retention_days: Annotated[int, whole(30, 3653)] = 365


class LedgerConfig(Group, frozen=True):
    table_name: TableName = "trailkeeper-ledger"
    # Longer than a log file may be late: CloudTrail tries for 30 days to write one. Source (2026-04-13):
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    retention_days: Annotated[int, whole(35, 3653)] = 400
