"""One bit, flipped anywhere in what proves two hours.

What CloudTrail signs are inflated bytes, and a signature is a number. A flipped bit that changes neither changes
nothing that is proven, and no digest can tell it: of a gzip (RFC 1952), the header's text flag, time, extra flags and
system; of its deflate stream (RFC 1951), the bits that fill up the last byte, and now and then one that makes of a
back-reference another one to the same text; of a signature in hex, the case of a letter.
"""

import gzip
import zlib
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lambdas.core.digest_verification import verify
from lambdas.core.finding import Effect
from lambdas.crypto.public_key import signs
from tests.digest_builder import START
from tests.unit.proof_case import Case

CASE = Case(due=START + timedelta(hours=2))
CASE.archive.remove(*CASE.digests[2:])
OBJECTS = CASE.archive.objects
ALL = sorted([*CASE.digests[:2], *CASE.log_files[:2]])
HEADER = {(3, 0), *product(range(4, 10), range(8))}
TRAILER_BYTES = 8


def flipped(content: bytes, byte: int, bit: int) -> bytes:
    changed = bytearray(content)
    changed[byte] ^= 1 << bit
    return bytes(changed)


def inflated(body: bytes) -> bytes | None:
    """By an inflater that is not the pipeline's."""
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error):
        return None


def is_invalid(key: str, body: bytes) -> bool:
    CASE.archive.objects = {**OBJECTS, key: body}
    return any(finding.code.effect is Effect.INVALID for finding in CASE.found)


def is_invalid_with(key: str, signature: str) -> bool:
    stored = replace(CASE.archive.stored_digest(key), signature=signature)
    return verify(stored, CASE.archive.keys, signs).effect is Effect.INVALID


@given(st.sampled_from(ALL), st.integers(min_value=0), st.integers(0, 7))
def test_a_bit_flipped_in_an_object_is_found_unless_its_content_is_the_same(key: str, place: int, bit: int) -> None:
    body = flipped(OBJECTS[key], place % len(OBJECTS[key]), bit)
    assert is_invalid(key, body) or inflated(body) == inflated(OBJECTS[key])


@pytest.mark.parametrize("key", [CASE.digests[1], CASE.log_files[1]], ids=["digest", "log file"])
def test_of_all_bits_of_an_object_only_those_that_gzip_ignores_may_change(key: str) -> None:
    size = len(OBJECTS[key])
    places = product(range(size), range(8))
    ignored = {place for place in places if not is_invalid(key, flipped(OBJECTS[key], *place))}
    assert ignored >= HEADER
    assert {byte for byte, _ in ignored - HEADER} <= set(range(10, size - TRAILER_BYTES))
    assert all(inflated(flipped(OBJECTS[key], *place)) == inflated(OBJECTS[key]) for place in ignored)


def test_of_all_bits_of_a_signature_only_the_case_of_a_letter_may_change() -> None:
    key = CASE.digests[1]
    signature = CASE.archive.metadata[key]["signature"]
    changed = [flipped(signature.encode(), byte, bit).decode("latin-1") for byte in range(512) for bit in range(8)]
    ignored = [each for each in changed if not is_invalid_with(key, each)]
    assert ignored == [each for each in changed if each.lower() == signature]
