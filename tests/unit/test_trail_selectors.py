"""The fingerprint of selectors: the same for the same meaning, another for another."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.core.trail_selectors import fingerprint

Selector = dict[str, Any]
OPERATORS = ("Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith")
TEXTS = st.text("ab:/\"',[]é", max_size=4)
VALUES = st.lists(TEXTS, max_size=3)
ADVANCED = st.fixed_dictionaries(
    {
        "FieldSelectors": st.lists(
            st.fixed_dictionaries(
                {"Field": st.sampled_from(["eventName", "resources.ARN"])},
                optional=dict.fromkeys(OPERATORS, st.lists(TEXTS, min_size=1, max_size=3)),
            ),
            min_size=1,
            max_size=3,
        )
    },
    optional={"Name": TEXTS},
)
BASIC = st.fixed_dictionaries(
    {},
    optional={
        "ReadWriteType": st.sampled_from(["All", "ReadOnly", "WriteOnly"]),
        "IncludeManagementEvents": st.booleans(),
        "ExcludeManagementEventSources": VALUES,
        "DataResources": st.lists(st.fixed_dictionaries({"Type": TEXTS, "Values": VALUES}), max_size=3),
    },
)
SELECTORS = st.one_of(st.lists(ADVANCED, max_size=3), st.lists(BASIC, max_size=3))
DEFAULTS: Selector = {
    "ReadWriteType": "All",
    "IncludeManagementEvents": True,
    "DataResources": [],
    "ExcludeManagementEventSources": [],
}


def shuffled(draw: st.DrawFn, value: Any) -> Any:
    """Each list in another order, and some of what is in it twice."""
    if isinstance(value, dict):
        return {name: shuffled(draw, value[name]) for name in draw(st.permutations(list(value)))}
    if isinstance(value, list):
        inner = [shuffled(draw, each) for each in value]
        again = draw(st.lists(st.sampled_from(inner), max_size=2)) if inner else []
        return list(draw(st.permutations([*inner, *again])))
    return value


@st.composite
def same(draw: st.DrawFn) -> tuple[list[Selector], list[Selector]]:
    selectors = draw(SELECTORS)
    others = shuffled(draw, selectors)
    for each in others:
        if "FieldSelectors" in each:
            each["Name"] = draw(TEXTS)
        elif draw(st.booleans()):
            each.update({**DEFAULTS, **each})
    return selectors, others


@given(same())
def test_order_names_repeats_and_written_defaults_do_not_count(both: tuple[list[Selector], list[Selector]]) -> None:
    assert fingerprint(both[0]) == fingerprint(both[1])


def meaning(selectors: list[Selector]) -> Any:
    """Another way to say what the fingerprint is of."""
    return frozenset(map(_meaning, selectors or [{}]))


def _meaning(value: Any) -> Any:
    if isinstance(value, dict) and "FieldSelectors" not in value and "Field" not in value and "Type" not in value:
        value = {**DEFAULTS, **value}
    if isinstance(value, dict):
        return frozenset((name, _meaning(each)) for name, each in value.items() if name != "Name")
    return frozenset(map(_meaning, value)) if isinstance(value, list) else value


@given(SELECTORS, SELECTORS)
def test_two_fingerprints_are_the_same_only_where_the_meaning_is(one: list[Selector], other: list[Selector]) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (meaning(one) == meaning(other))


MANAGEMENT: Selector = {"Name": "all", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
S3: Selector = {
    "FieldSelectors": [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::trail-logs/"], "NotEquals": []},
    ]
}
WITHOUT_KMS: Selector = {"ExcludeManagementEventSources": ["kms.amazonaws.com"]}
CHANGED: dict[str, tuple[list[Selector], list[Selector]]] = {
    "one fewer": ([MANAGEMENT, S3], [MANAGEMENT]),
    "another operator": (
        [MANAGEMENT],
        [{"FieldSelectors": [{"Field": "eventCategory", "NotEquals": ["Management"]}]}],
    ),
    "writes only": ([], [{"ReadWriteType": "WriteOnly"}]),
    "no management events": ([], [{"IncludeManagementEvents": False}]),
    "without a source": ([], [WITHOUT_KMS]),
    "with data events": ([], [{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]),
    "basic for advanced": ([MANAGEMENT], []),
}


@pytest.mark.parametrize(("before", "after"), CHANGED.values(), ids=CHANGED)
def test_a_change_is_seen(before: list[Selector], after: list[Selector]) -> None:
    assert fingerprint(before) != fingerprint(after)


SAME: dict[str, tuple[list[Selector], list[Selector]]] = {
    "no selector is the default one": ([], [DEFAULTS]),
    "an empty operator says nothing": (
        [S3],
        [{"FieldSelectors": [dict(e, EndsWith=[]) for e in S3["FieldSelectors"]]}],
    ),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_what_says_the_same_has_one_fingerprint(one: list[Selector], other: list[Selector]) -> None:
    assert fingerprint(one) == fingerprint(other)
