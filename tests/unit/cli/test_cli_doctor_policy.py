"""What a policy lacks, denies, or allows too widely, beside the statements that AWS documents."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.doctor.policy.comparison import compare
from cli.doctor.policy.glob import covers, overlap
from cli.doctor.policy.request import Facts
from stacks import adoption, policy
from stacks.config import Config, load
from stacks.config.rule import partition_of
from stacks.name import At
from tests.unit.cli.key_policy_case import KEYS
from tests.unit.cli.policy_bucket_case import BUCKETS
from tests.unit.cli.policy_case import FACTS, KEY, PLACE, PLAIN, TOPIC, Gaps, Policy, changed, config, text
from tests.unit.cli.policy_denial_case import DENIALS
from tests.unit.cli.policy_setup_case import SETUPS

ALL_BUCKETS = {**BUCKETS, **DENIALS}


def told(documented: list[policy.Statement], there: Policy, facts: Facts) -> list[tuple[str, str]]:
    return [(gap.kind.value, gap.told) for gap in compare(there, documented, facts)]


def agree(found: list[tuple[str, str]], expected: Gaps) -> bool:
    return len(found) == len(expected) and all(
        kind == wanted and part in said for (kind, said), (wanted, part) in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize(("there", "gaps"), ALL_BUCKETS.values(), ids=ALL_BUCKETS)
def test_a_buckets_policy_has_the_gaps_that_it_has(there: Policy, gaps: Gaps) -> None:
    found = told(policy.bucket_statements(PLACE, PLAIN), there, FACTS)
    assert agree(found, gaps), found


@pytest.mark.parametrize(("configured", "there", "gaps"), SETUPS.values(), ids=SETUPS)
def test_every_setup_asks_for_its_own_statements(configured: Config, there: str, gaps: Gaps) -> None:
    organization = configured.organization.id if configured.organization else ""
    facts = Facts(organization=organization, encryptions=FACTS.encryptions, folders=FACTS.folders)
    found = told(policy.bucket_statements(PLACE, configured), there, facts)
    assert agree(found, gaps), found


@pytest.mark.parametrize(("documented", "there", "gaps"), KEYS.values(), ids=KEYS)
def test_a_keys_policy_has_the_gaps_that_it_has(documented: list[policy.Statement], there: str, gaps: Gaps) -> None:
    found = told(documented, there, Facts(resource=KEY))
    assert agree(found, gaps), found


(PUBLISH,) = policy.topic_statements(PLACE, config())
OWNER = {"StringEquals": {"AWS:SourceOwner": "111122223333"}}
TOPICS: dict[str, tuple[str, Gaps]] = {
    "as documented": (text(PUBLISH), []),
    "as SNS makes it": (
        text(
            changed(PUBLISH, Principal={"AWS": "*"}, Action=["SNS:GetTopicAttributes", "SNS:Publish"], Condition=OWNER)
        ),
        [("missing", "aws:sourceowner is absent")],
    ),
    "as it was documented once": (text(changed(PUBLISH, Condition=None)), [("wider", "SNS:Publish")]),
    "another topic": (text(changed(PUBLISH, Resource=f"{TOPIC}-2")), [("missing", f"{TOPIC}-2 only")]),
}


@pytest.mark.parametrize(("there", "gaps"), TOPICS.values(), ids=TOPICS)
def test_a_topics_policy_has_the_gaps_that_it_has(there: str, gaps: Gaps) -> None:
    found = told([PUBLISH], there, Facts())
    assert agree(found, gaps), found


def test_the_role_of_deliver_may_be_allowed_through_its_account() -> None:
    there = config(archive={"bucket_arn": "arn:aws:s3:::audit", "bucket_account": "222233334444"})
    documented = next(each.statements for each in adoption.requirements(there) if each.path == "archive.bucket_arn")
    by_account = [
        changed(each, Principal={"AWS": "111122223333"}) if each["Sid"] == "TrailkeeperReads" else each
        for each in documented
    ]
    assert compare(text(*documented), documented, Facts()) == []
    assert compare(text(*by_account), documented, Facts()) == []
    assert "TrailkeeperReads" in {each.document["Sid"] for each in compare(text(*documented[:2]), documented, Facts())}


GLOBS = {
    "itself": ("a*c", "a*c", True, True),
    "more": ("*", "a*", True, True),
    "less": ("a*", "*", False, True),
    "one character is not any text": ("a?", "a*", False, True),
    "nothing": ("a*", "a", True, True),
    "apart": ("a*x", "b*", False, False),
    "crossed": ("a*", "*b", False, True),
    "many stars": ("*a*b*c*", "xxaxxbxxc", True, True),
    "an end too early": ("a", "ab", False, False),
    "empty": ("", "", True, True),
}


@pytest.mark.parametrize(("pattern", "text_of", "covered", "overlapping"), GLOBS.values(), ids=GLOBS)
def test_patterns_cover_and_overlap(pattern: str, text_of: str, covered: bool, overlapping: bool) -> None:  # noqa: FBT001
    assert (covers(pattern, text_of), overlap(pattern, text_of)) == (covered, overlapping)


PATTERNS = st.text("ab*?", max_size=6)
TEXTS = st.text("ab", max_size=6)


@given(PATTERNS, PATTERNS, TEXTS)
def test_a_covered_pattern_takes_nothing_that_the_covering_one_does_not(one: str, other: str, taken: str) -> None:
    if covers(one, other) and covers(other, taken):
        assert covers(one, taken)


@given(PATTERNS, PATTERNS, TEXTS)
def test_what_two_patterns_take_is_where_they_overlap(one: str, other: str, taken: str) -> None:
    if covers(one, taken) and covers(other, taken):
        assert overlap(one, other)


@given(TEXTS, PATTERNS)
def test_a_pattern_overlaps_with_a_text_where_it_takes_it(taken: str, pattern: str) -> None:
    assert overlap(pattern, taken) == covers(pattern, taken)


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Principal", "Action", "Resource", "Condition", "Allow", "AWS"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_answered(document: object) -> None:
    assert compare(json.dumps(document), policy.bucket_statements(PLACE, PLAIN), FACTS)


PLACES = {"aws": "eu-west-1", "China": "cn-north-1", "GovCloud": "us-gov-west-1"}
SETTINGS: dict[str, dict[str, Any]] = {
    "one account": {},
    "a prefix": {"trail": {"key_prefix": "audit", "former_key_prefixes": [""]}},
    "an organization": {"organization": {"id": "o-exampleorgid", "management_account": "222233334444"}},
    "legacy principals": {"archive": {"legacy_principals": True}},
}


@pytest.mark.parametrize("keys", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("region", PLACES.values(), ids=PLACES)
def test_what_the_stacks_write_is_what_is_asked_for(region: str, keys: Mapping[str, Any]) -> None:
    there = load({"account": "111122223333", "region": region, **keys})
    place = At(partition_of(region), "111122223333", region)
    for documented in (
        policy.bucket_statements(place, there),
        policy.archive_key_statements(place, there),
        policy.notification_key_statements(place, there),
        policy.topic_statements(place, there),
        [policy.log_group_key_statement(place)],
    ):
        assert compare(text(*documented), documented, Facts(resource=KEY)) == []
