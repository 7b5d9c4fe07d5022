"""What the configuration says of selectors, against two others that know: CloudTrail's model, the embedded cloud."""

import re
from typing import Any

import botocore.session
import msgspec
import pytest
from botocore.model import ListShape, Shape, StringShape, StructureShape
from hypothesis import given
from hypothesis import strategies as st

from local.server.trails.refusal import Refusal
from local.server.trails.selection import check_advanced, check_basic
from stacks.config.advanced_selector import FIELDS, OPERATORS, AdvancedSelector
from stacks.config.selector import SelectorsConfig
from stacks.selector import as_cloudformation
from tests.unit import basic_selector_case as basic
from tests.unit import refused_selector_case as refused
from tests.unit import selector_case as case

Json = dict[str, Any]

MODEL = botocore.session.get_session().get_service_model("cloudtrail")
SHAPES = {"advanced": "AdvancedEventSelectors", "basic": "EventSelectors"}
CHECKS = {"advanced": check_advanced, "basic": check_basic}


def fits(shape: Shape, value: Any) -> bool:
    """Whether a value is of the shape, with the bounds and patterns that botocore itself leaves to the service."""
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max", float("inf"))
    match shape:
        case StructureShape(members=members):
            known = isinstance(value, dict) and value.keys() <= members.keys()
            return (
                known
                and set(shape.required_members) <= value.keys()
                and all(fits(members[name], each) for name, each in value.items())
            )
        case ListShape(member=member):
            return isinstance(value, list) and low <= len(value) <= high and all(fits(member, each) for each in value)
        case StringShape():
            pattern, enum = shape.metadata.get("pattern", "(?s).*"), shape.enum
            plain = isinstance(value, str) and low <= len(value) <= high and re.fullmatch(pattern, value) is not None
            return plain and (not enum or value in enum)
    return isinstance(value, bool)


def in_the_model(kind: str, written: list[Any]) -> bool:
    return fits(MODEL.shape_for(SHAPES[kind]), written)


def in_the_cloud(kind: str, written: list[Any]) -> bool:
    try:
        CHECKS[kind](written)
    except Refusal:
        return False
    return True


VALID = [
    *(("advanced", written) for written in case.VALID_ADVANCED.values()),
    ("advanced", case.VALID_NETWORK_IDENTITY),
    *(("basic", written) for written in basic.VALID_BASIC.values()),
]
INVALID = [
    *(("advanced", written) for written, _ in refused.INVALID_ADVANCED),
    *(("basic", written) for written, _ in basic.INVALID_BASIC),
]


@pytest.mark.parametrize(("kind", "written"), VALID)
def test_what_is_allowed_is_taken_by_the_model_and_the_embedded_cloud(kind: str, written: list[Any]) -> None:
    decoded = msgspec.convert({"presets": [], kind: written}, SelectorsConfig)
    spelled = as_cloudformation(decoded.chosen)
    assert in_the_model(kind, spelled)
    assert in_the_cloud(kind, spelled)


@pytest.mark.parametrize(("kind", "written"), INVALID)
def test_what_is_refused_is_refused_by_the_model_or_the_embedded_cloud(kind: str, written: list[Any]) -> None:
    assert not in_the_model(kind, written) or not in_the_cloud(kind, written)


TEXTS = st.sampled_from(
    ["Management", "Data", "NetworkActivity", "true", "false", "AWS::S3::Object", "kms.amazonaws.com", "", "x" * 2049]
)
OPERATIONS = st.dictionaries(st.sampled_from(OPERATORS), st.lists(TEXTS, max_size=2), max_size=2)
NAMES = st.sampled_from(sorted({name for fields in FIELDS.values() for name in fields}))


def field(name: str, operations: dict[str, list[str]]) -> Json:
    return {"Field": name, **operations}


CATEGORY = st.sampled_from([case.MANAGEMENT, case.DATA, case.NETWORK])
KIND = st.sampled_from([case.OBJECTS, case.FUNCTIONS, case.SECRETS])
SELECTORS = st.builds(
    lambda start, others: {"FieldSelectors": [*start, *others]},
    st.tuples(CATEGORY, KIND) | st.tuples(CATEGORY) | st.just(()),
    st.lists(st.builds(field, NAMES, OPERATIONS), max_size=2),
)


@given(st.lists(SELECTORS, min_size=1, max_size=3))
def test_whatever_is_allowed_is_taken_by_the_model_and_the_embedded_cloud(written: list[Json]) -> None:
    try:
        allowed = msgspec.convert(written, list[AdvancedSelector])
    except msgspec.ValidationError:
        return
    spelled = as_cloudformation(allowed)
    assert in_the_model("advanced", spelled)
    assert in_the_cloud("advanced", spelled)
