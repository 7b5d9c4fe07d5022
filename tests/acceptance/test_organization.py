"""An organization: its trail in the management account, bucket and pipeline in the log-archive account, one member."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT as ARCHIVE
from tests.acceptance.estate import Estate

ORGANIZATION, MANAGEMENT, MEMBER = "o-exampleorg1", "111122223333", "222233334444"
CONFIGURATION: dict[str, Any] = {
    "account": ARCHIVE,
    "region": "us-east-1",
    "organization": {
        "id": ORGANIZATION,
        "management_account": MANAGEMENT,
        "delegated_administrators": [ARCHIVE],
    },
    "trail": {"recursive_logging": False},
}
CHANGED = {
    "key_prefix": "org",
    "former_key_prefixes": [""],
    "recursive_logging": False,
    "selectors": {"presets": ["management", "s3-data", "no-kms-noise"]},
}
Lived = dict[str, Any]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    with EmbeddedCloud() as cloud:
        cloud.organize(ORGANIZATION, MANAGEMENT, [ARCHIVE, MEMBER])
        yield dict(_live(Estate(cloud, tmp_path_factory.mktemp("estate"), (ARCHIVE, MANAGEMENT))))


def _live(estate: Estate) -> Iterator[tuple[str, Any]]:
    estate.deploy(CONFIGURATION)
    yield "stacks", (estate.stacks(MANAGEMENT), "Trailkeeper-Trail" in estate.stacks(ARCHIVE))
    yield "trail", estate.trail(MANAGEMENT)
    yield "first", _recorded(estate)
    estate.deploy(CONFIGURATION | {"trail": CHANGED | {"logging": False}})
    yield "stopped", estate.trail(MANAGEMENT)
    unseen = estate.call(MEMBER)
    estate.deploy(CONFIGURATION | {"trail": CHANGED})
    yield "second", _recorded(estate)
    yield "unseen", estate.streams_with(unseen)
    estate.client("cloudtrail", MANAGEMENT).stop_logging(Name="trailkeeper")
    yield "sides", estate.settled()
    estate.destroy()
    yield "left", estate.stacks(MANAGEMENT) | estate.stacks(ARCHIVE)
    yield "kept", (estate.in_bucket(), estate.in_log_group())


def _recorded(estate: Estate) -> dict[str, tuple[set[str], set[str]]]:
    """By account: the streams and the folders in which there is a record of a call."""
    calls = {account: estate.call(account) for account in (MANAGEMENT, MEMBER, ARCHIVE)}
    return {account: (estate.recorded(call), estate.keys_with(call)) for account, call in calls.items()}


def expected(prefix: str) -> dict[str, tuple[set[str], set[str]]]:
    return {
        account: (
            {f"{ORGANIZATION}_{account}_CloudTrail_us-east-1"},
            {f"{prefix}AWSLogs/{ORGANIZATION}/{account}/CloudTrail/us-east-1"},
        )
        for account in (MANAGEMENT, MEMBER, ARCHIVE)
    }


def test_the_trail_is_in_the_management_account_and_all_else_in_the_log_archive_account(lived: Lived) -> None:
    in_management, trail_in_archive = lived["stacks"]
    assert in_management == {"Trailkeeper-Setup", "Trailkeeper-Trail"}
    assert not trail_in_archive


def test_the_trail_is_the_organizations_and_has_what_cloudformation_lacks(lived: Lived) -> None:
    trail = lived["trail"]
    assert (trail["IsOrganizationTrail"], trail["RecursiveLogging"]) == (True, False)


def test_each_accounts_calls_are_recorded_in_its_own_folder_and_stream(lived: Lived) -> None:
    assert lived["first"] == expected("")


def test_after_an_update_in_place_they_are_recorded_below_the_new_prefix(lived: Lived) -> None:
    assert lived["second"] == expected("org/")


def test_the_update_stopped_the_trail_meanwhile(lived: Lived) -> None:
    assert not lived["stopped"]["IsLogging"]
    assert lived["unseen"] == set()


def test_recursive_logging_stays_off_through_updates_of_the_trail(lived: Lived) -> None:
    assert lived["stopped"]["RecursiveLogging"] is False


def test_every_record_of_the_archive_is_delivered_once_and_outlives_the_deployment(lived: Lived) -> None:
    bucket, log_group = lived["sides"]
    assert bucket.total() > 10
    assert log_group == bucket
    assert lived["left"] == set()
    assert lived["kept"] == (bucket, log_group)
