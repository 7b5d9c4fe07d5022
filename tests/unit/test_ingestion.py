import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.error import ConfigurationError, RejectedInput
from lambdas.core.ingestion import OVERLAP_SECONDS, Since, begun, changed, parsed, text

NOON = 1_795_435_200  # 2026-11-23T12:00:00Z
HOUR = 3600
ALL_PATHS = ("pipeline", "native", "direct")

# Since when each path is on, the paths that are wanted, the time of it, what comes of it; seconds since noon.
ALLOWED: dict[str, tuple[dict[str, int], list[str], int, dict[str, int]]] = {
    "nothing changes": ({"pipeline": 0}, ["pipeline"], 60, {"pipeline": 0}),
    "a path is added at once": ({"pipeline": 0}, ["native", "pipeline"], 60, {"pipeline": 0, "native": 60}),
    "a path goes after the hour": ({"pipeline": 0, "native": 60}, ["native"], 60 + HOUR, {"native": 60}),
    "what has just been added goes again": ({"pipeline": 0, "native": 60}, ["pipeline"], 90, {"pipeline": 0}),
    "both began together": ({"pipeline": 0, "native": 0}, ["native"], 60, {"native": 0}),
    "one goes and one comes": (
        {"pipeline": 0, "native": 60},
        ["native", "direct"],
        60 + HOUR,
        {"native": 60, "direct": 60 + HOUR},
    ),
    "two go after the hour": ({"pipeline": 0, "native": 0, "direct": 9}, ["direct"], 9 + HOUR, {"direct": 9}),
}
REFUSED: dict[str, tuple[dict[str, int], list[str], int, list[str]]] = {
    "a path goes a second before the hour": (
        {"pipeline": 0, "native": 60},
        ["native"],
        59 + HOUR,
        [
            "pipeline may not be taken away yet",
            "native, which stays, is on since 2026-11-23T12:01:00Z",
            "from 2026-11-23T13:01:00Z on",
            "keep pipeline in ingestion_beside until then",
        ],
    ),
    "two go too early": ({"pipeline": 0, "native": 0, "direct": 9}, ["direct"], HOUR, ["native and pipeline may not"]),
    "one path is swapped for another": (
        {"pipeline": 0},
        ["native"],
        2 * HOUR,
        ["pipeline may not be taken away in the deployment that brings native", "Deploy with both first"],
    ),
}


def moved(since: Since) -> Since:
    return {path: NOON + seconds for path, seconds in since.items()}


@pytest.mark.parametrize(("since", "paths", "now", "expected"), ALLOWED.values(), ids=ALLOWED)
def test_a_path_goes_where_another_has_been_on_for_long_enough(
    since: Since, paths: list[str], now: int, expected: Since
) -> None:
    assert changed(moved(since), paths, NOON + now) == moved(expected)


@pytest.mark.parametrize(("since", "paths", "now", "told"), REFUSED.values(), ids=REFUSED)
def test_a_path_that_goes_too_early_is_named_with_what_to_do(
    since: Since, paths: list[str], now: int, told: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        changed(moved(since), paths, NOON + now)
    assert [part for part in told if part not in str(caught.value)] == []


some_paths = st.lists(st.sampled_from(ALL_PATHS), min_size=1, unique=True)
deployments = st.lists(st.tuples(some_paths, st.integers(0, 2 * OVERLAP_SECONDS)), max_size=12)


@given(some_paths, deployments)
def test_at_each_time_a_path_has_been_on_for_an_hour_or_from_the_beginning(
    first: list[str], later: list[tuple[list[str], int]]
) -> None:
    """Between two deployments each path only grows older."""
    since, now = begun(first, NOON), NOON
    for paths, pause in later:
        now += pause
        try:
            since = changed(since, paths, now)
        except ConfigurationError:
            continue
        assert min(since.values()) <= max(NOON, now - OVERLAP_SECONDS)


@given(some_paths, deployments)
def test_a_path_that_goes_leaves_one_that_overlaps_it_by_an_hour_or_for_all_its_life(
    first: list[str], later: list[tuple[list[str], int]]
) -> None:
    since, now = begun(first, NOON), NOON
    for paths, pause in later:
        now += pause
        try:
            after = changed(since, paths, now)
        except ConfigurationError:
            continue
        for path in since.keys() - after.keys():
            assert any(now - moment >= OVERLAP_SECONDS or moment <= since[path] for moment in after.values()), (
                f"{path} goes at {now}: {since} becomes {after}"
            )
        since = after


@given(some_paths, some_paths, st.integers(0, 2 * OVERLAP_SECONDS), st.integers(0, OVERLAP_SECONDS))
def test_whatever_was_allowed_can_be_rolled_back(
    before: list[str], after: list[str], pause: int, rollback: int
) -> None:
    try:
        since = changed(begun(before, NOON), after, NOON + pause)
    except ConfigurationError:
        since = begun(before, NOON)
    assert set(changed(since, before, NOON + pause + rollback)) == set(before)


@given(st.dictionaries(st.sampled_from(ALL_PATHS), st.integers(0, 10**11), min_size=1))
def test_what_is_written_down_is_read_again(since: dict[str, int]) -> None:
    assert parsed(text(since)) == since
    assert len(text(since)) <= 1024


def test_the_order_of_the_paths_is_no_difference() -> None:
    assert (
        text(begun(["pipeline", "native"], 7))
        == text(begun(["native", "pipeline"], 7))
        == "ingestion:native@7,pipeline@7"
    )


@pytest.mark.parametrize(
    "state", ["", "ingestion:", "failed:1", "ingestion:native", "ingestion:native@1,", "x\ningestion:a@1"]
)
def test_what_does_not_tell_since_when_is_refused(state: str) -> None:
    with pytest.raises(RejectedInput, match="does not tell since when"):
        parsed(state)
