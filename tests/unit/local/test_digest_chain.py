"""Chains of digests, by a clock that is told what time it is."""

import json
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.server.digests.chain import Chains
from local.server.digests.digest import Digest
from local.server.trails.organization import Organization
from tests.unit.local.digest_world import ABROAD, ACCOUNT, HOME, MEMBER, START, ToldClock, chains, listed, trail

ARN = trail().arn
BEGAN = START.replace(microsecond=0)
HOUR = timedelta(hours=1)


def said(digest: Digest) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(digest.content)
    return document


def starts(digests: list[Digest]) -> list[datetime]:
    return [digest.interval.start for digest in digests]


def files(digests: list[Digest]) -> list[list[str]]:
    return [[file["s3Object"] for file in said(digest)["logFiles"]] for digest in digests]


@pytest.fixture
def clock() -> ToldClock:
    return ToldClock()


@pytest.fixture
def followed(clock: ToldClock) -> Chains:
    followed = chains(clock)
    followed.follow(ARN, trail())
    return followed


def add(followed: Chains, clock: ToldClock, name: str, region: str = HOME) -> None:
    followed.add(ARN, ACCOUNT, region, listed(name, clock.now()))


def test_the_first_digest_is_of_the_hour_before_the_start_and_comes_at_once(followed: Chains) -> None:
    [first] = followed.due()
    assert (first.interval.start, first.interval.end) == (BEGAN - HOUR, BEGAN)
    assert followed.due() == []


def test_each_hour_has_a_digest_whether_there_were_log_files_or_not(followed: Chains, clock: ToldClock) -> None:
    add(followed, clock, "a")
    clock.pass_hours(1.5)
    add(followed, clock, "b")
    clock.pass_hours(2)
    digests = followed.due()
    assert starts(digests) == [BEGAN + hours * HOUR for hours in (-1, 0, 1, 2)]
    assert files(digests) == [[], ["a"], ["b"], []]
    assert [said(digest)["previousDigestS3Object"] for digest in digests] == [None, *[it.key for it in digests[:-1]]]


def test_another_region_has_a_chain_from_its_first_log_file_on(followed: Chains, clock: ToldClock) -> None:
    clock.pass_hours(2.5)
    followed.due()
    add(followed, clock, "abroad", ABROAD)
    clock.pass_hours(1)
    digests = [digest for digest in followed.due() if digest.interval.region == ABROAD]
    assert (starts(digests), files(digests)) == ([BEGAN + 2 * HOUR], [["abroad"]])
    assert said(digests[0])["previousDigestS3Object"] is None


@pytest.mark.parametrize("after", [trail(logging=False), None])
def test_the_end_of_a_trail_closes_the_interval_that_runs_with_all_that_comes_until_then(
    followed: Chains, clock: ToldClock, after: Any
) -> None:
    followed.due()
    followed.follow(ARN, after)
    add(followed, clock, "late")
    digests = followed.due()
    assert (starts(digests), files(digests)) == ([BEGAN], [["late"]])
    clock.pass_hours(3)
    add(followed, clock, "too late")
    assert followed.due() == []


def test_a_trail_that_ends_while_its_log_files_are_written_is_closed_the_next_time(
    followed: Chains, clock: ToldClock
) -> None:
    followed.due()
    before = followed.ended
    followed.follow(ARN, trail(logging=False))
    assert followed.due(before) == []
    add(followed, clock, "late")
    assert files(followed.due(followed.ended)) == [["late"]]


def test_a_new_start_begins_a_chain_whose_digests_have_names_of_their_own(followed: Chains, clock: ToldClock) -> None:
    followed.follow(ARN, trail(logging=False))
    followed.follow(ARN, trail())
    clock.pass_hours(3)
    digests = followed.due()
    assert [said(digest)["previousDigestS3Object"] is None for digest in digests].count(True) == 2
    assert len({digest.key for digest in digests}) == len(digests)


def test_a_setting_that_changes_leaves_the_chain_as_it_is(followed: Chains, clock: ToldClock) -> None:
    followed.follow(ARN, trail(multi_region=False))
    clock.pass_hours(1)
    assert starts(followed.due()) == [BEGAN - HOUR, BEGAN]


def test_an_account_that_leaves_its_organization_has_a_last_digest_and_a_new_chain_when_it_is_back() -> None:
    clock = ToldClock()
    followed = chains(clock)
    for members in ({MEMBER}, set[str](), {MEMBER}):
        followed.follow(ARN, trail(Organization("o-exampleorg1", ACCOUNT, frozenset(members))))
        clock.pass_hours(0.1)
        followed.due()
    clock.pass_hours(2)
    digests = [digest for digest in followed.due() if digest.interval.account_id == MEMBER]
    assert starts(digests) == [BEGAN + HOUR]
    assert said(digests[0])["previousDigestS3Object"] is None


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans(), st.booleans()), max_size=12))
def test_every_log_file_is_in_one_digest_whose_hour_it_is_of_and_no_hour_is_left_out(
    steps: list[tuple[float, bool, bool]],
) -> None:
    clock = ToldClock()
    followed, digests, written = chains(clock), list[Digest](), dict[str, datetime]()
    followed.follow(ARN, trail())
    for number, (hours, adds, looks) in enumerate(steps):
        clock.pass_hours(hours)
        if adds:
            written[str(number)] = clock.now()
            add(followed, clock, str(number))
        digests += followed.due() if looks else []
    clock.pass_hours(1)
    digests += followed.due()
    found = [(name, digest.interval) for digest in digests for name in files([digest])[0]]
    assert sorted(name for name, _ in found) == sorted(written)
    assert all(interval.start <= written[name] < interval.end for name, interval in found)
    assert all(after.interval.start == before.interval.end for before, after in pairwise(digests))
