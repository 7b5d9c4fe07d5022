"""deliver's composition root: whatever tells of log files in, the ids of the messages that stay on the queue out."""

import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from lambdas.aws import archive, client, dead_letters, ledger, logs, quarantine
from lambdas.core.message import trigger
from lambdas.deliver.clock import InvocationClock
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.settings import Settings

SETTINGS = Settings.from_environment(os.environ)
METRICS = Metrics(namespace="Trailkeeper", service="deliver")
S3 = client.client("s3")
DELIVER = Deliver(
    settings=SETTINGS,
    archive=archive.Archive(client.get_object(S3), SETTINGS.archive_owner),
    destination=logs.LogGroup(client.client("logs"), SETTINGS.log_group),
    ledger=ledger.Ledger(client.client("dynamodb"), SETTINGS.ledger_table),
    quarantine=quarantine.Quarantine(S3, SETTINGS.quarantine_bucket, SETTINGS.archive_owner),
    dead_letters=dead_letters.DeadLetters(client.client("sqs"), SETTINGS.dead_letters_url),
    log=Logger(service="deliver", use_rfc3339=True),
    pool=ThreadPoolExecutor(SETTINGS.fetch_concurrency),
    new_owner=lambda: uuid.uuid4().hex,
)


@METRICS.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    found = trigger(event, context.aws_request_id)
    invocation = DELIVER.run(found.messages, InvocationClock(context.get_remaining_time_in_millis))
    for metric, amount in invocation.counts.items():
        METRICS.add_metric(metric.name, metric.unit, amount)
    return invocation.answer(partial=found.partial)
