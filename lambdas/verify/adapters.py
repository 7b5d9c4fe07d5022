"""What verify's ports are in AWS."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

from lambdas.aws import archive, client, digests, listing, logs, public_keys, queue, receipts, topic, verification_table
from lambdas.crypto.public_key import signs
from lambdas.verify.port import World
from lambdas.verify.settings import Settings


def world(settings: Settings) -> World:
    s3, sqs, dynamodb = map(client.client, ("s3", "sqs", "dynamodb"))
    owner = settings.archive_owner
    return World(
        listing=listing.Listing(s3, owner),
        digests=digests.Digests(s3, owner),
        log_files=archive.Archive(client.get_object(s3), owner),
        public_keys=public_keys.PublicKeys(cache(partial(client.client, "cloudtrail"))),
        receipts=receipts.Receipts(dynamodb, settings.ledger_table),
        table=verification_table.VerificationTable(dynamodb, settings.verification_table),
        findings=logs.LogGroup(client.client("logs"), settings.findings_log_group),
        topic=topic.Topic(client.client("sns"), settings.alarm_topic_arn),
        delivery=queue.Queue(sqs, settings.delivery_queue_url),
        accounts=queue.Queue(sqs, settings.verification_queue_url),
        signs=signs,
        pool=ThreadPoolExecutor(24),
        regions=ThreadPoolExecutor(8),
    )
