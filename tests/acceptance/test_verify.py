"""verify in a deployment: hours of digests, what goes wrong with them and with log files, and what is told of it."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.estate import BUCKET, REGION
from tests.acceptance.expectation import eventually
from tests.acceptance.watched_verification import DIGESTS, FORGED, HOURS, LOG_FILES, PATIENCE_SECONDS, Line, Watched

ROOT = Path(__file__).parents[2]

Lived = dict[str, Any]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """One story, hour by hour: each stage needs the chain as the one before has left it."""
    with EmbeddedCloud(delivery_interval_seconds=3600, digest_interval_seconds=86_400, digest_hours=HOURS) as cloud:
        yield dict(_live(Watched(cloud, tmp_path_factory.mktemp("verified"))))


def _live(watched: Watched) -> Iterator[tuple[str, Any]]:
    first = watched.hour()
    yield "hastened", watched.verified()
    yield "good", ([line for line in watched.lines() if line["effect"] != "none"], verify(watched.cloud))
    yield "healed", _heal(watched)
    yield "tampered", _tamper(watched, first)
    yield "forged", _forge(watched)
    yield "gone", _delete(watched)
    yield "mails", watched.mailed()
    yield "unfinished", eventually(watched.unfinished, lambda count: count == 0)


def _heal(watched: Watched) -> Lived:
    """CloudTrail fails to tell of a log file, and does not repeat it."""
    before = set(watched.keys(LOG_FILES))
    watched.cloud.fault("lose-notification", count=1, region=REGION)
    call = watched.estate.call()
    watched.cloud.deliver()
    watched.cloud.mend()
    lost, (key,) = watched.estate.streams_with(call), set(watched.keys(LOG_FILES)) - before
    watched.cloud.write_digests()
    opened = watched.told("receipt-requeued", key)
    arrived = eventually(lambda: watched.estate.streams_with(call), bool, PATIENCE_SECONDS)
    watched.schedule()
    mended = watched.told("receipt-requeued", key, "resolved")
    return {"lost": lost, "opened": opened, "arrived": arrived, "mended": mended}


def _tamper(watched: Watched, key: str) -> Lived:
    """Somebody writes over a log file, and its older version is restored."""
    altered = watched.s3.put_object(Bucket=BUCKET, Key=key, Body=gzip.compress(b'{"Records":[]}'))
    watched.hour()
    by_command = verify(watched.cloud)
    watched.s3.delete_object(Bucket=BUCKET, Key=key, VersionId=altered["VersionId"])
    return {"by command": by_command, "mended": verify(watched.cloud)}


def _forge(watched: Watched) -> Lived:
    """A log file that CloudTrail has not written, and one that it has, altered before its digest."""
    genuine = watched.hour()
    forged = genuine[: -len(FORGED)] + FORGED
    watched.s3.put_object(Bucket=BUCKET, Key=forged, Body=gzip.compress(b'{"Records":[]}'))
    watched.cloud.fault("alter-log-file", count=1)
    altered = watched.hour()
    watched.hour()
    watched.schedule()
    unlisted, differs = watched.told("log-file-unlisted", forged), watched.told("receipt-differs", altered)
    return {"unlisted": unlisted, "differs": differs, "altered": watched.told("log-file-altered", altered)}


def _delete(watched: Watched) -> Lived:
    """A log file is deleted before its digest is there, and a digest is never written; then the log file is back."""
    watched.estate.call()
    before = set(watched.keys(LOG_FILES))
    watched.cloud.deliver()
    gone = min(set(watched.keys(LOG_FILES)) - before)
    marker = watched.s3.delete_object(Bucket=BUCKET, Key=gone)
    watched.cloud.write_digests()
    missing = watched.told("log-file-missing", gone)
    watched.cloud.fault("withhold-digest", count=1)
    watched.hour()
    watched.cloud.mend()
    watched.hour()
    no_digest = watched.told("digest-missing", DIGESTS)
    watched.s3.delete_object(Bucket=BUCKET, Key=gone, VersionId=marker["VersionId"])
    watched.schedule()
    return {"missing": missing, "mended": watched.told("log-file-missing", gone, "resolved"), "digest": no_digest}


def verify(cloud: EmbeddedCloud, *options: str) -> tuple[int, Mapping[str, Any]]:
    """The command, with the deployment's own bucket."""
    since = f"{datetime.now(UTC) - timedelta(hours=HOURS + 2):%Y-%m-%dT%H:%M:%SZ}"
    command = [sys.executable, "-m", "cli", "verify", "--json", "--from", since, *options]
    done = subprocess.run(command, cwd=ROOT, env=cloud.environment(), capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def codes(told: tuple[int, Mapping[str, Any]]) -> set[str]:
    return {finding["code"] for finding in told[1]["findings"] if finding["effect"] != "none"}


def only(lines: Sequence[Line]) -> Line:
    [line] = lines
    return line


def test_a_new_digest_is_verified_without_waiting_for_the_hour(lived: Lived) -> None:
    assert lived["hastened"].startswith(DIGESTS)


def test_what_is_as_cloudtrail_wrote_it_raises_nothing(lived: Lived) -> None:
    lines, (exit_code, told) = lived["good"]
    assert (lines, exit_code, told["verdict"]) == ([], 0, "valid")


def test_the_command_finds_every_digest_and_log_file_of_the_bucket(lived: Lived) -> None:
    _, (_, told) = lived["good"]
    assert told["digests"]["valid"] >= 2
    assert told["log_files"]["valid"] >= 1


def test_a_log_file_that_nobody_was_told_of_is_delivered_all_the_same(lived: Lived) -> None:
    assert lived["healed"]["lost"] == set()
    assert lived["healed"]["arrived"] == {f"{ACCOUNT}_CloudTrail_{REGION}"}


def test_the_finding_says_that_it_was_put_on_the_queue_once_more_and_then_that_it_is_mended(lived: Lived) -> None:
    assert only(lived["healed"]["opened"])["object"] == only(lived["healed"]["mended"])["object"]


def test_the_command_finds_a_log_file_that_was_written_over(lived: Lived) -> None:
    exit_code, told = lived["tampered"]["by command"]
    assert (exit_code, told["verdict"], codes((exit_code, told))) == (1, "invalid", {"log-file-altered"})


def test_the_command_finds_nothing_once_its_older_version_is_back(lived: Lived) -> None:
    exit_code, told = lived["tampered"]["mended"]
    assert (exit_code, told["verdict"]) == (0, "valid")


@pytest.mark.parametrize(
    ("stage", "name"),
    [("forged", "unlisted"), ("forged", "differs"), ("forged", "altered"), ("gone", "missing"), ("gone", "digest")],
)
def test_verify_tells_once_what_is_wrong(lived: Lived, stage: str, name: str) -> None:
    assert only(lived[stage][name])["severity"] == "critical"


@pytest.mark.parametrize(
    "code", ["log-file-unlisted", "receipt-differs", "log-file-altered", "log-file-missing", "digest-missing"]
)
def test_the_alarm_topic_tells_what_is_critical(lived: Lived, code: str) -> None:
    assert [mail for mail in lived["mails"] if f"Code: {code}:" in mail]


def test_verify_says_when_a_deleted_log_file_is_back(lived: Lived) -> None:
    assert only(lived["gone"]["mended"])["code"] == "log-file-missing"


def test_no_message_of_verify_fails(lived: Lived) -> None:
    assert lived["unfinished"] == 0
