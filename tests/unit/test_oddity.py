import json

import pytest

from lambdas.core.check import check
from lambdas.core.oddity import ODDITIES, Oddity, oddities, unknown_fields
from tests.awkward import ODD, USUAL
from tests.sample import AGGREGATED, DATA, INSIGHT, MANAGEMENT, NETWORK_ACTIVITY, OLD

SHAPES = {
    "management": (MANAGEMENT, []),
    "data": (DATA, []),
    "version 1.02": (OLD, []),
    "insight": (INSIGHT, [Oddity.INSIGHT]),
    "network activity": (NETWORK_ACTIVITY, [Oddity.NETWORK_ACTIVITY]),
    "aggregated": (AGGREGATED, [Oddity.AGGREGATED]),
}


@pytest.mark.parametrize(("raw", "found"), ODD.values(), ids=ODD)
def test_what_is_odd_about_a_record_is_found_and_nothing_else(raw: bytes, found: list[Oddity]) -> None:
    assert oddities(check(raw)[1]) == found


@pytest.mark.parametrize("raw", USUAL.values(), ids=USUAL)
def test_nothing_is_odd_about_a_record_as_cloudtrail_writes_it(raw: bytes) -> None:
    assert oddities(check(raw)[1]) == []


@pytest.mark.parametrize(("fields", "found"), SHAPES.values(), ids=SHAPES)
def test_a_record_of_each_kind_that_the_documents_show_has_no_field_that_is_unknown(
    fields: dict[str, object], found: list[Oddity]
) -> None:
    assert unknown_fields(fields) == set()
    assert oddities(fields) == found


@pytest.mark.parametrize("name", MANAGEMENT.keys() - {"eventTime", "eventCategory"})
def test_no_field_of_a_management_event_is_known_in_another_case(name: str) -> None:
    assert unknown_fields(MANAGEMENT | {name.swapcase(): 1}) == {name.swapcase()}


@pytest.mark.parametrize(
    "name", ["eventVersion", "eventTime", "eventID", "eventCategory", "readOnly", "managementEvent"]
)
@pytest.mark.parametrize("value", [None, 1, 1.5, [], {}], ids=json.dumps)
def test_a_field_that_the_pipeline_reads_and_that_is_of_another_type_is_odd(name: str, value: object) -> None:
    assert Oddity.WRONG_TYPE in oddities(MANAGEMENT | {name: value})


def test_every_oddity_is_in_the_table_once_and_has_a_row_here() -> None:
    assert [oddity for oddity, _ in ODDITIES] == list(Oddity)
    assert {oddity for _, found in ODD.values() for oddity in found} == set(Oddity)
