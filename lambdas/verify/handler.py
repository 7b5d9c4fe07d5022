"""verify's composition root: the hourly schedule or messages in, the ids of those that stay on the queue out."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

from aws_lambda_powertools import Logger, Metrics

from lambdas.aws import archive, client, digests, listing, logs, public_keys, queue, receipts, topic, verification_table
from lambdas.crypto.public_key import signs
from lambdas.verify.port import World
from lambdas.verify.settings import Settings
from lambdas.verify.verify import Verify

SETTINGS = Settings.from_environment(os.environ)
METRICS = Metrics(namespace="Trailkeeper", service="verify")
S3, SQS, DYNAMODB, OWNER = *map(client.client, ("s3", "sqs", "dynamodb")), SETTINGS.archive_owner
WORLD = World(
    listing=listing.Listing(S3, OWNER),
    digests=digests.Digests(S3, OWNER),
    log_files=archive.Archive(client.get_object(S3), OWNER),
    public_keys=public_keys.PublicKeys(cache(partial(client.client, "cloudtrail"))),
    receipts=receipts.Receipts(DYNAMODB, SETTINGS.ledger_table),
    table=verification_table.VerificationTable(DYNAMODB, SETTINGS.verification_table),
    findings=logs.LogGroup(client.client("logs"), SETTINGS.findings_log_group),
    topic=topic.Topic(client.client("sns"), SETTINGS.alarm_topic_arn),
    delivery=queue.Queue(SQS, SETTINGS.delivery_queue_url),
    accounts=queue.Queue(SQS, SETTINGS.verification_queue_url),
    signs=signs,
    pool=ThreadPoolExecutor(24),
    regions=ThreadPoolExecutor(8),
)
VERIFY = Verify(SETTINGS, WORLD, Logger(service="verify", use_rfc3339=True))


@METRICS.log_metrics
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return VERIFY.handle(event, context.aws_request_id, context.get_remaining_time_in_millis, METRICS.add_metric)
