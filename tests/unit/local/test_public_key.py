"""ListPublicKeys: which of a Region's keys are in a range of time."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from local.server import emulator
from local.server.digests.public_key import PublicKeyOperations
from local.server.digests.signing import SigningKeys
from local.server.records.operation import service_model
from local.server.trails.refusal import Refusal
from local.server.trails.view import on_the_wire
from tests.unit.local.digest_world import ABROAD, ACCOUNT, HOME, ToldClock

ROTATED = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def keys() -> SigningKeys:
    """Two of the home Region, of which the second is a day old, and one of another."""
    keys = SigningKeys(ToldClock(ROTATED))
    for region in (HOME, ABROAD):
        keys.of(region)
    keys.rotate(HOME)
    return keys


def fingerprints(keys: SigningKeys, sent: dict[str, datetime], region: str = HOME) -> list[str]:
    with emulator.scope(ACCOUNT, region):
        listed = PublicKeyOperations(keys).list_public_keys(sent)["PublicKeyList"]
    return [key["Fingerprint"] for key in listed]


@pytest.mark.parametrize(
    ("sent", "which"),
    [
        pytest.param({}, [1], id="now"),
        pytest.param({"StartTime": ROTATED - DAY}, [0, 1], id="since before the rotation"),
        pytest.param({"StartTime": ROTATED - 2 * DAY, "EndTime": ROTATED - DAY}, [0], id="before it"),
        pytest.param({"StartTime": ROTATED, "EndTime": ROTATED}, [0, 1], id="the moment of it"),
        pytest.param({"StartTime": ROTATED - 99 * DAY, "EndTime": ROTATED - 50 * DAY}, [], id="before any key"),
    ],
)
def test_the_keys_are_listed_that_were_valid_in_the_range(
    keys: SigningKeys, sent: dict[str, datetime], which: list[int]
) -> None:
    assert fingerprints(keys, sent) == [keys.of(HOME)[number].fingerprint for number in which]


def test_each_region_has_a_key_of_its_own(keys: SigningKeys) -> None:
    assert fingerprints(keys, {}, ABROAD) == [keys.of(ABROAD)[0].fingerprint]
    assert not set(fingerprints(keys, {}, ABROAD)) & set(fingerprints(keys, {"StartTime": ROTATED - DAY}))


def test_a_range_that_ends_before_it_starts_is_refused(keys: SigningKeys) -> None:
    with pytest.raises(Refusal) as refused:
        fingerprints(keys, {"EndTime": ROTATED})
    assert refused.value.code == "InvalidTimeRangeException"


def test_a_fingerprint_is_the_md5_of_the_key_as_it_is_answered(keys: SigningKeys) -> None:
    with emulator.scope(ACCOUNT, HOME):
        [key] = PublicKeyOperations(keys).list_public_keys({})["PublicKeyList"]
    assert key["Fingerprint"] == hashlib.md5(key["Value"]).hexdigest()  # noqa: S324
    shape = service_model("cloudtrail").shape_for("PublicKey")
    assert on_the_wire(shape, {"Value": b"\x00\xff"}) == {"Value": "AP8="}
