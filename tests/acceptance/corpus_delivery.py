"""A corpus through the deployed pipeline: made, put into the archive, announced, and read back from everywhere."""

import base64
import logging
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambdas.aws.receipts import receipts
from lambdas.core.receipt import Receipt
from local.both_sides import events, streams
from tests.acceptance.deployment import BUCKET, LEDGER, LOG_GROUP, PREFIX, Deployment
from tests.acceptance.expectation import eventually
from tests.builder import notification

GENERATOR = os.environ.get("CLOUDTRAIL_CORPUS_GENERATOR", "")
PLAIN = Path(__file__).with_name("plain_records.py")
UPLOADS = 8
MOST_SECONDS = 1_800
FIGURES = ("Requests", "LogFilesRead", "RecordsRead", "RecordsOdd", "MessagesFailed")
LOG = logging.getLogger(__name__)

Records = Counter[tuple[int, str]]
"""How often there is each record, with a time in milliseconds since 1970."""


@dataclass(frozen=True)
class Corpus:
    """Each has an organization of its own, and so keys and streams of its own."""

    organization: str
    records: int
    accounts: int
    start: str = ""
    """Its first hour; recent where there is none."""

    @property
    def folder(self) -> str:
        """In the archive."""
        return f"{PREFIX}AWSLogs/{self.organization}/"

    def make(self, folder: Path) -> dict[str, Path]:
        """The log files by their keys."""
        size = [str(self.records), "--accounts", str(self.accounts)]
        where = ["--organization", self.organization, *(["--start", self.start] if self.start else [])]
        subprocess.run([sys.executable, GENERATOR, folder, *size, *where], check=True, stdout=subprocess.DEVNULL)
        found = [path for path in folder.rglob("*.json.gz") if "CloudTrail-Digest" not in path.parts]
        return {f"{PREFIX}{path.relative_to(folder)}": path for path in found}


@dataclass(frozen=True)
class Delivered:
    """What was there, and what of it is to be found where."""

    keys: set[str]
    records: Records
    started_ms: int
    arrived: Records
    quarantined: Counter[str]
    receipts: Mapping[str, Receipt]
    """By key."""


def deliver(deployed: Deployment, corpus: Corpus, folder: Path) -> Delivered:
    log_files = corpus.make(folder)
    records = Counter(plain(folder))
    with ThreadPoolExecutor(UPLOADS) as pool:
        list(pool.map(lambda key: deployed.put(key, log_files[key].read_bytes()), log_files))
    started_ms = time.time_ns() // 1_000_000
    deployed.announce(*(notification([key], BUCKET) for key in log_files))
    assert eventually(deployed.waiting, lambda count: count == 0, seconds=MOST_SECONDS) == 0
    seconds = time.time() - started_ms / 1000
    figures = {name: int(amount) for name, (amount, _) in deployed.metrics(FIGURES).items()}
    LOG.info("%s: %d log files, %d records, %.0f s", corpus, len(log_files), records.total(), seconds)
    LOG.info("the function's metrics so far: %s", figures)
    arrived = Counter(in_streams(deployed, corpus))
    quarantined = Counter(in_quarantine(deployed, corpus))
    return Delivered({*log_files}, records, started_ms, arrived, quarantined, receipts_of(deployed, corpus))


def plain(folder: Path) -> Iterator[tuple[int, str]]:
    """The records as a program says that has nothing of this project."""
    with subprocess.Popen([sys.executable, "-I", PLAIN, folder], stdout=subprocess.PIPE) as program:
        assert program.stdout
        for line in program.stdout:
            milliseconds, _, text = line.decode().removesuffix("\n").partition("\t")
            yield int(milliseconds), text
    assert program.returncode == 0


def in_streams(deployed: Deployment, corpus: Corpus) -> Iterator[tuple[int, str]]:
    for stream in streams(deployed.logs, LOG_GROUP):
        if stream.startswith(f"{corpus.organization}_"):
            for event in events(deployed.logs, LOG_GROUP, stream):
                yield event["timestamp"], event["message"]


def in_quarantine(deployed: Deployment, corpus: Corpus) -> Iterator[str]:
    for entries in deployed.quarantined(f"records/{BUCKET}/{corpus.folder}").values():
        yield from map(_raw, entries)


def _raw(entry: Mapping[str, Any]) -> str:
    return str(entry["record"]) if "record" in entry else base64.b64decode(entry["record_base64"]).decode()


def receipts_of(deployed: Deployment, corpus: Corpus) -> dict[str, Receipt]:
    beginning = f"{BUCKET}/{corpus.folder}"
    found = [one for one in receipts(deployed.dynamodb, LEDGER) if one.log_file.startswith(beginning)]
    return {one.log_file.removeprefix(f"{BUCKET}/"): one for one in found}
