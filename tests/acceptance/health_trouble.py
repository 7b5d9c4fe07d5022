"""What goes wrong with a deployment, each with what mends it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.estate import BUCKET, REGION, Estate
from tests.acceptance.expectation import eventually
from tests.acceptance.watched_health import WatchedHealth
from tests.acceptance.watched_verification import LOG_FILES
from tests.builder import log_file, notification

ROOT = Path(__file__).parents[2]
HOURS = 5
NOTIFICATIONS = f"arn:aws:sns:{REGION}:{ACCOUNT}:trailkeeper-notifications"
ROLE, ROLE_POLICY = f"trailkeeper-deliver-{REGION}", "Deliver"
QUEUE, DEAD_LETTERS = "trailkeeper-notifications", "trailkeeper-dead-letters"
PATIENCE_SECONDS = 30
CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}
# watch asks in these Regions only: every other one would have a log file of each look.
CONFIGURATION = {
    "watch": {"regions": [REGION, "eu-west-1"]},
    "delivery": {"timeout_seconds": 5, "batching_window_seconds": 1, "max_receive_count": 1},
    "verification": {"covers_from": f"{datetime.now(UTC) - timedelta(hours=HOURS + 2):%Y-%m-%dT%H:%M:%SZ}"},
}


class Trouble:
    def __init__(self, cloud: EmbeddedCloud, estate: Estate, health: WatchedHealth) -> None:
        self.cloud, self.estate, self.health = cloud, estate, health
        self.s3, self.sns, self.sqs, self.iam = map(cloud.client, ("s3", "sns", "sqs", "iam"))
        self.trails, self.events, self.functions = map(cloud.client, ("cloudtrail", "events", "lambda"))
        self.call = ""
        self._kept: Any = None
        self._key = ""

    def called(self) -> None:
        self.call = self.estate.call()
        self.cloud.deliver()

    # --- the trail

    def stop_trail(self) -> None:
        self.trails.stop_logging(Name="trailkeeper")

    def start_trail(self) -> None:
        self.trails.start_logging(Name="trailkeeper")

    def change_trail(self) -> None:
        """Only what is written is recorded from now on."""
        self._kept = self.trails.get_event_selectors(TrailName="trailkeeper")["AdvancedEventSelectors"]
        field = {"Field": "readOnly", "Equals": ["false"]}
        fewer = [{**each, "FieldSelectors": [*each["FieldSelectors"], field]} for each in self._kept[:1]]
        self.trails.put_event_selectors(TrailName="trailkeeper", AdvancedEventSelectors=fewer)

    def restore_selectors(self) -> None:
        self.trails.put_event_selectors(TrailName="trailkeeper", AdvancedEventSelectors=self._kept)

    # --- the archive and the topic

    def close_archive(self) -> None:
        self._kept = self.s3.get_bucket_policy(Bucket=BUCKET)["Policy"]
        self.s3.put_bucket_policy(Bucket=BUCKET, Policy=without(self._kept))
        self.called()

    def open_archive(self) -> None:
        self.s3.put_bucket_policy(Bucket=BUCKET, Policy=self._kept)
        self.called()

    def block_topic(self) -> None:
        self._kept = self.sns.get_topic_attributes(TopicArn=NOTIFICATIONS)["Attributes"]["Policy"]
        self._put_topic_policy(without(self._kept))
        self.called()

    def open_topic(self) -> None:
        self._put_topic_policy(self._kept)
        self.called()

    def _put_topic_policy(self, text: str) -> None:
        self.sns.set_topic_attributes(TopicArn=NOTIFICATIONS, AttributeName="Policy", AttributeValue=text)

    # --- messages

    def poison(self) -> None:
        self.sns.publish(TopicArn=NOTIFICATIONS, Message="no notification")

    def name_what_is_not_there(self) -> None:
        day = f"{datetime.now(UTC):%Y/%m/%d}"
        stamp = f"{datetime.now(UTC):%Y%m%dT%H%MZ}"
        self._key = f"{LOG_FILES}{day}/{ACCOUNT}_CloudTrail_{REGION}_{stamp}_NotThere00000000.json.gz"
        self.sns.publish(TopicArn=NOTIFICATIONS, Message=notification([self._key], BUCKET))

    def put_it_there_and_redrive(self) -> None:
        self.s3.put_object(Bucket=BUCKET, Key=self._key, Body=log_file())
        self.redrive()

    def redrive(self) -> None:
        assert self.command("dead-letters", "redrive", "--yes")[0] == 0

    def forbid_delivery(self) -> None:
        """Until there are dead letters too: later than the alarm, as after five attempts, and in seconds."""
        self._kept = self.iam.get_role_policy(RoleName=ROLE, PolicyName=ROLE_POLICY)["PolicyDocument"]
        rest = [each for each in self._kept["Statement"] if each["Sid"] != "DeliverRecords"]
        self._hide_messages(seconds=10)
        self._put_role_policy({**self._kept, "Statement": rest})
        eventually(lambda: "deliver-failing" in self.health.seen().alarms, bool, PATIENCE_SECONDS)
        self._hide_messages(seconds=1)
        eventually(lambda: self._count(DEAD_LETTERS, "ApproximateNumberOfMessages"), bool, PATIENCE_SECONDS)

    def permit_delivery(self) -> None:
        self._put_role_policy(self._kept)
        eventually(self._is_redriven, bool, PATIENCE_SECONDS)
        self._hide_messages(seconds=30)

    def _is_redriven(self) -> bool:
        """SQS moves what has failed before when it asks for it again, maybe after a redrive."""
        self.redrive()
        left = [(QUEUE, "ApproximateNumberOfMessagesNotVisible"), (DEAD_LETTERS, "ApproximateNumberOfMessages")]
        return not any(self._count(queue, name) for queue, name in left)

    def _put_role_policy(self, document: Any) -> None:
        self.iam.put_role_policy(RoleName=ROLE, PolicyName=ROLE_POLICY, PolicyDocument=json.dumps(document))

    def _hide_messages(self, seconds: int) -> None:
        url = self.sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(seconds)})

    def _count(self, queue: str, name: str) -> int:
        url = self.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        return int(self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])

    # --- the archive's content

    def sign(self, hours: int = 1) -> None:
        """Write digests after each log file has its receipt: minutes lie between them in AWS."""
        self.health.stop_looking()
        self.cloud.deliver()
        eventually(lambda: self.estate.receipts() >= self._written(), bool, PATIENCE_SECONDS)
        self.cloud.write_digests(hours)
        self.health.look_again()

    def _written(self) -> int:
        return sum("/CloudTrail/" in key for key in self.keys("AWSLogs/"))

    def tamper(self) -> None:
        """With a log file that no digest lists yet."""
        before = set(self.keys(LOG_FILES))
        self.called()
        self._key = min(set(self.keys(LOG_FILES)) - before)
        eventually(lambda: self.estate.streams_with(self.call), bool, PATIENCE_SECONDS)
        self._kept = self.s3.put_object(Bucket=BUCKET, Key=self._key, Body=log_file())["VersionId"]
        self.sign()

    def restore_version(self) -> None:
        self.s3.delete_object(Bucket=BUCKET, Key=self._key, VersionId=self._kept)
        self.functions.invoke(FunctionName="trailkeeper-verify", Payload=b'{"source": "aws.events"}')

    def keys(self, prefix: str) -> Sequence[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", ())]

    # --- watch

    def end_watch(self) -> None:
        self.events.disable_rule(Name="trailkeeper-watch")
        self.health.stop_looking()

    def begin_watch(self) -> None:
        self.events.enable_rule(Name="trailkeeper-watch")
        self.health.look_again()

    # --- the command

    def command(self, *arguments: str) -> tuple[int, str]:
        """Its exit code and what it says."""
        run = [sys.executable, "-m", "cli", *arguments]
        done = subprocess.run(run, cwd=ROOT, env=self.cloud.environment(), capture_output=True, text=True, check=False)
        return done.returncode, done.stdout or done.stderr


def without(policy_text: str) -> str:
    """A policy without what admits CloudTrail."""
    found = json.loads(policy_text)
    kept = [each for each in found["Statement"] if each["Principal"] != CLOUDTRAIL]
    return json.dumps({**found, "Statement": kept})
