import json
from collections.abc import Callable
from typing import Any, NoReturn

import pytest
from hypothesis import given

from lambdas.core.check import CHECKS_OF_BYTES, CHECKS_OF_RECORDS, Reason, check
from tests.awkward import FAULTY, ODD, USUAL
from tests.mutation import RAW
from tests.sample import padded

GOOD = USUAL | {name: raw for name, (raw, _) in ODD.items()}


@pytest.mark.parametrize(("raw", "reason"), FAULTY.values(), ids=FAULTY)
def test_a_record_that_cannot_be_delivered_has_its_reason(raw: bytes, reason: Reason) -> None:
    assert check(raw) == (reason, {})


@pytest.mark.parametrize("raw", GOOD.values(), ids=GOOD)
def test_a_record_that_is_usual_or_merely_odd_passes_every_check(raw: bytes) -> None:
    reason, record = check(raw)
    assert reason is None
    assert record


@pytest.mark.parametrize(("reason", "fails"), CHECKS_OF_BYTES, ids=[reason for reason, _ in CHECKS_OF_BYTES])
def test_the_checks_of_bytes_pass_what_is_delivered_and_each_fails_what_has_its_reason(
    reason: Reason, fails: Callable[[bytes], bool]
) -> None:
    assert not any(map(fails, GOOD.values()))
    assert all(fails(raw) for raw, wanted in FAULTY.values() if wanted is reason)
    assert reason in {wanted for _, wanted in FAULTY.values()}


@pytest.mark.parametrize(("reason", "fails"), CHECKS_OF_RECORDS, ids=[reason for reason, _ in CHECKS_OF_RECORDS])
def test_the_checks_of_records_pass_what_is_delivered_and_each_fails_what_has_its_reason(
    reason: Reason, fails: Callable[[Any], bool]
) -> None:
    assert not any(fails(read(raw)) for raw in GOOD.values())
    assert all(fails(read(raw)) for raw, wanted in FAULTY.values() if wanted is reason)
    assert reason in {wanted for _, wanted in FAULTY.values()}


def test_a_record_and_the_26_bytes_that_its_log_event_counts_for_fit_into_a_request_of_a_mebibyte() -> None:
    assert check(padded(1_048_550))[0] is None
    assert check(padded(1_048_551))[0] is Reason.OVERSIZE


def test_every_reason_that_is_the_records_own_fault_has_a_row() -> None:
    of_the_destination = {Reason.TOO_OLD, Reason.EXPIRED, Reason.TOO_NEW, Reason.REFUSED}
    assert {reason for _, reason in FAULTY.values()} == set(Reason) - of_the_destination


@given(RAW)
def test_what_another_reader_takes_for_json_is_what_is_not_rejected_as_none(raw: bytes) -> None:
    reason, record = check(raw)
    try:
        found = read(raw)
    except ValueError:
        assert reason in {Reason.EMPTY, Reason.NOT_UTF_8, Reason.NOT_JSON}
    else:
        assert reason not in {Reason.EMPTY, Reason.NOT_UTF_8, Reason.NOT_JSON}
        assert reason or list(record) == list(found)


def read(raw: bytes) -> Any:
    """By the standard library alone. ValueError for what is no JSON."""
    return json.loads(raw.decode(), parse_constant=_refuse, parse_int=float)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
