"""How records get into CloudWatch Logs: which paths there are, and the log group of each."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from stacks.config.group import Group
from stacks.config.value import LogGroupName, RetentionDays, choice


class Path(StrEnum):
    PIPELINE = "pipeline"
    """The trail's log files, carried by deliver."""
    NATIVE = "native"
    """The trail's own link to CloudWatch Logs."""
    DIRECT = "direct"
    """CloudTrail's ingestion without a trail, by a telemetry rule."""


class LogClass(StrEnum):
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html (2026-04-13).

    Of DELIVERY a log group keeps a day, which is no destination; ESSENTIALS is in CloudFormation's schema not yet.
    """

    STANDARD = "STANDARD"
    INFREQUENT_ACCESS = "INFREQUENT_ACCESS"


PathChoice = Annotated[Path, choice(Path)]
Beside = Annotated[
    tuple[PathChoice, ...], Meta(max_length=2, description=f"a list of at most two of {', '.join(Path)}")
]


class DestinationConfig(Group, frozen=True):
    log_group_name: LogGroupName = "/trailkeeper/records"
    retention_days: RetentionDays = 365
    log_class: Annotated[LogClass, choice(LogClass)] = LogClass.STANDARD


class NativeConfig(Group, frozen=True):
    log_group_name: LogGroupName = "/trailkeeper/native"
    retention_days: RetentionDays = 365


class DirectConfig(Group, frozen=True):
    retention_days: RetentionDays = 365
