"""A short time of what `make fuzz` does, and every input that it has found to break a promise."""

import os
from typing import Any

import pytest

from tests.fuzz.run import fuzz
from tests.fuzz.target import TARGETS

SECONDS = float(os.environ.get("FUZZ_SECONDS", "20"))
"""Of all targets together."""

CRASHERS: dict[str, list[Any]] = {
    "notification": ["\ud800", '{"s3Bucket":"b","s3ObjectKey":[]}'],
    # Read as UTF-16 or past a mark by one reader and not by the other; a number beside a lone surrogate's escape.
    "head": [
        ['{"eventTime":"2026-11-23T12:00:00Z"}'.encode("utf-16")],
        [b'\xef\xbb\xbf{"eventTime":"2026-11-23T12:00:00Z"}'],
        [b'{"eventVersion":5,"eventTime":"2026-11-23T12:00:00Z","x":"\\ud800"}'],
        [b'{"eventTime":20261123,"x":"\\ud800"}'],
    ],
    # What looks like the next record inside of one, and space where a place to cut would be.
    "splitting": [
        b'{"Records":[{"eventVersion":"1.1","a":[{},{"eventVersion":"1"}]},{"eventVersion":"1.1"}]}',
        b'{"Records":[ {"eventVersion":"1.1"} ,{"eventVersion":"1.1"} ]}',
    ],
}


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_promise(name: str) -> None:
    assert fuzz(TARGETS[name], SECONDS / len(TARGETS)) > 0


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in CRASHERS.items() for value in values])
def test_what_has_broken_a_promise_breaks_none_any_more(name: str, value: Any) -> None:
    TARGETS[name].check(value)
