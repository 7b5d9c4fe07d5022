from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.receipt import Receipt, State, Verdict, log_file_of, place_of, taken_over, verdict

NOW_MS = 1_795_435_200_000
COUNTS = st.integers(0, 500_000)


def receipt(state: State = State.IN_FLIGHT, **fields: Any) -> Receipt:
    return Receipt(log_file="trail-logs/AWSLogs/x.json.gz", state=state, **{"version": "v1", "revision": 1, **fields})


@given(COUNTS, COUNTS, st.dictionaries(st.text(), COUNTS))
def test_a_receipt_whose_counts_add_up_can_be_made(delivered: int, filtered: int, quarantined: dict[str, int]) -> None:
    read = delivered + filtered + sum(quarantined.values())
    made = receipt(read=read, delivered=delivered, filtered=filtered, quarantined=quarantined)
    assert msgspec.convert(msgspec.to_builtins(made), Receipt) == made


@pytest.mark.parametrize(
    "counts",
    [
        {"read": 1},
        {"delivered": 1},
        {"filtered": 1},
        {"quarantined": {"no-time": 1}},
        {"read": 3, "delivered": 1, "filtered": 1, "quarantined": {"no-time": 2}},
        {"read": 1, "odd": {"no-time": 1}, "restamped": 1},
    ],
    ids=str,
)
def test_a_receipt_whose_counts_do_not_add_up_cannot_be_made_in_any_way(counts: dict[str, Any]) -> None:
    named = "x.json.gz: .* records read, .* accounted for"
    with pytest.raises(ValueError, match=named):
        receipt(**counts)
    with pytest.raises(ValueError, match=named):
        msgspec.structs.replace(receipt(), **counts)
    with pytest.raises(msgspec.ValidationError, match=named):
        msgspec.convert(msgspec.to_builtins(receipt()) | counts, Receipt)


PLACES = {
    "a log file": (
        "trail-logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/23/x.json.gz",
        ("trail-logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/23", "x.json.gz"),
    ),
    "at the top of its bucket": ("trail-logs/x.json.gz", ("trail-logs", "x.json.gz")),
    "an empty folder's name": ("trail-logs/a//x", ("trail-logs/a/", "x")),
}


@pytest.mark.parametrize(("log_file", "place"), PLACES.values(), ids=PLACES)
def test_a_log_files_place_is_its_folder_and_its_name(log_file: str, place: tuple[str, str]) -> None:
    assert place_of(log_file) == place
    assert log_file_of(*place) == log_file


# Of the item that is known and of the object that was fetched.
VERSIONS = {
    "the same": ("v1", "v1"),
    "another": ("v1", "v2"),
    "come into being": ("", "v1"),
    "gone": ("v1", ""),
    "never there": ("", ""),
}
# Whether the owner's lease is running. Where nobody owns it, the lease says nothing.
LEASES = {
    "running": ("owner", NOW_MS + 1, True),
    "over": ("owner", NOW_MS, False),
    "long over": ("owner", 1, False),
    "nobody's": ("", NOW_MS + 1, False),
    "none": ("", 0, False),
}
TAKE_OVER, REPEATED, BUSY, COMPARE = Verdict.TAKE_OVER, Verdict.REPEATED, Verdict.BUSY, Verdict.COMPARE
# By state, whether it is redriven, and the versions in the order above, for what nobody delivers now.
TABLE = {
    (State.IN_FLIGHT, False): (TAKE_OVER, COMPARE, COMPARE, COMPARE, TAKE_OVER),
    (State.IN_FLIGHT, True): (TAKE_OVER, COMPARE, COMPARE, COMPARE, TAKE_OVER),
    (State.DELIVERED, False): (REPEATED, COMPARE, COMPARE, REPEATED, REPEATED),
    (State.DELIVERED, True): (REPEATED, COMPARE, COMPARE, REPEATED, REPEATED),
    (State.REJECTED, False): (REPEATED, COMPARE, TAKE_OVER, REPEATED, REPEATED),
    (State.REJECTED, True): (TAKE_OVER,) * 5,
}
ROWS = [
    pytest.param(
        state, version, lease, redriven, id=f"{state}, {version}, {lease}, {'redriven' if redriven else 'not'}"
    )
    for (state, redriven), version, lease in product(TABLE, VERSIONS, LEASES)
]


@pytest.mark.parametrize(("state", "version", "lease", "redriven"), ROWS)
def test_what_becomes_of_a_log_file_that_has_an_item_already(
    state: State, version: str, lease: str, *, redriven: bool
) -> None:
    known, fetched = VERSIONS[version]
    owner, until_ms, is_running = LEASES[lease]
    item = receipt(state, version=known, owner=owner, lease_until_ms=until_ms)
    wanted = TABLE[state, redriven][list(VERSIONS).index(version)]
    if state is State.IN_FLIGHT and is_running:
        wanted = BUSY
    assert verdict(item, fetched, NOW_MS, redriven=redriven) is wanted


def test_the_table_has_a_row_for_every_state() -> None:
    assert set(TABLE) == set(product(State, [False, True]))


KNOWN = receipt(
    State.REJECTED,
    revision=7,
    owner="first",
    lease_until_ms=5,
    next_record=6,
    read=6,
    delivered=1,
    filtered=2,
    quarantined={"no-time": 3},
    odd={"unknown-field": 1},
    restamped=1,
    size_bytes=700,
    sha256="00",
    first_event_ms=1,
    last_event_ms=2,
    destinations=("records:stream",),
    attempts=3,
    claimed_ms=4,
    settled_ms=5,
    reason="no time left",
    expires_s=9,
)


def test_who_takes_over_goes_on_where_the_last_one_stood() -> None:
    changed = {
        "state": State.IN_FLIGHT,
        "size_bytes": 800,
        "revision": 8,
        "owner": "second",
        "lease_until_ms": NOW_MS,
        "attempts": 4,
        "reason": "",
    }
    found = taken_over(KNOWN, KNOWN.version, 800, "second", NOW_MS)
    assert msgspec.structs.asdict(found) == msgspec.structs.asdict(KNOWN) | changed


def test_who_takes_over_what_was_rejected_for_other_bytes_begins_at_the_beginning() -> None:
    found = taken_over(KNOWN, "v2", 800, "second", NOW_MS)
    assert (found.version, found.next_record, found.read, found.quarantined, found.sha256) == ("v2", 0, 0, {}, "")
    assert (found.revision, found.attempts, found.expires_s) == (8, 4, KNOWN.expires_s)


def test_who_takes_over_the_same_bytes_as_another_version_goes_on() -> None:
    flying = msgspec.structs.replace(KNOWN, state=State.IN_FLIGHT)
    assert taken_over(flying, "v2", 800, "second", NOW_MS).next_record == KNOWN.next_record


def test_what_is_taken_over_is_busy_for_everybody_else_until_its_lease_is_over() -> None:
    mine = taken_over(KNOWN, "v2", 800, "second", NOW_MS)
    assert verdict(mine, "v2", NOW_MS - 1) is BUSY
    assert verdict(mine, "v2", NOW_MS) is TAKE_OVER


def test_no_field_of_the_item_that_is_taken_over_is_left_at_its_default_here() -> None:
    """So that a field that is added later is kept as well, or this test is told."""
    given_up = {"schema"}
    defaults = msgspec.structs.asdict(receipt())
    same = {name for name, value in msgspec.structs.asdict(KNOWN).items() if value == defaults[name]}
    assert same == given_up | {"log_file", "version"}
