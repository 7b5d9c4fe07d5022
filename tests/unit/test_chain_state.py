"""What verification remembers of findings and chains, and when it tells of it again."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core import chain_state
from lambdas.core import finding as f
from lambdas.core.chain_state import (
    DAY_S,
    REQUEUE_AFTER_S,
    FindingState,
    Head,
    KnownFinding,
    RegionState,
    Requeue,
    chain_of,
    finding_item,
    head_item,
)
from lambdas.core.digest_key import HOUR_S, Chain, digest_key
from lambdas.core.digest_verification import VerifiedDigest
from lambdas.core.finding import Finding
from tests.builder import ACCOUNT, BUCKET, key
from tests.digest_builder import HOUR, START, Trail

NOW_S = int(START.timestamp())
FINDING = Finding(f.LOG_FILE_MISSING, f"{BUCKET}/{key()}", "gone", ACCOUNT, "eu-west-1", NOW_S - HOUR_S)
OPEN = chain_state.opened(FINDING, NOW_S)
RESOLVED = chain_state.resolved(OPEN, NOW_S)

SEEN = {
    "new": (None, NOW_S, True),
    "again within the day": (OPEN, NOW_S + DAY_S - 1, None),
    "again a day later": (OPEN, NOW_S + DAY_S, False),
    "after it was mended": (RESOLVED, NOW_S + HOUR_S, True),
    "after it had waited": (msgspec.structs.replace(OPEN, state=FindingState.WAITING), NOW_S + HOUR_S, True),
}


@pytest.mark.parametrize(("known", "now_s", "told"), SEEN.values(), ids=SEEN)
def test_a_finding_is_told_when_it_is_new_and_remembered_once_a_day(
    known: KnownFinding | None, now_s: int, *, told: bool | None
) -> None:
    found = chain_state.seen(known, FINDING, now_s)
    assert (found[1] if found else None) is told
    assert found is None or (found[0].state, found[0].last_s) == (FindingState.OPEN, now_s)


def test_a_finding_that_stays_open_keeps_when_it_was_first_seen_and_one_that_comes_back_does_not() -> None:
    again, back = (chain_state.seen(known, FINDING, NOW_S + 2 * DAY_S) for known in (OPEN, RESOLVED))
    assert again is not None
    assert back is not None
    assert (again[0].first_s, back[0].first_s) == (NOW_S, NOW_S + 2 * DAY_S)


def test_what_is_remembered_says_what_was_found() -> None:
    assert (OPEN.finding, RESOLVED.finding) == (FINDING, FINDING)
    assert OPEN.expires_s > RESOLVED.expires_s > NOW_S


REQUEUED = chain_state.requeued(None, FINDING, NOW_S)
REQUEUES = {
    "never requeued": (None, NOW_S, Requeue.NOW),
    "waiting": (msgspec.structs.replace(OPEN, state=FindingState.WAITING), NOW_S, Requeue.NOW),
    "resolved once": (RESOLVED, NOW_S, Requeue.NOW),
    "requeued just now": (REQUEUED, NOW_S + REQUEUE_AFTER_S - 1, Requeue.LATER),
    "requeued an hour ago": (REQUEUED, NOW_S + HOUR_S, Requeue.NOW),
    "requeued three times, the last just now": (
        msgspec.structs.replace(REQUEUED, attempts=3),
        NOW_S + 60,
        Requeue.LATER,
    ),
    "requeued three times": (msgspec.structs.replace(REQUEUED, attempts=3), NOW_S + HOUR_S, Requeue.GIVEN_UP),
}


@pytest.mark.parametrize(("known", "now_s", "verdict"), REQUEUES.values(), ids=REQUEUES)
def test_a_log_file_is_requeued_three_times_an_hour_apart(
    known: KnownFinding | None, now_s: int, verdict: Requeue
) -> None:
    assert chain_state.requeue(known, now_s) is verdict


def test_each_requeue_is_counted_from_the_first_on() -> None:
    again = chain_state.requeued(REQUEUED, FINDING, NOW_S + HOUR_S)
    assert (again.attempts, again.first_s, again.last_s) == (2, NOW_S, NOW_S + HOUR_S)
    assert chain_state.requeued(chain_state.resolved(again, NOW_S), FINDING, NOW_S).attempts == 1


@pytest.mark.parametrize(("late_s", "overdue"), [(3 * HOUR_S, False), (3 * HOUR_S + 1, True)])
def test_the_next_digest_is_overdue_two_hours_after_it_was_due(late_s: int, *, overdue: bool) -> None:
    head = Head(end_s=NOW_S, key="", bucket=BUCKET, sha256="", signature="")
    assert head.is_overdue(NOW_S + late_s) is overdue


def test_what_waits_or_is_resolved_is_not_open() -> None:
    other = msgspec.structs.replace(OPEN, code=f.LOG_FILE_ALTERED.name)
    state = RegionState(findings={"1": OPEN, "2": RESOLVED, "3": other})
    assert state.open(f.LOG_FILE_MISSING) == [OPEN]


NAMES = st.from_regex(r"[A-Za-z0-9._-]{3,128}", fullmatch=True)
REGION_NAMES = st.sampled_from(["eu-west-1", "us-gov-east-1"])


@given(region=REGION_NAMES, home=REGION_NAMES, trail=NAMES, is_backfill=st.booleans())
def test_a_chain_is_found_again_by_its_item(region: str, home: str, trail: str, *, is_backfill: bool) -> None:
    chain = Chain(Trail().folder, ACCOUNT, region, trail, home, is_backfill)
    assert chain_of(chain.folder, ACCOUNT, head_item(chain)) == chain


@given(st.text(max_size=1200))
def test_the_item_of_any_object_fits_into_a_key_of_the_table(name: str) -> None:
    known = msgspec.structs.replace(OPEN, object=name)
    assert finding_item(known).startswith("eu-west-1 finding log-file-missing ")
    assert len(finding_item(known).encode()) <= 1024


def digest(hours: int, *codes: f.Code) -> VerifiedDigest:
    key = digest_key(Trail().digest_key(START + hours * HOUR))
    assert key is not None
    findings = tuple(Finding(code, key.key, "") for code in codes)
    return VerifiedDigest(key, BUCKET, None, f"sha256 of {hours}", "", findings)


HEADS = {
    "the first": ([digest(1)], 1, 1),
    "one after the other": ([digest(1), digest(2)], 2, 2),
    "the first is in doubt": ([digest(1, f.PUBLIC_KEYS_UNAVAILABLE)], 1, 0),
    "the last is in doubt": ([digest(1), digest(2, f.PUBLIC_KEYS_UNAVAILABLE)], 2, 1),
    "one after what is in doubt": ([digest(1), digest(2, f.PUBLIC_KEYS_UNAVAILABLE), digest(3)], 3, 3),
    "one before what is in doubt": ([digest(1), digest(3, f.PUBLIC_KEYS_UNAVAILABLE), digest(2)], 3, 2),
    "late": ([digest(3), digest(2)], 3, 3),
}


@pytest.mark.parametrize(("digests", "end", "proven"), HEADS.values(), ids=HEADS)
def test_a_head_never_goes_back_and_knows_how_far_digests_are_cloudtrails(
    digests: Sequence[VerifiedDigest], end: int, proven: int
) -> None:
    head = None
    for each in digests:
        head = chain_state.advanced(head, each, frozenset(), NOW_S)
    assert head is not None
    assert (head.end_s - NOW_S, head.reached_s - NOW_S) == (end * HOUR_S, proven * HOUR_S)
    assert head.sha256 == f"sha256 of {end}"
