"""verify with every port in memory, over an archive of tests.digest_builder, and a clock that stands still."""

import dataclasses
import gzip
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from lambdas.core.digest_key import DigestKey
from lambdas.core.digest_verification import StoredDigest
from lambdas.core.error import MissingLogFile
from lambdas.core.message import Message
from lambdas.core.public_key import PublicKey
from lambdas.core.receipt import Receipt, State, UnreadableReceipt
from lambdas.core.stored_object import StoredObject, StoredVersion
from lambdas.crypto.public_key import signs
from lambdas.memory.archive import version_of
from lambdas.memory.ledger import Receipts
from lambdas.memory.listing import Listing
from lambdas.memory.logs import LogGroup
from lambdas.memory.queue import Queue
from lambdas.memory.topic import Topic
from lambdas.memory.verification_table import VerificationTable
from lambdas.verify.invocation import Invocation
from lambdas.verify.port import World
from lambdas.verify.settings import Settings
from lambdas.verify.verify import Verify
from tests.builder import ACCOUNT, BUCKET
from tests.digest_builder import START, Archive, Chain

SETTINGS = Settings(
    archive_bucket=BUCKET,
    archive_owner=ACCOUNT,
    ledger_table="ledger",
    verification_table="verification",
    findings_log_group="findings",
    alarm_topic_arn="alarms",
    delivery_queue_url="delivery",
    verification_queue_url="verification",
)
FOLDER = f"AWSLogs/{ACCOUNT}/"
HOUR_S = 3600
START_S = int(START.timestamp())
POOL, REGIONS = ThreadPoolExecutor(4), ThreadPoolExecutor(2)


def name_of(key: str) -> str:
    return f"{BUCKET}/{key}"


@dataclass
class StillClock:
    now_s: int = START_S + 5 * HOUR_S + 600
    short: Iterator[bool] = field(default_factory=lambda: repeat(False))  # noqa: FBT003

    def now_ms(self) -> int:
        return self.now_s * 1000

    def is_short(self) -> bool:
        return next(self.short)


@dataclass
class Store:
    """The ports that read the archive."""

    archive: Archive
    reads: list[str] = field(default_factory=list)

    def get(self, bucket: str, key: str, most_bytes: int, version: str = "") -> StoredObject:
        assert (bucket, version) == (BUCKET, "")
        self.reads.append(key)
        if key not in self.archive.objects:
            raise MissingLogFile(f"log file {key}: gone")
        body = self.archive.objects[key]
        return StoredObject(body if len(body) <= most_bytes else None, version_of(body), len(body))

    def of(self, region: str, from_s: int, until_s: int) -> Sequence[PublicKey]:
        assert region
        return [key for key in self.archive.keys if key.covers(from_s, until_s)]


@dataclass
class StoredDigests:
    archive: Archive

    def get(self, bucket: str, key: DigestKey) -> StoredDigest:
        assert bucket == BUCKET
        if key.key not in self.archive.objects:
            raise MissingLogFile(f"digest {key.key}: gone")
        return self.archive.stored_digest(key.key)


@dataclass
class Verification:
    """The deployment began with the archive's first hour."""

    archive: Archive = field(default_factory=Archive)
    receipts: dict[str, Receipt | UnreadableReceipt] = field(default_factory=dict)
    versions: dict[str, Sequence[StoredVersion]] = field(default_factory=dict)
    table: VerificationTable = field(default_factory=VerificationTable)
    topic: Topic = field(default_factory=Topic)
    delivery: Queue = field(default_factory=lambda: Queue(START_S))
    accounts: Queue = field(default_factory=Queue)
    group: LogGroup = field(default_factory=LogGroup)
    clock: StillClock = field(default_factory=StillClock)
    settings: Settings = SETTINGS
    others: dict[str, Any] = field(default_factory=dict)
    """Ports in the place of those below, by their names in World."""

    def __post_init__(self) -> None:
        self.store = Store(self.archive)

    @property
    def world(self) -> World:
        return dataclasses.replace(self._whole(), **self.others)

    def _whole(self) -> World:
        return World(
            listing=Listing(BUCKET, self.archive.objects, self.versions),
            digests=StoredDigests(self.archive),
            log_files=self.store,
            public_keys=self.store,
            receipts=Receipts(self.receipts),
            table=self.table,
            findings=self.group,
            topic=self.topic,
            delivery=self.delivery,
            accounts=self.accounts,
            signs=signs,
            pool=POOL,
            regions=REGIONS,
        )

    def run(self, *bodies: str) -> Invocation:
        """Without bodies: what planning sends for the account."""
        messages = [Message(str(place), body) for place, body in enumerate(bodies or [account_message()])]
        invocation = Invocation(logging.getLogger("verify"), self.settings.requeue_limit)
        Verify(self.settings, self.world, invocation.log).run(messages, self.clock, invocation)
        return invocation

    def pass_hours(self, count: int = 1) -> None:
        self.clock.now_s += count * HOUR_S

    def deliver(self, *keys: str) -> None:
        """Each log file, as it is now."""
        for key in keys:
            self.receipts[name_of(key)] = receipt(key, self.archive.objects[key])

    def lines(self) -> list[dict[str, str]]:
        return [json.loads(event.message) for events in self.group.streams.values() for event in events]

    def told(self) -> Counter[tuple[str, str, str]]:
        """Code, state and object of each line."""
        return Counter((line["code"], line["state"], line["object"]) for line in self.lines())

    def codes(self) -> set[tuple[str, str]]:
        return {(line["code"], line["state"]) for line in self.lines()}

    def requeued(self) -> list[str]:
        return [key for body in self.delivery.bodies for key in json.loads(body)["s3ObjectKey"]]


def receipt(key: str, body: bytes, **fields: object) -> Receipt:
    inflated = gzip.decompress(body)
    known = {
        "log_file": name_of(key),
        "version": version_of(body),
        "state": State.DELIVERED,
        "revision": 2,
        "read": 2,
        "delivered": 2,
        "sha256": hashlib.sha256(inflated).hexdigest(),
        "size_bytes": len(body),
    }
    return Receipt(**{**known, **fields})  # type: ignore[arg-type]


def account_message(folder: str = FOLDER) -> str:
    return json.dumps({"account_folder": folder})


def deployed(*log_files: int, delivered: bool = True) -> tuple[Verification, Chain]:
    """An archive whose chain begins with the deployment, an hour for each number of log files."""
    verification = Verification()
    chain = verification.archive.add_chain(log_files=log_files or (2, 1, 0, 3, 1))
    if delivered:
        verification.deliver(*chain.log_files)
    return verification, chain
