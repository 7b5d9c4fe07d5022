"""What the embedded CloudTrail does wrong when it is told to, and nothing else then."""

import json
from collections.abc import Iterator

import pytest

from local.cloud import EmbeddedCloud
from local.server.fault import FAULTS
from tests.acceptance.watched_digests import digests, validate_logs, wrong
from tests.acceptance.watched_trail import WatchedTrail


@pytest.fixture(scope="module")
def cloud() -> Iterator[EmbeddedCloud]:
    """It delivers and writes digests when it is told to, and at no other time."""
    with EmbeddedCloud(delivery_interval_seconds=3600, digest_interval_seconds=86_400, digest_hours=96) as cloud:
        yield cloud


@pytest.fixture
def trail(cloud: EmbeddedCloud) -> Iterator[WatchedTrail]:
    """With a first digest."""
    trail = WatchedTrail(cloud).start(EnableLogFileValidation=True)
    cloud.deliver()
    trail.messages()
    yield trail
    cloud.mend()
    trail.delete()


def one_log_file_an_hour(trail: WatchedTrail, hours: int = 3) -> None:
    for _ in range(hours):
        trail.cloud.client("sqs").list_queues()
        trail.cloud.write_digests()


# Fault -> what is wrong then, of three digests with a log file each.
WRONG = {
    "lose-notification": [],
    "repeat-notification": [],
    "null-record": [],
    "withhold-log-file": ["missing log file"],
    "alter-log-file": ["altered log file"],
    "withhold-digest": ["missing digest"],
    "late-digest": [],
    "reorder-digests": [],
    "alter-digest": ["previous hash", "signature"],
    "wrong-signature": ["previous signature", "signature"],
}


def test_each_fault_has_a_row() -> None:
    assert WRONG.keys() == FAULTS.keys()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_strikes_once_and_is_found(trail: WatchedTrail, fault: str) -> None:
    trail.cloud.fault(fault, count=1)
    one_log_file_an_hour(trail)
    assert sorted(wrong(trail, digests(trail))) == WRONG[fault]


def test_without_a_fault_nothing_is_wrong(trail: WatchedTrail) -> None:
    one_log_file_an_hour(trail)
    assert wrong(trail, digests(trail)) == []


@pytest.mark.parametrize(
    ("fault", "told"),
    [("lose-notification", 1), ("withhold-log-file", 1), ("alter-log-file", 2), ("repeat-notification", 3)],
)
def test_a_log_file_is_told_of_as_often_as_its_fault_says(trail: WatchedTrail, fault: str, told: int) -> None:
    trail.cloud.fault(fault, count=1)
    one_log_file_an_hour(trail, hours=2)
    assert len(trail.messages()) == told


def test_an_altered_log_file_can_be_read(trail: WatchedTrail) -> None:
    trail.cloud.fault("alter-log-file")
    one_log_file_an_hour(trail, hours=1)
    [_, digest] = digests(trail)
    assert "ListQueues" in [json.loads(trail.text(key))["Records"][0]["eventName"] for key in digest.files]


def test_a_null_comes_before_the_records_of_one_log_file(trail: WatchedTrail) -> None:
    trail.cloud.fault("null-record", count=1)
    one_log_file_an_hour(trail, hours=2)
    records = [json.loads(trail.text(key))["Records"] for digest in digests(trail) for key in digest.files]
    assert [found[0] is None for found in records].count(True) == 1


@pytest.mark.parametrize("fault", ["late-digest", "reorder-digests"])
def test_a_digest_that_is_held_back_comes_with_the_next(trail: WatchedTrail, fault: str) -> None:
    trail.cloud.fault(fault, count=1)
    assert [trail.cloud.write_digests() for _ in range(3)] == [0, 2, 1]


def test_a_fault_of_one_region_leaves_the_others_alone(trail: WatchedTrail) -> None:
    trail.cloud.fault("withhold-digest", region="eu-west-1")
    trail.cloud.client("sqs", region="eu-west-1").list_queues()
    one_log_file_an_hour(trail, hours=1)
    assert len(digests(trail)) == 2
    assert digests(trail, "eu-west-1") == []


def test_what_is_mended_is_right_again_and_what_was_held_back_comes(trail: WatchedTrail) -> None:
    trail.cloud.fault("late-digest", count=1)
    trail.cloud.fault("alter-digest", region="eu-west-1")
    trail.cloud.write_digests()
    trail.cloud.fault(None)
    trail.cloud.deliver()
    one_log_file_an_hour(trail)
    found = digests(trail)
    assert (len(found), wrong(trail, found)) == (5, [])


def test_an_unknown_fault_is_refused(cloud: EmbeddedCloud) -> None:
    with pytest.raises(ValueError, match="is no fault"):
        cloud.fault("forget-everything")


def test_the_command_of_aws_finds_the_altered_log_file_too(trail: WatchedTrail) -> None:
    trail.cloud.fault("alter-log-file", count=1)
    one_log_file_an_hour(trail)
    printed = validate_logs(trail)
    assert "4/4 digest files valid" in printed
    assert "3/4 log files valid, 1/4 log files INVALID" in printed
