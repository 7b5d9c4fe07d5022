"""Which streams a trail's own link writes, and in which requests."""

import pytest

from local.server.delivery.log_link import batches
from local.server.logs import BATCH_LIMIT_BYTES, EVENT_OVERHEAD_BYTES
from local.server.trails.log_link import log_group, stream, streams
from local.server.trails.organization import Organization
from local.server.trails.trail import Trail

MANAGEMENT, MEMBER = "111122223333", "222233334444"
ORGANIZATION = Organization("o-exampleorg1", MANAGEMENT, frozenset({MEMBER}))


def trail(organization: Organization | None = None, group: str = "") -> Trail:
    return Trail("main", "eu-west-1", MANAGEMENT, "b", log_group_arn=group, organization=organization)


@pytest.mark.parametrize(
    ("made", "account", "expected"),
    [
        (trail(), MANAGEMENT, f"{MANAGEMENT}_CloudTrail_eu-west-1"),
        (trail(ORGANIZATION), MANAGEMENT, f"o-exampleorg1_{MANAGEMENT}_CloudTrail_eu-west-1"),
        (trail(ORGANIZATION), MEMBER, f"o-exampleorg1_{MEMBER}_CloudTrail_eu-west-1"),
    ],
)
def test_a_stream_is_named_after_organization_account_and_home(made: Trail, account: str, expected: str) -> None:
    assert stream(made, account) == expected


def test_an_organizations_trail_needs_its_accounts_stream_too() -> None:
    assert len(streams(trail())) == 1
    assert streams(trail(ORGANIZATION)) == (stream(trail(), MANAGEMENT), stream(trail(ORGANIZATION), MANAGEMENT))


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        ("arn:aws:logs:eu-west-1:111122223333:log-group:/a/b:*", ("111122223333", "eu-west-1", "/a/b")),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:/a/b", ("", "", "")),
        ("/a/b", ("", "", "")),
    ],
)
def test_a_log_group_is_named_by_an_arn_that_ends_in_a_star(arn: str, expected: tuple[str, str, str]) -> None:
    assert log_group(trail(group=arn)) == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], []),
        (["a", "b"], [["a", "b"]]),
        (["a"] * 10_001, [["a"] * 10_000, ["a"]]),
        (["a" * (BATCH_LIMIT_BYTES - EVENT_OVERHEAD_BYTES), "b"], [["a" * (BATCH_LIMIT_BYTES - 26)], ["b"]]),
    ],
    ids=["none", "few", "many", "large"],
)
def test_requests_are_within_the_limits_of_cloudwatch_logs(texts: list[str], expected: list[list[str]]) -> None:
    assert list(batches(texts)) == expected
