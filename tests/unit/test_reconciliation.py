"""A log file beside its receipt and its versions, and what is in the bucket beside what digests list."""

from collections.abc import Sequence

import msgspec
import pytest

from lambdas.core import finding as f
from lambdas.core.digest import ListedLogFile
from lambdas.core.digest_key import DigestKey, digest_key
from lambdas.core.digest_verification import VerifiedDigest, verify
from lambdas.core.finding import Finding
from lambdas.core.log_file_verification import VerifiedLogFile
from lambdas.core.receipt import Receipt, State, UnreadableReceipt
from lambdas.core.reconciliation import (
    Delivery,
    Known,
    LogFile,
    Time,
    after_reading,
    delivery_of,
    family_of,
    is_settled,
    listed_by,
    reconcile,
    spans,
    written_s,
)
from lambdas.core.stored_object import StoredVersion
from lambdas.crypto.public_key import signs
from tests.builder import BUCKET, key
from tests.digest_builder import ATTACKER, START, Archive, Chain, Trail

NAME = f"{BUCKET}/{key()}"
SHA256, OTHER = "a" * 64, "b" * 64
WRITTEN_S = written_s(NAME)
TIME = Time(now_ms=(WRITTEN_S + 3600) * 1000, covered_from_s=WRITTEN_S - 3600)
HOUR_S = 3600


def by() -> DigestKey:
    found = digest_key(Trail().digest_key(START))
    assert found is not None
    return found


def receipt(**fields: object) -> Receipt:
    known = {"log_file": NAME, "version": "v1", "state": State.DELIVERED, "revision": 2, "sha256": SHA256}
    return Receipt(**{**known, **fields})  # type: ignore[arg-type]


def version(name: str = "v1", *, is_delete_marker: bool = False, size_bytes: int = 100) -> StoredVersion:
    return StoredVersion(key(), name, is_latest=True, is_delete_marker=is_delete_marker, size_bytes=size_bytes)


def log_file(known: Known, *versions: StoredVersion) -> LogFile:
    return LogFile(ListedLogFile(BUCKET, key(), SHA256.upper(), "SHA-256"), by(), known, versions)


MARKER = version("v2", is_delete_marker=True)
IN_FLIGHT = receipt(state=State.IN_FLIGHT, lease_until_ms=TIME.now_ms + 1)
UNREADABLE = UnreadableReceipt(NAME, "2 records read, 1 accounted for")
Case = tuple[Known, Sequence[StoredVersion], Delivery, bool, list[f.Code]]
CASES: dict[str, Case] = {
    "as it was delivered": (receipt(), [version()], Delivery.PROVEN, False, []),
    "of the same size": (receipt(size_bytes=100), [version()], Delivery.PROVEN, False, []),
    "of another size": (receipt(size_bytes=99), [version()], Delivery.PROVEN, True, []),
    "another version": (receipt(), [version("v2")], Delivery.PROVEN, True, []),
    "a version over it": (receipt(), [version("v2"), version()], Delivery.PROVEN, True, []),
    "a version under it": (receipt(), [version(), version("v0")], Delivery.PROVEN, True, []),
    "another etag": (receipt(version="etag:1"), [version("etag:2")], Delivery.PROVEN, True, []),
    "deleted": (receipt(), [MARKER, version()], Delivery.PROVEN, False, [f.LOG_FILE_MISSING]),
    "gone": (receipt(), [], Delivery.PROVEN, False, [f.LOG_FILE_MISSING]),
    "other bytes delivered": (receipt(sha256=OTHER), [version()], Delivery.DIFFERS, True, [f.RECEIPT_DIFFERS]),
    "other bytes, and gone": (
        receipt(sha256=OTHER),
        [],
        Delivery.DIFFERS,
        False,
        [f.LOG_FILE_MISSING, f.RECEIPT_DIFFERS],
    ),
    "no receipt": (None, [version()], Delivery.UNDELIVERED, False, []),
    "no receipt and two versions": (None, [version("v2"), version()], Delivery.UNDELIVERED, True, []),
    "in flight": (IN_FLIGHT, [version()], Delivery.IN_FLIGHT, False, []),
    "in flight for too long": (
        msgspec.structs.replace(IN_FLIGHT, lease_until_ms=TIME.now_ms),
        [version()],
        Delivery.UNDELIVERED,
        False,
        [],
    ),
    "rejected": (receipt(state=State.REJECTED, sha256=""), [version()], Delivery.HANDLED, True, []),
    "rejected with its bytes": (receipt(state=State.REJECTED), [version()], Delivery.PROVEN, False, []),
    "rejected for want of an object": (
        receipt(state=State.REJECTED, version="", sha256=""),
        [version()],
        Delivery.UNDELIVERED,
        False,
        [],
    ),
    "no receipt that can be read": (UNREADABLE, [version()], Delivery.UNREADABLE, True, [f.RECEIPT_UNREADABLE]),
}


@pytest.mark.parametrize(("known", "versions", "delivery", "must_read", "codes"), CASES.values(), ids=CASES)
def test_a_log_file_is_judged_by_receipt_and_versions(
    known: Known, versions: Sequence[StoredVersion], delivery: Delivery, codes: list[f.Code], *, must_read: bool
) -> None:
    (judged,) = reconcile([log_file(known, *versions)], TIME)
    assert (judged.delivery, judged.must_read) == (delivery, must_read)
    assert [finding.code for finding in judged.findings] == codes
    assert {finding.object for finding in judged.findings} <= {NAME}


@pytest.mark.parametrize(("from_s", "delivery"), [(0, Delivery.UNDELIVERED), (60, Delivery.NOT_COVERED)])
def test_a_log_file_from_before_the_ledgers_time_is_not_covered(from_s: int, delivery: Delivery) -> None:
    time = Time(TIME.now_ms, WRITTEN_S + from_s)
    (judged,) = reconcile([log_file(None, version())], time)
    assert judged.delivery is delivery


ALTERED = Finding(f.LOG_FILE_ALTERED, NAME, "differs")
READ: dict[str, tuple[Known, Sequence[StoredVersion], Finding | None, f.Code | None]] = {
    "other bytes": (receipt(), [version("v2"), version()], ALTERED, f.LOG_FILE_ALTERED),
    "the same bytes again": (receipt(), [version("v2"), version()], None, f.LOG_FILE_REWRITTEN),
    "the same bytes in a bucket without versions": (
        receipt(version="etag:1"),
        [version("etag:2")],
        None,
        f.LOG_FILE_REWRITTEN,
    ),
    "back after a delete marker": (receipt(version="v3"), [version("v3"), MARKER], None, f.LOG_FILE_REWRITTEN),
    "the same bytes under a receipt that differs": (receipt(sha256=OTHER), [version()], None, None),
    "the same bytes, rejected": (receipt(state=State.REJECTED, sha256=""), [version()], None, None),
}


@pytest.mark.parametrize(("known", "versions", "finding", "code"), READ.values(), ids=READ)
def test_what_was_read_is_judged_by_its_bytes_and_how_often_it_was_written(
    known: Known, versions: Sequence[StoredVersion], finding: Finding | None, code: f.Code | None
) -> None:
    found = after_reading(log_file(known, *versions), VerifiedLogFile(NAME, SHA256, finding))
    assert (found.code if found else None) is code


def verified(archive: Archive, chain: Chain) -> list[VerifiedDigest]:
    return [verify(archive.stored_digest(key), archive.keys, signs) for key in chain.digests if key in archive.objects]


HOURS = 5
START_S = int(START.timestamp())
SETTLED = {
    "the hour before the chain": (-0.5, set(), False),
    "the first hour, as there is none before it": (0.5, set(), False),
    "an hour in the middle": (2.5, set(), True),
    "the last hour, as there is none after it yet": (4.5, set(), False),
    "an hour whose digest is missing": (2.5, {2}, False),
    "an hour before one that is missing": (1.5, {2}, False),
    "an hour after one that is missing": (3.5, {2}, False),
}


@pytest.mark.parametrize(("hour", "missing", "settled"), SETTLED.values(), ids=SETTLED)
def test_an_hour_is_settled_once_it_and_its_neighbours_have_a_digest(
    hour: float, missing: set[int], *, settled: bool
) -> None:
    archive = Archive()
    chain = archive.add_chain(log_files=[0] * HOURS)
    archive.remove(*(chain.digests[place] for place in missing))
    assert is_settled(START_S + int(hour * HOUR_S), [verified(archive, chain)]) is settled


def test_a_forged_digest_settles_nothing_and_lists_nothing() -> None:
    archive = Archive()
    chain = archive.add_chain(log_files=[1] * HOURS)
    archive.rewrite(chain.digests[2], ATTACKER)
    digests = verified(archive, chain)
    assert not is_settled(START_S + int(2.5 * HOUR_S), [digests])
    assert listed_by([digests]) == {f"{BUCKET}/{each}" for place, each in enumerate(chain.log_files) if place != 2}


def test_every_chain_that_reaches_an_hour_has_to_settle_it() -> None:
    archive = Archive()
    chain, other = archive.add_chain(log_files=[0] * HOURS), archive.add_chain(Trail(name="other"), log_files=[0] * 5)
    archive.remove(other.digests[2])
    whole, broken = verified(archive, chain), verified(archive, other)
    at_s = START_S + int(2.5 * HOUR_S)
    assert (is_settled(at_s, [whole]), is_settled(at_s, [whole, broken]), is_settled(at_s, [])) == (True, False, False)


def in_hour(hour: float, unique: str, family: str = "") -> str:
    return f"{BUCKET}/{Trail().log_file_key(START + hour * (START - START.replace(hour=9)), unique, family)}"


INSIGHT = in_hour(2.5, "insight", "Insight")
NAMES = {
    NAME: ("", WRITTEN_S),
    INSIGHT: ("Insight", written_s(INSIGHT)),
    INSIGHT.replace("Insight", "Evil-2"): ("Evil-2", written_s(INSIGHT)),
    "bucket/AWSLogs/file.json.gz": ("", 0),
    NAME.replace("20261123T1205Z", "20261399T9905Z"): ("", 0),
}


@pytest.mark.parametrize(("name", "told"), NAMES.items())
def test_a_name_tells_family_and_time(name: str, told: tuple[str, int]) -> None:
    assert (family_of(name), written_s(name)) == told


def test_names_of_one_folder_and_hour_are_asked_for_together() -> None:
    early, late = in_hour(0.1, "0"), in_hour(0.9, "1")
    folder = early.rpartition("/")[0]
    next_hour = in_hour(1.5, "2")
    expected = [
        (folder, *(name.rpartition("/")[2] for name in (early, late))),
        (folder, *[next_hour.rpartition("/")[2]] * 2),
    ]
    assert list(spans([next_hour, late, early])) == expected


@pytest.mark.parametrize(
    ("minutes", "delivery"), [(14, Delivery.IN_FLIGHT), (15, Delivery.UNDELIVERED)], ids=["within", "after"]
)
def test_a_log_file_has_a_quarter_of_an_hour_to_arrive(minutes: int, delivery: Delivery) -> None:
    now = Time(now_ms=(WRITTEN_S + minutes * 60) * 1000, covered_from_s=WRITTEN_S)
    assert delivery_of(NAME, None, now) is delivery
