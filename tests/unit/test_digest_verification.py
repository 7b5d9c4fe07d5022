from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lambdas.core import finding as f
from lambdas.core.digest_key import DigestKey, digest_key
from lambdas.core.digest_verification import MOST_BYTES, UNSIGNED_BYTES, signed_between, verify
from lambdas.core.finding import DIGEST_MOVED, PUBLIC_KEYS_UNAVAILABLE, Effect
from lambdas.core.public_key import PublicKey
from lambdas.crypto.public_key import signs
from tests.digest_builder import ATTACKER, CLOUDTRAIL, HOUR, START, Archive, Signer, Trail, iso


def keys(region: str, signer: Signer = CLOUDTRAIL) -> list[PublicKey]:
    return [PublicKey(signer.fingerprint, signer.der, 0, 2**40, region)]


def test_a_digest_of_cloudtrails_is_given_with_what_the_next_one_names() -> None:
    archive = Archive()
    chain = archive.add_chain()
    digest = verify(archive.stored_digest(chain.digests[-1]), archive.keys, signs)
    assert (digest.findings, digest.effect, digest.fingerprint) == ((), Effect.NONE, CLOUDTRAIL.fingerprint)
    assert chain.last["previousDigestHashValue"] == digest.sha256
    assert chain.last["previousDigestSignature"] == digest.signature


@pytest.mark.parametrize(
    ("listed_in", "found"), [("eu-west-1", []), ("", []), ("us-east-1", [PUBLIC_KEYS_UNAVAILABLE])]
)
def test_a_key_that_is_listed_in_another_region_signs_nothing(listed_in: str, found: list[object]) -> None:
    archive = Archive()
    chain = archive.add_chain(Trail(region="eu-west-1", home="us-east-1"))
    digest = verify(archive.stored_digest(chain.digests[0]), keys(listed_in), signs)
    assert [finding.code for finding in digest.findings] == found


def test_a_digest_that_is_both_moved_and_of_no_known_key_is_invalid() -> None:
    archive = Archive(public_keys=[])
    chain = archive.add_chain()
    archive.bucket = "another"
    digest = verify(archive.stored_digest(chain.digests[0]), archive.keys, signs)
    assert {finding.code for finding in digest.findings} == {DIGEST_MOVED, PUBLIC_KEYS_UNAVAILABLE}
    assert digest.effect is Effect.INVALID


def test_a_digest_that_cannot_be_read_counts_as_of_the_hour_that_its_name_tells() -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.objects[chain.digests[0]] = b""
    digest = verify(archive.stored_digest(chain.digests[0]), archive.keys, signs)
    assert (digest.digest, digest.sha256, digest.start_s) == (None, "", digest.key.end_s - 3600)


PADDING: dict[str, Any] = {"padding": "x" * UNSIGNED_BYTES}
LIST_OF_NONE: dict[str, Any] = {"logFiles": [None]}


@pytest.mark.parametrize(
    ("signer", "changes", "found"),
    [
        (ATTACKER, LIST_OF_NONE, f.DIGEST_MALFORMED),
        (ATTACKER, LIST_OF_NONE | PADDING, f.DIGEST_FORGED),
        (CLOUDTRAIL, LIST_OF_NONE | PADDING, f.DIGEST_MALFORMED),
    ],
)
def test_what_a_large_digest_lists_is_read_only_where_it_is_signed(
    signer: Signer, changes: dict[str, Any], found: f.Code
) -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.rewrite(chain.digests[0], signer, **changes)
    digest = verify(archive.stored_digest(chain.digests[0]), archive.keys, signs)
    assert [finding.code for finding in digest.findings] == [found]


def test_a_large_digest_of_cloudtrails_lists_its_log_files() -> None:
    archive = Archive()
    chain = archive.add_chain()
    archive.rewrite(chain.digests[0], **PADDING)
    digest = verify(archive.stored_digest(chain.digests[0]), archive.keys, signs)
    assert digest.digest is not None
    assert [each.s3_object for each in digest.digest.log_files] == chain.log_files[:1]


def test_an_object_that_was_too_large_to_be_read_is_damaged() -> None:
    archive = Archive()
    stored = replace(archive.stored_digest(archive.add_chain().digests[0]), body=b"", size_bytes=MOST_BYTES + 1)
    (finding,) = verify(stored, archive.keys, signs).findings
    assert finding.code is f.DIGEST_DAMAGED
    assert str(MOST_BYTES + 1) in finding.what


@pytest.mark.parametrize(("late", "found"), [(-HOUR, []), (HOUR, []), (2 * HOUR, [f.DIGEST_UNSIGNED])])
def test_a_backfilled_digest_was_made_before_it_was_written(late: timedelta, found: list[f.Code]) -> None:
    archive = Archive()
    written = START + 10 * HOUR
    chain = archive.add_chain(log_files=(0,), generated=written + late)
    stored = replace(archive.stored_digest(chain.digests[0]), written_s=int(written.timestamp()))
    assert [finding.code for finding in verify(stored, archive.keys, signs).findings] == found


END_S = int(START.timestamp())
MADE = START + 9 * HOUR
AROUND = (int(MADE.timestamp()) - 3600, int(MADE.timestamp()) + 3600)
HOURLY = (END_S - 3600, END_S)


@pytest.mark.parametrize(
    ("is_backfill", "generated", "between"),
    [
        (True, iso(MADE), AROUND),
        (False, iso(MADE), HOURLY),
        (True, "", HOURLY),
        (True, "soon", HOURLY),
        (True, "2016-01-01T00:00:00Z", HOURLY),
        (True, "9999-12-31T23:59:59Z", HOURLY),
    ],
)
def test_a_digest_was_signed_when_its_hour_ended_and_a_backfilled_one_when_it_was_made(
    is_backfill: bool,  # noqa: FBT001  (a table's)
    generated: str,
    between: tuple[int, int],
) -> None:
    assert signed_between(named(START, is_backfill=is_backfill), generated) == between


TIMES = st.one_of(st.text(), st.datetimes().map(datetime.isoformat), st.sampled_from(["0001-01-01", "9999-12-31"]))
ENDS = st.datetimes(datetime(1000, 1, 1))  # noqa: DTZ001  (made UTC below)


@given(ENDS, st.booleans(), TIMES)
def test_whatever_name_and_metadata_say_a_digest_was_signed_at_a_time(
    end: datetime,
    is_backfill: bool,  # noqa: FBT001  (hypothesis gives it)
    generated: str,
) -> None:
    from_s, until_s = signed_between(named(end.replace(tzinfo=UTC), is_backfill=is_backfill), generated)
    years = [datetime.fromtimestamp(each, UTC).year for each in (from_s, until_s)]
    assert 2013 <= years[0] <= years[1] <= 2100


def named(end: datetime, *, is_backfill: bool) -> DigestKey:
    key = digest_key(Trail().digest_key(end, is_backfill=is_backfill))
    assert key is not None
    return key
