"""How fresh the proof of all accounts is, in one pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core import finding as f
from lambdas.core import metric as m
from lambdas.core.chain_state import DAY_S, GRACE_S, Head, head_item
from lambdas.core.digest_key import HOUR_S, Chain
from lambdas.core.freshness import LASTING_SEVERE_S, Freshness, Open, Reached, Remembered, Stale, account_of, reached

NOW_S = 1_790_000_000
DUE_S = HOUR_S + GRACE_S
ONE, TWO = "111122223333", "222233334444"
EU, US = "eu-west-1", "us-east-1"
FOLDER = f"audit/AWSLogs/o-abcdefghij/{ONE}/"
CHAIN = Chain(FOLDER, ONE, EU, "audit trail_1", US)


def at(account: str, region: str, age_s: int, proven_age_s: int | None = None) -> Reached:
    return Reached(account, region, NOW_S - age_s, NOW_S - (age_s if proven_age_s is None else proven_age_s))


def found(code: f.Code, age_s: int = 60) -> Open:
    return Open(ONE, EU, code.name, NOW_S - age_s)


def freshness(*remembered: Remembered, closed: tuple[str, ...] = ()) -> Freshness:
    found = Freshness(closed)
    for each in remembered:
        found.add(each)
    return found


NOTHING: dict[m.Metric, float] = {m.FINDINGS_OPEN: 0, m.FINDINGS_SEVERE: 0, m.STALE_ACCOUNTS: 0}
MEASURED: dict[str, tuple[list[Remembered], dict[m.Metric, float]]] = {
    "nothing is known": ([], NOTHING),
    "one account": ([at(ONE, EU, 60)], {**NOTHING, m.WORST_ACCOUNT_AGE: 60, m.VERIFICATION_AGE: 60}),
    "just due": ([at(ONE, EU, DUE_S)], {**NOTHING, m.WORST_ACCOUNT_AGE: DUE_S, m.VERIFICATION_AGE: DUE_S}),
    "two Regions of an account are one stale account": (
        [at(ONE, EU, DUE_S + 1), at(ONE, US, DUE_S + 9), at(TWO, EU, 5)],
        {**NOTHING, m.STALE_ACCOUNTS: 1, m.WORST_ACCOUNT_AGE: DUE_S + 9, m.VERIFICATION_AGE: 5},
    ),
    "the newest chain of a Region counts": (
        [at(ONE, EU, DUE_S + 1), at(ONE, EU, 10), at(ONE, EU, DUE_S + 2)],
        {**NOTHING, m.WORST_ACCOUNT_AGE: 10, m.VERIFICATION_AGE: 10},
    ),
    "a digest that is not proven is no verification": (
        [at(ONE, EU, 10, 7200)],
        {**NOTHING, m.WORST_ACCOUNT_AGE: 10, m.VERIFICATION_AGE: 7200},
    ),
    "findings": (
        [found(code) for code in (f.DIGEST_MISSING, f.LOG_FILE_ALTERED, f.CHAIN_RESTARTED, f.NOT_COVERED)],
        {**NOTHING, m.FINDINGS_OPEN: 4, m.FINDINGS_SEVERE: 2},
    ),
    "what can be mended is severe until it is": (
        [found(f.LOG_FILE_ALTERED, 399 * DAY_S)],
        {**NOTHING, m.FINDINGS_OPEN: 1, m.FINDINGS_SEVERE: 1},
    ),
    "what no mend undoes is severe for a week": (
        [found(f.CHAIN_FORKED, LASTING_SEVERE_S - 1), found(f.CHAIN_FORKED, LASTING_SEVERE_S)],
        {**NOTHING, m.FINDINGS_OPEN: 2, m.FINDINGS_SEVERE: 1},
    ),
}


@pytest.mark.parametrize(("remembered", "expected"), MEASURED.values(), ids=MEASURED)
def test_what_is_remembered_is_measured(remembered: list[Remembered], expected: dict[m.Metric, float]) -> None:
    assert dict(freshness(*remembered).measured(NOW_S)) == expected


def test_of_a_closed_account_nothing_counts() -> None:
    remembered = at(ONE, EU, 10 * DUE_S), found(f.DIGEST_MISSING)
    assert dict(freshness(*remembered, closed=(ONE,)).measured(NOW_S)) == NOTHING


def test_of_a_closed_region_nothing_counts_and_of_the_others_everything() -> None:
    remembered = at(ONE, EU, 10 * DUE_S), at(ONE, US, 60), found(f.DIGEST_MISSING)
    measured = dict(freshness(*remembered, closed=(f"{ONE}/{EU}",)).measured(NOW_S))
    assert measured == {**NOTHING, m.WORST_ACCOUNT_AGE: 60, m.VERIFICATION_AGE: 60}


def test_where_no_digest_was_ever_verified_the_age_is_counted_from_when_they_were_due() -> None:
    assert dict(freshness().measured(NOW_S, NOW_S - 90)) == {**NOTHING, m.VERIFICATION_AGE: 90}


def test_the_worst_are_told_first_and_not_more_than_asked_for() -> None:
    found = freshness(*(at(ONE, f"r-{age}", DUE_S + age) for age in (3, 0, 9, 1)), at(TWO, EU, DUE_S + 5))
    count, worst = found.stale(NOW_S, 2)
    assert count == 4
    assert worst == [Stale(NOW_S - DUE_S - 9, ONE, "r-9"), Stale(NOW_S - DUE_S - 5, TWO, EU)]


@given(st.integers(-10, 3 * DUE_S))
def test_an_account_is_stale_where_its_digest_is_overdue(age_s: int) -> None:
    head = Head(end_s=NOW_S - age_s, key="k", bucket="b", sha256="s", signature="s")
    stale = dict(freshness(at(ONE, EU, age_s)).measured(NOW_S))[m.STALE_ACCOUNTS]
    assert bool(stale) == head.is_overdue(NOW_S)


def test_a_head_tells_how_far_its_chain_is() -> None:
    assert reached(FOLDER, head_item(CHAIN), 500, 400) == Reached(ONE, EU, 500, 400)
    assert reached(FOLDER, head_item(CHAIN), 500) == Reached(ONE, EU, 500, 500)


def test_a_chain_to_which_nothing_more_comes_is_left_out() -> None:
    backfill = Chain(FOLDER, ONE, EU, "audit", US, is_backfill=True)
    assert reached(FOLDER, head_item(CHAIN), 500, 0, "another's key") is None
    assert reached(FOLDER, head_item(backfill), 500) is None


@pytest.mark.parametrize("folder", [f"AWSLogs/{ONE}/", FOLDER])
def test_a_folder_names_its_account(folder: str) -> None:
    assert account_of(folder) == ONE
