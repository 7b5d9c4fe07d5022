"""What is in the bucket and the ledger, and no digest lists."""

import pytest

from lambdas.core import finding as f
from lambdas.core.digest_verification import VerifiedDigest, verify
from lambdas.core.receipt import Receipt, State, UnreadableReceipt
from lambdas.core.reconciliation import (
    Present,
    listed_by,
    strays,
)
from lambdas.crypto.public_key import signs
from tests.builder import BUCKET, key
from tests.digest_builder import START, Archive, Chain, Trail

HOURS = 5
NAME, SHA256 = f"{BUCKET}/{key()}", "a" * 64


def receipt(**fields: object) -> Receipt:
    known = {"log_file": NAME, "version": "v1", "state": State.DELIVERED, "revision": 2, "sha256": SHA256}
    return Receipt(**{**known, **fields})  # type: ignore[arg-type]


def verified(archive: Archive, chain: Chain) -> list[VerifiedDigest]:
    return [verify(archive.stored_digest(key), archive.keys, signs) for key in chain.digests if key in archive.objects]


def in_hour(hour: float, unique: str, family: str = "") -> str:
    return f"{BUCKET}/{Trail().log_file_key(START + hour * (START - START.replace(hour=9)), unique, family)}"


PLANTED, EDGE = in_hour(2.5, "planted"), in_hour(0.2, "edge")
INSIGHT = in_hour(2.5, "insight", "Insight")
GONE = in_hour(2.6, "gone")
StrayCase = tuple[set[str], dict[str, Receipt | UnreadableReceipt], set[str], list[tuple[str, f.Code | None]]]
STRAYS: dict[str, StrayCase] = {
    "nothing": (set(), {}, set(), []),
    "a log file of nobody's": ({PLANTED}, {}, set(), [(PLANTED, f.LOG_FILE_UNLISTED)]),
    "one that was delivered": (
        {PLANTED},
        {PLANTED: receipt(log_file=PLANTED)},
        set(),
        [(PLANTED, f.LOG_FILE_UNLISTED)],
    ),
    "one of an hour that is not settled": ({EDGE}, {}, set(), [(EDGE, None)]),
    "a family that no digest lists": ({INSIGHT}, {}, set(), [(INSIGHT, f.FAMILY_NOT_COVERED)]),
    "a family that digests list": ({INSIGHT}, {}, {"Insight"}, [(INSIGHT, f.LOG_FILE_UNLISTED)]),
    "a receipt of what is gone": (
        set(),
        {GONE: receipt(log_file=GONE)},
        set(),
        [(GONE, f.RECEIPT_WITHOUT_LOG_FILE)],
    ),
    "a receipt of what never was": (
        set(),
        {GONE: receipt(log_file=GONE, state=State.REJECTED, version="", sha256="")},
        set(),
        [],
    ),
    "a receipt that is none": (
        set(),
        {GONE: UnreadableReceipt(GONE, "no count")},
        set(),
        [(GONE, f.RECEIPT_UNREADABLE)],
    ),
}


@pytest.mark.parametrize(("names", "receipts", "families", "expected"), STRAYS.values(), ids=STRAYS)
def test_what_no_digest_lists_is_told_by_what_it_is(
    names: set[str],
    receipts: dict[str, Receipt | UnreadableReceipt],
    families: set[str],
    expected: list[tuple[str, f.Code | None]],
) -> None:
    archive = Archive()
    chains = [verified(archive, archive.add_chain(log_files=[1] * HOURS))]
    present = Present(frozenset(names), receipts)
    found = strays(present, listed_by(chains), frozenset(families), chains)
    assert [(stray.name, stray.code) for stray in found] == expected
