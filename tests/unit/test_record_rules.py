"""That the security rules find the same whichever way a record is read, and change nothing else of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.core.check import check
from lambdas.core.filter_pattern.syntax import (
    Comparison,
    Condition,
    Every,
    Operator,
    Predicate,
    Some,
    State,
    Text,
    written,
)
from lambdas.core.log_file import portions
from lambdas.core.record import Reader, Readings
from lambdas.core.ruleset import Ruleset, matching
from lambdas.core.security_rule import RULES, Rule
from tests.awkward import FAULTY, ODD, USUAL
from tests.corpus import CORPUS, published
from tests.mutation import RAW
from tests.sample import usual

OWN_RULES = [
    Rule(name="called", title="", pattern="{$.eventName = StopLogging}"),
    Rule(name="by-root", title="", pattern='{$.userIdentity.type = "Root"}'),
    Rule(name="refused", title="", pattern="{$.errorCode = AccessDenied*}"),
    Rule(name="writes", title="", pattern="{$.readOnly IS FALSE}"),
    Rule(name="by-version", title="", pattern="{$.eventVersion = 1.1*}"),
    Rule(name="by-id", title="", pattern="{$.eventID = *7*}"),
    Rule(name="unnamed", title="", pattern="{$.eventName NOT EXISTS}"),
    Rule(name="new-field", title="", pattern="{$.aFieldThatIsNew = x}"),
]
RULESET = Ruleset([*RULES, *OWN_RULES])
INTERESTING = [
    usual(eventName="StopLogging"),
    usual(eventName=None),
    usual(eventName=7),
    usual(eventName="StopLogging", aFieldThatIsNew="x"),
    usual(userIdentity={"type": "Root"}),
    usual(errorCode="AccessDeniedException"),
    usual(readOnly=False, eventID="7"),
    usual().replace(b'"eventVersion"', b'"eventName":"\\u0053topLogging","eventVersion"', 1),
]
KNOWN = [*USUAL.values(), *(raw for raw, _ in ODD.values()), *(raw for raw, _ in FAULTY.values() if len(raw) < 4000)]
FILES = st.lists(RAW | st.sampled_from(INTERESTING) | st.sampled_from(KNOWN), max_size=8)


PLACES: list[tuple[str, ...]] = [
    ("eventName",),
    ("errorCode",),
    ("readOnly",),
    ("userIdentity",),
    ("userIdentity", "type"),
    ("userIdentity", "x"),
    ("userIdentity", "sessionContext", "sessionIssuer", "userName"),
    ("requestParameters", "x"),
]
WORDS = ["Root", "Ro", "oot", "5", "null", ""]
TERMS: st.SearchStrategy[Condition] = st.builds(
    Comparison,
    st.sampled_from(PLACES),
    st.sampled_from([Operator.EQUAL, Operator.EQUAL, Operator.NOT_EQUAL]),
    st.sampled_from([*WORDS, "R*", "*t", "R*t", "*"]).map(Text),
) | st.builds(State, st.sampled_from(PLACES), st.sampled_from(Predicate))
SEVERAL = st.lists(TERMS, min_size=2, max_size=3).map(tuple)
CONDITIONS = st.lists(TERMS | st.builds(Every, SEVERAL) | st.builds(Some, SEVERAL), max_size=4)
LEAVES: st.SearchStrategy[Any] = st.sampled_from([*WORDS, None, True, 5, [], {}])
ISSUERS = st.dictionaries(st.sampled_from(["type", "userName"]), LEAVES)
CONTEXTS = st.fixed_dictionaries({"sessionIssuer": ISSUERS | LEAVES})
IDENTITIES = st.fixed_dictionaries({}, optional={"type": LEAVES, "x": LEAVES, "sessionContext": CONTEXTS | LEAVES})
CALLS = st.fixed_dictionaries(
    {},
    optional={
        "eventName": LEAVES,
        "errorCode": LEAVES,
        "readOnly": st.booleans(),
        "userIdentity": IDENTITIES | LEAVES,
        "requestParameters": IDENTITIES | LEAVES,
    },
)
SPELLINGS = st.sampled_from([(b"", b""), (b'"R', rb'"\u0052'), (b'"type', rb'"t\u0079pe'), (b"ot", rb"\u006ft")])


def nothing_is_own(_: Mapping[str, Any]) -> bool:
    return False


def found(readings: Readings) -> list[tuple[int, str]]:
    return [(match.index, match.rule) for match in readings.matches]


def expected(records: Sequence[bytes], rules: Ruleset = RULESET) -> list[tuple[int, str]]:
    checked = enumerate(map(check, records))
    return [
        (index, rule.name) for index, (reason, one) in checked if reason is None for rule in matching(rules.rules, one)
    ]


def without_matches(readings: Readings) -> object:
    sequences = (readings.events, readings.indexes, readings.sizes_bytes, readings.rejected, readings.filtered)
    return [list(each) for each in (*sequences, readings.odd)]


@given(FILES)
@settings(deadline=None)
def test_both_ways_of_reading_find_the_same_matches(records: list[bytes]) -> None:
    quick, slow = Reader(rules=RULESET), Reader(is_own=nothing_is_own, rules=RULESET)
    assert sorted(found(quick.read(records))) == sorted(found(slow.read(records))) == sorted(expected(records))


@given(CONDITIONS, st.lists(CALLS, max_size=4), SPELLINGS)
@settings(deadline=None, max_examples=400)
def test_any_rules_match_what_is_read_the_quick_way(
    conditions: list[Condition], calls: list[dict[str, Any]], spelling: tuple[bytes, bytes]
) -> None:
    rules = Ruleset([Rule(name=str(number), title="", pattern=written(one)) for number, one in enumerate(conditions)])
    records = [usual(**call).replace(*spelling) for call in calls]
    slow = Reader(is_own=nothing_is_own, rules=rules)
    assert found(Reader(rules=rules).read(records)) == found(slow.read(records)) == expected(records, rules)


@given(FILES)
@settings(deadline=None)
def test_rules_change_nothing_else_of_what_is_read(records: list[bytes]) -> None:
    with_rules, without = Reader(rules=RULESET), Reader()
    assert without_matches(with_rules.read(records)) == without_matches(without.read(records))
    assert (with_rules.odd, with_rules.unknown_fields) == (without.odd, without.unknown_fields)


@pytest.mark.parametrize("raw", INTERESTING, ids=range(len(INTERESTING)))
@pytest.mark.parametrize("start", [0, 1, 2])
def test_a_match_is_told_by_the_index_of_its_record(raw: bytes, start: int) -> None:
    names = [name for _, name in expected([raw])]
    assert names
    reader = Reader(start, rules=RULESET)
    matches = [*found(reader.read([b"null"])), *found(reader.read([usual(eventID="e"), raw]))]
    assert sorted(name for index, name in matches if index == 2) == sorted(names)
    assert all(index >= start for index, _ in matches)


def test_what_was_read_ahead_is_not_matched_twice() -> None:
    body = b'{"Records":[' + b",".join([usual(eventName="StopLogging")] * 3) + b"]}"
    reader = Reader(rules=RULESET)
    readings = map(reader.read, portions(body, proves=reader.proves))
    assert Counter(name for each in readings for _, name in found(each))["called"] == 3


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="CLOUDTRAIL_CORPUS names no folder of published records")
def test_published_records_match_the_same_rules_whichever_way_they_are_read() -> None:
    records = list(published())
    quick = found(Reader(rules=RULESET).read(records))
    assert sorted(quick) == sorted(expected(records))
    assert len({name for _, name in quick}) > 10
