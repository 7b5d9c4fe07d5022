"""Accounts of an embedded cloud in which a configuration is deployed, updated in place and destroyed."""

import gzip
import itertools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from local.both_sides import in_bucket, in_log_group
from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from local.deploy import bootstrap, deploy, destroy, host_assembly, synthesize
from tests.acceptance.expectation import eventually

REGION = "us-east-1"
BUCKET = f"trailkeeper-archive-{ACCOUNT}-{REGION}"
RECORDS = "/trailkeeper/records"
# A message that fails comes again soon, and one that is there is taken at once.
QUICK = {"timeout_seconds": 5, "batching_window_seconds": 1}

Configuration = Mapping[str, Any]
_numbers = itertools.count(1)


class Estate:
    def __init__(self, cloud: EmbeddedCloud, folder: Path, accounts: Sequence[str] = (ACCOUNT,)) -> None:
        self.cloud, self._folder = cloud, folder
        self._deployers = [bootstrap(cloud, account=account) for account in accounts]
        self._assembly = folder

    def deploy(self, configuration: Configuration) -> None:
        """Make the deployment, or change it in place."""
        place = self._folder / str(next(_numbers))
        place.mkdir()
        synthesized = synthesize(place / "synthesized", {"delivery": QUICK, **configuration})
        self._assembly = host_assembly(synthesized, place / "cdk.out")
        deploy(self.cloud, self._deployers[0], self._assembly)

    def destroy(self) -> None:
        destroy(self.cloud, self._deployers[0], self._assembly)

    def client(self, service: str, account: str = ACCOUNT) -> Any:
        return self.cloud.client(service, self.cloud.account(account))

    def call(self, account: str = ACCOUNT, *, reads: bool = False) -> str:
        """Make a call that the trail may record, and one that only reads; the name that its record holds."""
        queue = f"called-{next(_numbers)}"
        sqs = self.client("sqs", account)
        if reads:
            sqs.list_queues(QueueNamePrefix=queue)
        else:
            sqs.create_queue(QueueName=queue)
        return queue

    def trail(self, account: str = ACCOUNT) -> dict[str, Any]:
        """What CloudTrail says of the trail: its settings, whether it logs, its selectors."""
        cloudtrail = self.client("cloudtrail", account)
        settings = cloudtrail.get_trail(Name="trailkeeper")["Trail"]
        selectors = cloudtrail.get_event_selectors(TrailName="trailkeeper")
        return {**settings, **cloudtrail.get_trail_status(Name="trailkeeper"), **selectors}

    def recorded(self, call: str, log_group: str = RECORDS) -> set[str]:
        """The streams in which there is a record of a call."""
        self.cloud.deliver()
        return eventually(lambda: self.streams_with(call, log_group))

    def streams_with(self, call: str, log_group: str = RECORDS, account: str = ACCOUNT) -> set[str]:
        logs = self.client("logs", account)
        groups = logs.describe_log_groups(logGroupNamePrefix=log_group)["logGroups"]
        if not groups:
            return set()
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=log_group)
        found = [event for page in pages for event in page["events"]]
        return {event["logStreamName"] for event in found if f'"{call}"' in event["message"]}

    def keys_with(self, call: str, bucket: str = BUCKET, account: str = ACCOUNT) -> set[str]:
        """The folders of the log files in which there is a record of a call, down to the Region."""
        s3 = self.client("s3", account)
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        listed = [item["Key"] for page in pages for item in page.get("Contents", ())]
        keys = [key for key in listed if key.endswith(".json.gz")]
        bodies = {key: gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()) for key in keys}
        with_call = [key for key, body in bodies.items() if f'"{call}"'.encode() in body]
        return {"/".join(key.split("/")[:-4]) for key in with_call}

    def buckets(self) -> list[str]:
        return [bucket["Name"] for bucket in self.client("s3").list_buckets()["Buckets"]]

    def in_bucket(self) -> Counter[str]:
        return in_bucket(self.cloud, BUCKET)

    def in_log_group(self) -> Counter[str]:
        return in_log_group(self.cloud, RECORDS)

    def settled(self) -> tuple[Counter[str], Counter[str]]:
        """What is in the bucket and what is in the log group, as soon as all that is in the one is in the other."""
        self.cloud.deliver()
        sides = lambda: (self.in_bucket(), self.in_log_group())  # noqa: E731
        return eventually(sides, lambda both: both[0] == both[1], seconds=30)

    def stacks(self, account: str = ACCOUNT) -> set[str]:
        listed = self.client("cloudformation", account).describe_stacks()["Stacks"]
        return {stack["StackName"] for stack in listed if stack["StackName"].startswith("Trailkeeper-")}

    def receipts(self) -> int:
        return int(self.client("dynamodb").scan(TableName="trailkeeper-ledger", Select="COUNT")["Count"])


def policy(statements: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
