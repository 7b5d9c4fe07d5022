"""What deliver's ports are in AWS."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from lambdas.aws import archive, client, dead_letters, ledger, logs, metric_log, notices, quarantine, topic
from lambdas.deliver import rule_file
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.port import Alarm, Log
from lambdas.deliver.settings import Settings


def deliver(settings: Settings, log: Log) -> Deliver:
    """Raises ConfigurationError where the rules are none."""
    s3, owner = client.client("s3"), settings.archive_owner
    return Deliver(
        settings=settings,
        archive=archive.Archive(client.get_object(s3), owner),
        destination=logs.LogGroup(client.client("logs"), settings.log_group),
        ledger=ledger.Ledger(client.client("dynamodb"), settings.ledger_table),
        quarantine=quarantine.Quarantine(s3, settings.quarantine_bucket, owner),
        dead_letters=dead_letters.DeadLetters(lambda: client.client("sqs"), settings.dead_letters_url),
        log=log,
        pool=ThreadPoolExecutor(settings.fetch_concurrency),
        rules=rule_file.ruleset(sys.path, is_needed=bool(settings.rules_table)),
        alarm=_alarm(settings),
        metric_log=metric_log.MetricLog("deliver"),
    )


def _alarm(settings: Settings) -> Callable[[], Alarm] | None:
    """In haste: whoever is told of a match, the delivery does not wait for it."""
    if not (settings.rules_table and settings.alarm_topic_arn):
        return None

    @cache
    def made() -> Alarm:
        dynamodb, sns = (client.client(service, patience=client.HASTE) for service in ("dynamodb", "sns"))
        return Alarm(notices.Notices(dynamodb, settings.rules_table), topic.Topic(sns, settings.alarm_topic_arn))

    return made
