"""A day of one trail in one Region: log files of made-up records, and the 24 digests over them, signed in a chain.

Half of the log files hold eight records or fewer, and a few hold hundreds, as trails write them.
"""

import gzip
import hashlib
import random
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bench import sample
from bench.archive_answer import ServedArchive
from tests.digest_builder import CLOUDTRAIL, FIRST, HOUR, Archive, Trail, iso

HOURS = 24
START = datetime(2026, 11, 22, 0, 1, 31, tzinfo=UTC)
END = START + HOURS * HOUR
TRAIL = Trail(account=sample.ACCOUNT, region=sample.REGIONS[0], name="bench", home=sample.REGIONS[0])
TRAIL_ARN = f"arn:aws:cloudtrail:{TRAIL.home}:{TRAIL.account}:trail/{TRAIL.name}"
BODIES = 500
"""Log files that differ; the others repeat them under names of their own."""


def signed_day(log_files: int) -> ServedArchive:
    """The same in each process, but for the key that signs it."""
    archive, last = Archive(sample.BUCKET, [CLOUDTRAIL.listed(START, END)]), FIRST
    for hour in range(HOURS):
        numbers = range(log_files * hour // HOURS, log_files * (hour + 1) // HOURS)
        listed = [_put(archive, START + hour * HOUR, number) for number in numbers]
        document = {**_document(archive.bucket, START + hour * HOUR, listed), **last}
        last = archive.put_digest(document["digestS3Object"], document)
    return ServedArchive(archive.bucket, archive.objects, archive.metadata, archive.public_keys, TRAIL_ARN)


def _put(archive: Archive, hour: datetime, number: int) -> dict[str, str]:
    """Gives what the digest lists of it."""
    stamp = hour + timedelta(minutes=5 * (number % 11) + 1)
    key = TRAIL.log_file_key(stamp, f"{number:016d}")
    archive.objects[key], sha256 = _body(number % BODIES)
    times = {"newestEventTime": iso(stamp), "oldestEventTime": iso(stamp)}
    return {"s3Bucket": archive.bucket, "s3Object": key, "hashValue": sha256, "hashAlgorithm": "SHA-256", **times}


@cache
def _body(number: int) -> tuple[bytes, str]:
    """A log file, and the hash of what it inflates to."""
    rnd = random.Random(number)  # noqa: S311  (the same files in each run)
    body = sample.log_file(rnd, min(500, max(1, round(rnd.lognormvariate(2.1, 1.3)))))
    return body, hashlib.sha256(gzip.decompress(body)).hexdigest()


def _document(bucket: str, start: datetime, listed: list[dict[str, str]]) -> dict[str, Any]:
    end = start + HOUR
    return {
        "awsAccountId": TRAIL.account,
        "digestStartTime": iso(start),
        "digestEndTime": iso(end),
        "digestS3Bucket": bucket,
        "digestS3Object": TRAIL.digest_key(end),
        "digestPublicKeyFingerprint": CLOUDTRAIL.fingerprint,
        "digestSignatureAlgorithm": "SHA256withRSA",
        "newestEventTime": iso(end),
        "oldestEventTime": iso(start),
        "logFiles": listed,
    }
