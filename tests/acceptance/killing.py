"""What deliver works with, in the embedded cloud, without a function: a process each time, which may be killed.

A scene is one delivery of the same log files under an account of its own, and so with objects, streams and receipts of
its own.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdas.aws.receipts import receipts
from lambdas.core.quarantine import LOG_FILES, MESSAGES, RECORDS, Quarantined, read_records
from lambdas.core.receipt import Receipt
from lambdas.deliver.settings import Settings
from local.both_sides import events, streams
from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT, REGION, Credentials
from local.process import PROJECT
from tests import ledger_table
from tests.builder import key

ARCHIVE, QUARANTINE, TABLE, LOG_GROUP = "killed-archive", "killed-quarantine", "killed-ledger", "/killed/records"
LEFT_MS = 1_500
"""Of each process's invocation, and so the length of its leases."""
MOST_ATTEMPTS = 5
PROCESS_SECONDS = 60
SETTINGS = Settings(
    archive_bucket=ARCHIVE,
    archive_owner=ACCOUNT,
    log_group=LOG_GROUP,
    home_region=REGION,
    ledger_table=TABLE,
    quarantine_bucket=QUARANTINE,
)
LOGS_ARN = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{LOG_GROUP}:log-stream:*"
QUARANTINED_ARN = f"arn:aws:s3:::{QUARANTINE}/*"
MAY = {
    "s3:GetObject": [f"arn:aws:s3:::{ARCHIVE}/AWSLogs/*", QUARANTINED_ARN],
    "s3:PutObject": [QUARANTINED_ARN],
    "s3:DeleteObject": [QUARANTINED_ARN],
    "s3:ListBucket": [f"arn:aws:s3:::{QUARANTINE}"],
    "dynamodb:PutItem": [f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{TABLE}"],
    "logs:CreateLogStream": [LOGS_ARN],
    "logs:PutLogEvents": [LOGS_ARN],
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": action, "Resource": arns} for action, arns in MAY.items()],
}


@dataclass(frozen=True)
class Run:
    """What a process has left behind."""

    status: int
    output: str
    errors: str
    journal: list[dict[str, Any]]

    @property
    def calls(self) -> list[str]:
        return [line["call"] for line in self.journal if "call" in line]

    @property
    def requests(self) -> list[set[str]]:
        return [set(line["messages"]) for line in self.journal if line.get("messages")]

    def failed(self, message_ids: Sequence[str]) -> list[str]:
        """The messages that stay on the queue: all of them where there is no answer."""
        answers = [line["answer"]["batchItemFailures"] for line in self.journal if "answer" in line]
        return [failure["itemIdentifier"] for failure in answers[0]] if answers else list(message_ids)


@dataclass
class Scene:
    account: str
    messages: Mapping[str, str]
    """Bodies by their ids."""
    runs: list[Run] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """The ids of the messages that are still on the queue."""
    leased_until: float = 0
    """By time.monotonic()."""


class Stage:
    def __init__(self, cloud: EmbeddedCloud, folder: Path) -> None:
        self.cloud, self.folder = cloud, folder
        self.s3, self.logs = cloud.client("s3"), cloud.client("logs")
        self.dynamodb: Any = cloud.client("dynamodb")
        for bucket in (ARCHIVE, QUARANTINE):
            self.s3.create_bucket(Bucket=bucket)
            self.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        self.logs.create_log_group(logGroupName=LOG_GROUP)
        ledger_table.create(self.dynamodb, TABLE)
        self.deliverer: Credentials = cloud.user("killed", POLICY)

    def put(self, account: str, name: str, body: bytes) -> str:
        """A log file of the account; its key."""
        found = key(name, account)
        self.s3.put_object(Bucket=ARCHIVE, Key=found, Body=body)
        return found

    def run(self, scene: Scene, concurrency: int, *trap: str, **changed: str) -> Run:
        """One process with what is on the queue. `trap`: operation, number, before or after; `changed`: settings."""
        told = {f"TRAILKEEPER_{name.upper()}": value for name, value in changed.items()}
        settings = {**SETTINGS.environment(), "TRAILKEEPER_FETCH_CONCURRENCY": str(concurrency), **told}
        journal = self.folder / f"{scene.account}-{len(scene.runs)}.ndjson"
        done = subprocess.run(
            [sys.executable, "-m", "tests.acceptance.killable", journal, str(LEFT_MS), *trap],
            cwd=PROJECT,
            env={**self.cloud.environment(self.deliverer), **settings},
            input=json.dumps(event({name: scene.messages[name] for name in scene.waiting})),
            capture_output=True,
            text=True,
            timeout=PROCESS_SECONDS,
            check=False,
        )
        lines = journal.read_text().splitlines() if journal.exists() else []
        run = Run(done.returncode, done.stdout, done.stderr, [json.loads(line) for line in lines])
        scene.leased_until = time.monotonic() + LEFT_MS / 1000
        scene.waiting = run.failed(scene.waiting)
        scene.runs.append(run)
        return run

    def finish(self, scene: Scene, concurrency: int) -> None:
        """Fresh processes, as the messages come again after the lease, until none does."""
        for _ in range(MOST_ATTEMPTS):
            if not scene.waiting:
                return
            time.sleep(max(0.0, scene.leased_until - time.monotonic()))
            self.run(scene, concurrency)

    def delivered(self, account: str) -> Counter[str]:
        """Every message of the account's stream, read through the API."""
        stream = f"{account}_CloudTrail_{REGION}"
        if stream not in streams(self.logs, LOG_GROUP):
            return Counter()
        return Counter(found["message"] for found in events(self.logs, LOG_GROUP, stream))

    def receipts(self) -> dict[str, Receipt]:
        """By the log file's key."""
        return {found.log_file.partition("/")[2]: found for found in receipts(self.dynamodb, TABLE)}

    def quarantined(self) -> list[Quarantined]:
        """Every record in quarantine."""
        return [entry for name in self.names(RECORDS) for entry in read_records(self._object(name))]

    def pointers(self) -> list[str]:
        return self.names(LOG_FILES)

    def set_aside(self) -> list[str]:
        return self.names(MESSAGES)

    def names(self, prefix: str) -> list[str]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=QUARANTINE, Prefix=prefix)
        return [found["Key"] for page in pages for found in page.get("Contents", ())]

    def _object(self, name: str) -> bytes:
        body: bytes = self.s3.get_object(Bucket=QUARANTINE, Key=name)["Body"].read()
        return body


def event(messages: Mapping[str, str]) -> dict[str, Any]:
    """As Lambda hands over what is on an SQS queue."""
    attributes = {"ApproximateReceiveCount": "1"}
    records = [
        {"eventSource": "aws:sqs", "messageId": name, "body": body, "attributes": attributes}
        for name, body in messages.items()
    ]
    return {"Records": records}
