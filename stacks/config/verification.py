"""How log files are proven: what verify remembers, where its findings go, and how far back it looks."""

from typing import Annotated

from stacks.config.group import Group
from stacks.config.value import LogGroupName, Moment, RetentionDays, TableName, whole


class VerificationConfig(Group, frozen=True):
    table_name: TableName = "trailkeeper-verification"
    log_group_name: LogGroupName = "/trailkeeper/findings"
    retention_days: RetentionDays = 365
    # CloudTrail tries for 30 days to write a log file. Source (2026-04-13):
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    horizon_days: Annotated[int, whole(1, 3652)] = 30
    covers_from: Moment = ""
    requeue_limit: Annotated[int, whole(1, 100_000)] = 1_000
