"""The two commands that validate an archive: `aws cloudtrail validate-logs`, and the product's `trailkeeper verify`.

Both get the same archive from an endpoint, in an environment that holds nothing else of this machine's.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

from bench.archive_answer import ServedArchive
from bench.endpoint import PROJECT

KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE", "TMPDIR")


def environment(url: str, access_key: str, home: Path, region: str) -> dict[str, str]:
    """access_key: of the archive to see. home: an empty folder, where no configuration is."""
    return {
        **{name: os.environ[name] for name in KEPT if name in os.environ},
        "HOME": str(home),
        "PYTHONPATH": str(PROJECT),
        "NO_PROXY": "127.0.0.1",
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": "of-no-account",
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": url,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def validate_logs(archive: ServedArchive, start: datetime, end: datetime, account: str = "") -> list[str]:
    """account: of which an organization's trail is validated."""
    aws = str(Path(sys.executable).with_name("aws"))
    times = ["--start-time", start.isoformat(), "--end-time", end.isoformat()]
    whose = ["--account-id", account] if account else []
    return [aws, "cloudtrail", "validate-logs", "--trail-arn", archive.trail_arn, *times, *whose]


def verify(archive: ServedArchive, start: datetime, end: datetime, account: str = "") -> list[str]:
    where = ["--bucket", archive.bucket, *(["--prefix", archive.prefix] if archive.prefix else [])]
    times = ["--from", start.isoformat(), "--to", end.isoformat()]
    whose = ["--account", account] if account else []
    return [sys.executable, "-P", "-m", "cli", "verify", *where, *times, *whose, "--json"]
