"""A short time of what `make fuzz` does, and every input that it has found to break a promise."""

import os
from typing import Any

import pytest

from tests.fuzz.run import fuzz
from tests.fuzz.target import TARGETS

SECONDS = float(os.environ.get("FUZZ_SECONDS", "20"))
"""Of all targets together."""

CRASHERS: dict[str, list[Any]] = {}


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_promise(name: str) -> None:
    assert fuzz(TARGETS[name], SECONDS / len(TARGETS)) > 0


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in CRASHERS.items() for value in values])
def test_what_has_broken_a_promise_breaks_none_any_more(name: str, value: Any) -> None:
    TARGETS[name].check(value)
