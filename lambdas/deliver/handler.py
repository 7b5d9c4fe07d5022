"""deliver's composition root: SQS messages in, the ids of those that stay on the queue out."""

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics

from lambdas.aws.archive import Archive
from lambdas.aws.logs import LogGroup
from lambdas.core.metric import MESSAGES_FAILED
from lambdas.deliver.deliver import Message, deliver
from lambdas.deliver.settings import Settings

SETTINGS = Settings.from_environment(os.environ)
LOGGER = Logger(service="deliver")
METRICS = Metrics(namespace="Trailkeeper", service="deliver")
ARCHIVE = Archive(boto3.client("s3"), SETTINGS.archive_owner, SETTINGS.inflated_limit_bytes)
LOG_GROUP = LogGroup(boto3.client("logs"), SETTINGS.log_group)


@METRICS.log_metrics
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    messages = [Message(record["messageId"], record["body"]) for record in event["Records"]]
    outcome = deliver(messages, SETTINGS, ARCHIVE, LOG_GROUP, LOGGER)
    outcome.counts[MESSAGES_FAILED] = len(outcome.failed)
    for metric, amount in outcome.counts.items():
        METRICS.add_metric(metric.name, metric.unit, amount)
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in outcome.failed]}
