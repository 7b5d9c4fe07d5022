"""Every alarm on a metric: what raises it, and what it tells the person whom it wakes.

One cause is one message: an alarm that another one explains is silent while that one is on, and for some time after
(`because`). The alarms answer three questions, which stand first on the dashboard: is it complete, is it fresh, is it
proven.
How CloudWatch counts: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html (2026-04-13)
"""

from collections.abc import Iterator
from dataclasses import replace

from stacks import alarm_complete, alarm_fresh, alarm_proven
from stacks.alarm_row import MINUTES_5, Row
from stacks.config import Config
from stacks.config.ingestion import Path

ALARMS: tuple[Row, ...] = (*alarm_complete.ALARMS, *alarm_fresh.ALARMS, *alarm_proven.ALARMS)
BY_NAME = {row.name: row for row in ALARMS}


def alarms(config: Config) -> Iterator[Row]:
    """The rows of a deployment, without causes that it cannot have."""
    left_out = set(_left_out(config))
    for row in ALARMS:
        if row.name not in left_out:
            causes = tuple(each for each in row.because if each not in left_out)
            yield replace(row, because=causes, threshold=threshold(row, config), runbook=config.alarm.runbook)


def threshold(row: Row, config: Config) -> float:
    """Of a message that fails, CloudWatch tells the age until it was received for the third time.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    (2026-04-13)
    """
    if row.name != "messages-late":
        return row.threshold
    return max(row.threshold, 2 * config.delivery.hidden_seconds + MINUTES_5)


def _left_out(config: Config) -> Iterator[str]:
    if Path.NATIVE not in config.paths:
        yield "link-failing"
    if not config.watch.channels:
        yield "channel-failing"
    if not config.watch.event_data_stores:
        yield "import-failing"
    if not config.trail.log_file_validation:
        yield from ("digests-not-written", "digests-silent", "verification-late", "accounts-stale")
    if not config.trail.logging:
        yield "trail-stopped"
    if not config.has_rules_in_deliver:
        yield "notices-not-told"
