import gzip
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.error import MalformedLogFile
from lambdas.core.inflate import inflate

LIMIT = 10_000
BODY = b'{"Records":[]}' * 50


@given(st.binary(max_size=LIMIT))
def test_what_was_compressed_comes_back_with_its_hash(body: bytes) -> None:
    inflated = inflate(gzip.compress(body), LIMIT)
    assert (inflated.body, inflated.sha256, inflated.trailing_bytes) == (body, hashlib.sha256(body).hexdigest(), 0)


def test_what_follows_the_first_member_is_counted_and_not_read() -> None:
    inflated = inflate(gzip.compress(BODY) + gzip.compress(b"hidden"), LIMIT)
    assert inflated.body == BODY
    assert inflated.trailing_bytes == len(gzip.compress(b"hidden"))


@pytest.mark.parametrize("kept", range(len(gzip.compress(BODY))))
def test_a_file_cut_anywhere_is_rejected(kept: int) -> None:
    with pytest.raises(MalformedLogFile):
        inflate(gzip.compress(BODY)[:kept], LIMIT)


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_never_changes_the_body_unseen(position: int, change: int) -> None:
    compressed = bytearray(gzip.compress(BODY, mtime=0))
    compressed[position % len(compressed)] ^= change
    try:
        body = inflate(bytes(compressed), LIMIT).body
    except MalformedLogFile:
        return
    assert body == BODY  # the header's time and flags are not checked by gzip


def test_a_file_that_inflates_beyond_the_limit_is_rejected_at_the_limit() -> None:
    with pytest.raises(MalformedLogFile, match="beyond 10000 bytes"):
        inflate(gzip.compress(b"x" * (LIMIT + 1)), LIMIT)
    assert len(inflate(gzip.compress(b"x" * LIMIT), LIMIT).body) == LIMIT


@pytest.mark.parametrize(
    ("compressed", "reason"), [(b"", "empty"), (b"{}", "not gzip"), (b"\x1f\x8b\x00" * 9, "damaged")]
)
def test_what_is_no_gzip_is_rejected_with_its_reason(compressed: bytes, reason: str) -> None:
    with pytest.raises(MalformedLogFile, match=reason):
        inflate(compressed, LIMIT)
