"""What is stored of two digests of one chain, and in which order, when something is told to go wrong with the first."""

from datetime import timedelta

import pytest

from local.server.delivery.digest_delivery import DigestDelivery
from local.server.digests.digest import Digest, Interval, signed
from local.server.fault import FAULTS, Faults
from local.server.trails.registry import Registry
from tests.unit.local.digest_world import ACCOUNT, HOME, START, ToldClock, chains, keys, trail

HOUR = timedelta(hours=1)


def digest(previous: Digest | None = None) -> Digest:
    start = previous.interval.end if previous else START
    return signed(trail(), Interval(ACCOUNT, HOME, start, start + HOUR), (), previous, keys().of(HOME)[-1])


FIRST = digest()
SECOND = digest(FIRST)


def stored(*names: str) -> list[Digest]:
    faults = Faults()
    for name in names:
        faults.arm(name, 1)
    delivery = DigestDelivery(Registry(), chains(ToldClock()), faults)
    return [stored for made in (FIRST, SECOND) for stored in delivery._with_faults(made)]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("withhold-digest", [SECOND]),
        ("late-digest", [FIRST, SECOND]),
        ("reorder-digests", [SECOND, FIRST]),
        *((name, [FIRST, SECOND]) for name in FAULTS if "digest" not in name and name != "wrong-signature"),
    ],
)
def test_a_fault_of_digests_leaves_one_out_or_changes_the_order(fault: str, expected: list[Digest]) -> None:
    assert stored(fault) == expected


@pytest.mark.parametrize(("fault", "differing"), [("alter-digest", "content"), ("wrong-signature", "signature")])
def test_a_fault_of_one_digest_changes_one_thing_of_it(fault: str, differing: str) -> None:
    changed, second = stored(fault)
    fields = ("key", "content", "signature")
    assert [name for name in fields if getattr(changed, name) != getattr(FIRST, name)] == [differing]
    assert second == SECOND


def test_a_digest_may_be_altered_and_late() -> None:
    changed, _ = stored("late-digest", "alter-digest")
    assert (changed.key, changed.content) == (FIRST.key, FIRST.content + b"\n")
