"""deliver's composition root: SQS messages in, the ids of those that stay on the queue out."""

import os
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from lambdas.aws.archive import Archive
from lambdas.aws.client import client
from lambdas.aws.logs import LogGroup
from lambdas.core.metric import MESSAGES_FAILED
from lambdas.deliver.deliver import Deliver
from lambdas.deliver.port import Message
from lambdas.deliver.settings import Settings

SETTINGS = Settings.from_environment(os.environ)
LOGGER = Logger(service="deliver", use_rfc3339=True)
METRICS = Metrics(namespace="Trailkeeper", service="deliver")
ARCHIVE = Archive(client("s3"), SETTINGS.archive_owner, SETTINGS.inflated_limit_bytes)
DELIVER = Deliver(SETTINGS, ARCHIVE, LogGroup(client("logs"), SETTINGS.log_group), LOGGER)


@METRICS.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    messages = [Message(record["messageId"], record["body"]) for record in event["Records"]]
    outcome = DELIVER.run(messages, context.get_remaining_time_in_millis)
    outcome.counts[MESSAGES_FAILED] = len(outcome.failed)
    for metric, amount in outcome.counts.items():
        METRICS.add_metric(metric.name, metric.unit, amount)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in outcome.failed]}
