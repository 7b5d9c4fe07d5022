from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.chain import at, head, links, tail
from lambdas.core.digest_verification import VerifiedDigest, verify
from lambdas.core.finding import CHAIN_FORKED, DIGEST_MISSING, DIGEST_UNREADABLE, Effect, Finding
from lambdas.crypto.public_key import signs
from tests.digest_builder import HOUR, START, Archive

ARCHIVE = Archive()
CHAIN = ARCHIVE.add_chain(log_files=(0,) * 12)
DIGESTS = [verify(ARCHIVE.stored_digest(key), ARCHIVE.keys, signs) for key in CHAIN.digests]
START_S = int(START.timestamp())


def ends(found: Sequence[Finding]) -> list[int]:
    """Of the digests that are missing: as hours since the start."""
    assert {finding.code for finding in found} <= {DIGEST_MISSING}
    return [(finding.since_s - START_S) // 3600 for finding in found]


def unreadable(digest: VerifiedDigest) -> VerifiedDigest:
    finding = Finding(DIGEST_UNREADABLE, digest.name, "AccessDenied")
    return VerifiedDigest(digest.key, digest.bucket, None, "", "", (finding,))


@given(st.sets(st.integers(0, 11), min_size=1))
def test_each_hour_without_a_digest_is_found_however_many_are_missing(there: set[int]) -> None:
    chain = [digest for number, digest in enumerate(DIGESTS) if number in there]
    found = [*links(chain), *tail(chain, int(CHAIN.end.timestamp()))]
    assert sorted(ends(found)) == [number + 1 for number in range(min(there), 12) if number not in there]


@given(st.integers(1, 11), st.integers(0, 12))
def test_only_the_digest_before_the_first_one_is_known_to_be_missing(first: int, asked: int) -> None:
    found = list(head(DIGESTS[first:], START_S + asked * 3600))
    assert ends(found) == ([first] if asked < first else [])


def test_no_hour_is_missing_that_had_not_ended_by_then() -> None:
    end_s = int(CHAIN.end.timestamp())
    assert [len(list(tail(DIGESTS, end_s + late_s))) for late_s in (-7200, 0, 3599, 3600, 7200)] == [0, 0, 0, 1, 2]


def test_one_that_could_not_be_read_is_not_missing_and_breaks_nothing() -> None:
    assert list(links([*DIGESTS[:3], unreadable(DIGESTS[3]), *DIGESTS[4:]])) == []


def test_hours_beside_one_that_could_not_be_read_are_missing_all_the_same() -> None:
    assert ends(list(links([*DIGESTS[:2], unreadable(DIGESTS[3]), DIGESTS[5]]))) == [3, 5]


def test_a_chain_goes_on_from_a_digest_of_which_only_the_hash_and_the_signature_were_kept() -> None:
    last = DIGESTS[3]
    kept = VerifiedDigest(last.key, last.bucket, None, last.sha256, last.signature, ())
    assert list(links([kept, *DIGESTS[4:]])) == []
    assert ends(list(links([kept, *DIGESTS[6:]]))) == [5, 6]


def test_a_link_is_verified_where_no_public_key_is_known() -> None:
    undecided = [verify(ARCHIVE.stored_digest(key), [], signs) for key in CHAIN.digests]
    assert {digest.effect for digest in undecided} == {Effect.UNDECIDED}
    assert list(links(undecided)) == []
    assert ends(list(links([*undecided[:3], *undecided[5:]]))) == [4, 5]


@pytest.mark.parametrize("count", [0, 1])
def test_a_chain_of_none_or_one_has_no_links(count: int) -> None:
    assert list(links(DIGESTS[:count])) == []


def test_a_missing_digest_is_told_beside_the_one_that_names_it() -> None:
    (finding,) = links([DIGESTS[0], DIGESTS[2]])
    assert finding.object == DIGESTS[1].name
    assert finding.what == f"of 2026-11-23T11:01:31Z to 2026-11-23T12:01:31Z, beside {DIGESTS[2].key.key}"
    assert finding.since_s == int((START + 2 * HOUR).timestamp())


def test_a_digest_that_names_a_later_one_than_itself_is_a_fork() -> None:
    archive = Archive()
    chain = archive.add_chain(log_files=(0, 0))
    later = chain.trail.digest_key(START.replace(year=9000))
    archive.extend(chain, previous={**chain.last, "previousDigestS3Object": later}, log_files=(0,))
    digests = [verify(archive.stored_digest(key), archive.keys, signs) for key in chain.digests]
    assert [finding.code for finding in links(digests)] == [CHAIN_FORKED]


def test_the_tail_of_what_is_not_cloudtrails_is_a_day_at_the_most() -> None:
    archive = Archive()
    chain = archive.add_chain(log_files=(0,))
    del archive.metadata[chain.digests[0]]
    digests = [verify(archive.stored_digest(key), archive.keys, signs) for key in chain.digests]
    assert len(list(tail(digests, START_S + 1000 * 3600))) == 24


def test_the_end_of_an_hour_before_the_first_year_is_told_as_its_begin() -> None:
    assert at(-(10**12)) == at(-62_135_596_800)
