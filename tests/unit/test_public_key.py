from dataclasses import replace

import pytest

from lambdas.core.finding import PUBLIC_KEY_EXPIRED, PUBLIC_KEY_UNKNOWN, PUBLIC_KEYS_UNAVAILABLE, Code
from lambdas.core.public_key import SLACK_S, PublicKey, choose
from tests.digest_builder import ATTACKER, CLOUDTRAIL, Signer

DAY_S = 86400


def listed(signer: Signer, from_s: int = 0, until_s: int = 30 * DAY_S, fingerprint: str = "") -> PublicKey:
    return PublicKey(fingerprint or signer.fingerprint, signer.der, from_s, until_s)


OURS, OTHER = listed(CLOUDTRAIL), listed(ATTACKER)
EARLIER = listed(CLOUDTRAIL, -30 * DAY_S, -10 * DAY_S)


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ([OURS], OURS),
        ([OTHER, OURS], OURS),
        ([EARLIER, OURS], OURS),
        ([EARLIER], PUBLIC_KEY_EXPIRED),
        ([EARLIER, OTHER], PUBLIC_KEY_EXPIRED),
        ([OTHER], PUBLIC_KEY_UNKNOWN),
        ([listed(ATTACKER, fingerprint=CLOUDTRAIL.fingerprint)], PUBLIC_KEY_UNKNOWN),
        ([listed(ATTACKER, fingerprint=CLOUDTRAIL.fingerprint), OURS], OURS),
        ([listed(ATTACKER, -30 * DAY_S, -10 * DAY_S)], PUBLIC_KEYS_UNAVAILABLE),
        ([], PUBLIC_KEYS_UNAVAILABLE),
    ],
)
def test_a_digest_has_the_key_of_its_fingerprint_and_time_or_none_with_the_reason(
    keys: list[PublicKey], chosen: PublicKey | Code
) -> None:
    assert choose(keys, CLOUDTRAIL.fingerprint, DAY_S, DAY_S + 3600) == chosen


@pytest.mark.parametrize(
    ("from_s", "covered"),
    [
        (-3600 - SLACK_S - 1, False),
        (-3600 - SLACK_S, True),
        (0, True),
        (30 * DAY_S + SLACK_S, True),
        (30 * DAY_S + SLACK_S + 1, False),
    ],
)
def test_a_key_covers_an_hour_that_is_near_its_validity(from_s: int, covered: bool) -> None:  # noqa: FBT001  (a table's)
    assert OURS.covers(from_s, from_s + 3600) is covered


@pytest.mark.parametrize("signer", [CLOUDTRAIL, replace(CLOUDTRAIL, is_spki=True)])
def test_a_fingerprint_is_of_the_key_as_it_is_delivered(signer: Signer) -> None:
    assert listed(signer).is_itself
