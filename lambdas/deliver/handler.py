"""deliver's composition root: whatever tells of log files in, the ids of the messages that stay on the queue out."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from lambdas.aws import archive, client, dead_letters, ledger, logs, quarantine
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.settings import Settings

SETTINGS = Settings.from_environment(os.environ)
METRICS = Metrics(namespace="Trailkeeper", service="deliver")
S3, OWNER = client.client("s3"), SETTINGS.archive_owner
DELIVER = Deliver(
    SETTINGS,
    archive.Archive(client.get_object(S3), OWNER),
    logs.LogGroup(client.client("logs"), SETTINGS.log_group),
    ledger.Ledger(client.client("dynamodb"), SETTINGS.ledger_table),
    quarantine.Quarantine(S3, SETTINGS.quarantine_bucket, OWNER),
    dead_letters.DeadLetters(lambda: client.client("sqs"), SETTINGS.dead_letters_url),
    Logger(service="deliver", use_rfc3339=True),
    ThreadPoolExecutor(SETTINGS.fetch_concurrency),
)


@METRICS.log_metrics
def handler(event: object, context: Any) -> dict[str, Any]:
    return DELIVER.handle(event, context.aws_request_id, context.get_remaining_time_in_millis, METRICS.add_metric)
