"""Configurations, valid and invalid: what is deployed for each, or the line that says why it is not.

What is synthesized has been looked at by cdk-nag and by the CDK's own check of templates, which stop it otherwise.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from stacks.config import Config, InvalidConfig, load, rule
from tests.stacks.golden import SETUPS
from tests.stacks.refused_config_case import KEY, ORGANIZATION, OTHER, PLACE, TOPIC, TRAIL
from tests.stacks.refused_group_case import REFUSED as REFUSED_GROUPS
from tests.stacks.refused_limit_case import LIMITS
from tests.stacks.refused_security_case import SECURITY
from tests.stacks.synthesis import synthesize

ALWAYS = "Setup Alarm"
EVIDENCE = f"{ALWAYS} AccessLogs Archive Trail"
"""The trail and where it writes."""
CARRIED = "Notification Ledger Quarantine Rules Delivery Verification Watch Dashboard Queries Health"
PIPELINE = f"{EVIDENCE} {CARRIED}"
BUCKET = {"bucket_arn": "arn:aws:s3:::central-archive"}
TIERS = [{"storage_class": "INTELLIGENT_TIERING", "after_days": 1}, {"storage_class": "DEEP_ARCHIVE", "after_days": 90}]
DATA = {"presets": ["management", "s3-data"]}
ROOT = '{ $.userIdentity.type = "Root" }'
CHANNEL = "arn:aws:cloudtrail:eu-central-1:111122223333:channel/01234567-89ab-cdef-0123-456789abcdef"
EVENT_DATA_STORE = "arn:aws:cloudtrail:eu-central-1:111122223333:eventdatastore/01234567-89ab-cdef-0123-456789abcdef"
INSIGHTS = [{"InsightType": "ApiErrorRateInsight", "EventCategories": ["Data"]}]

REFUSED = [*REFUSED_GROUPS, *LIMITS, *SECURITY]
Rule = Callable[[Config], Iterator[str]]
Row = tuple[dict[str, Any], str]
VALID: dict[str, Row] = {
    "nothing": ({}, PIPELINE),
    "a locked archive": ({"archive": {"object_lock": {"mode": "COMPLIANCE", "days": 2557}}}, PIPELINE),
    "a locked archive that expires": ({"archive": {"object_lock": {"days": 30}, "expire_days": 31}}, PIPELINE),
    "tiers": ({"archive": {"tiers": TIERS, "expire_days": 3653}}, PIPELINE),
    "names of its own": (
        {
            "trail": {"name": "audit.1"},
            "archive": {"bucket_name": "example-archive"},
            "quarantine": {"bucket_name": "example-quarantine"},
            "destination": {"log_group_name": "/audit/records", "log_class": "INFREQUENT_ACCESS"},
        },
        PIPELINE,
    ),
    "concurrency and tags": (
        {"delivery": {"maximum_concurrency": 5, "reserved_concurrency": 10}, "tags": {"team": "security"}},
        PIPELINE,
    ),
    "a trail of one Region that does not log": (
        {"trail": {"multi_region": False, "global_service_events": False, "logging": False}},
        PIPELINE,
    ),
    "insights and aggregation of data events": (
        {"trail": {"selectors": DATA, "insights": INSIGHTS, "aggregation": ["RESOURCE_ACCESS"]}},
        PIPELINE,
    ),
    "no insight of what is only read": ({"trail": {"selectors": {"presets": ["write-only-management"]}}}, PIPELINE),
    "no trace of deliveries": ({"trail": {"recursive_logging": False}}, PIPELINE),
    "all three ways": (PLACE | {"ingestion_beside": ["native", "direct"]}, f"{PIPELINE} Native Direct"),
    "native, and direct beside": (
        {"ingestion": "native", "ingestion_beside": ["direct"]},
        f"{EVIDENCE} Native Direct Queries",
    ),
    "an organization, and direct": (
        PLACE | {"organization": ORGANIZATION, "ingestion": "direct"},
        f"{EVIDENCE} Direct",
    ),
    "an organization with administrators": (
        PLACE | {"organization": ORGANIZATION | {"delegated_administrators": ["111122223333", "222233334444"]}},
        PIPELINE,
    ),
    "an organization in one account": (
        PLACE | {"organization": ORGANIZATION | {"management_account": "111122223333"}},
        PIPELINE,
    ),
    "an organization and another account": (
        PLACE | {"organization": ORGANIZATION, "archive": {"other_trails": [OTHER]}},
        PIPELINE,
    ),
    "an organization of GovCloud": (
        {"account": "111122223333", "region": "us-gov-east-1", "organization": ORGANIZATION},
        PIPELINE,
    ),
    "an organization of China": (
        {"account": "111122223333", "region": "cn-northwest-1", "organization": ORGANIZATION},
        PIPELINE,
    ),
    "a bucket and a key that exist": (PLACE | {"archive": BUCKET | {"key_arn": KEY}}, f"{PIPELINE} -Archive"),
    "a topic that exists": (PLACE | {"notification": {"topic_arn": TOPIC}}, PIPELINE),
    "a trail that exists": (
        PLACE | {"trail": {"arn": TRAIL, "former_key_prefixes": ["old"]}, "archive": BUCKET},
        f"{PIPELINE} -Archive -Trail",
    ),
    "a trail that exists, with its key": (
        PLACE | {"trail": {"arn": TRAIL}, "archive": BUCKET | {"key_arn": KEY}, "notification": {"topic_arn": TOPIC}},
        f"{PIPELINE} -Archive -Trail",
    ),
    "a bucket that exists, without access logs": (
        PLACE | {"archive": BUCKET | {"access_logs": False}, "ingestion": "native"},
        f"{EVIDENCE} Native Queries -AccessLogs",
    ),
    "legacy principals of China": (
        {"account": "111122223333", "region": "cn-north-1", "archive": {"legacy_principals": True}},
        PIPELINE,
    ),
    "security rules as metric filters": (
        {"rules": {"evaluated_by": "metric-filters"}},
        f"{PIPELINE} RuleFilters -Rules",
    ),
    "security rules both ways, some left out": (
        {"rules": {"evaluated_by": "both", "off": ["root-use", "own-bucket-changed"]}},
        f"{PIPELINE} RuleFilters",
    ),
    "no security rules": ({"rules": {"evaluated_by": "nobody"}}, f"{PIPELINE} -Rules"),
    "metric filters on the trail's own link": (
        {"ingestion": "native", "rules": {"evaluated_by": "metric-filters"}},
        f"{EVIDENCE} Native Queries RuleFilters",
    ),
    "an organization, and metric filters on its trail's own link": (
        PLACE
        | {
            "organization": ORGANIZATION,
            "ingestion_beside": ["native"],
            "rules": {"evaluated_by": "both"},
            "destination": {"log_class": "INFREQUENT_ACCESS"},
        },
        f"{PIPELINE} Native TrailAlarm RuleFilters",
    ),
    "a rule of one's own, in the place of one that is off": (
        {"rules": {"off": ["root-use"], "own": [{"name": "root-use", "title": "Root", "pattern": ROOT}]}},
        PIPELINE,
    ),
    "what watch looks at": (
        PLACE
        | {
            "watch": {
                "regions": ["eu-central-1"],
                "closed_accounts": ["222233334444"],
                "channels": [CHANNEL],
                "event_data_stores": [EVENT_DATA_STORE],
            }
        },
        PIPELINE,
    ),
    "who is told": ({"alarm": {"emails": ["security@example.com"]}}, PIPELINE),
}


def stacks(told: str) -> set[str]:
    words = told.split()
    left_out = {word.removeprefix("-") for word in words if word.startswith("-")}
    return {f"Trailkeeper-{word}" for word in words if not word.startswith("-") and word not in left_out}


@pytest.mark.parametrize(("configuration", "told"), VALID.values(), ids=VALID)
def test_a_valid_configuration_makes_the_stacks_that_it_needs(
    tmp_path: Path, configuration: dict[str, Any], told: str
) -> None:
    assert set(synthesize(configuration, tmp_path, assets=False).templates) == stacks(told)


@pytest.mark.parametrize(("configuration", "line"), REFUSED, ids=[line.partition(":")[0] for _, line in REFUSED])
def test_an_invalid_configuration_is_told_in_one_line_that_names_the_path_and_the_rule(
    configuration: dict[str, Any], line: str
) -> None:
    with pytest.raises(InvalidConfig) as raised:
        load(configuration)
    assert str(raised.value) == f"cdk.json: trailkeeper.{line}"


def unchecked(configuration: dict[str, Any]) -> Iterator[Config]:
    """A configuration whose keys are right one by one, whatever they are together."""
    with contextlib.suppress(msgspec.ValidationError):
        yield msgspec.convert(configuration, Config)


@pytest.mark.parametrize("each", rule.RULES, ids=lambda each: each.__name__)
def test_every_rule_on_keys_of_different_groups_refuses_something_here(each: Rule) -> None:
    found = {problem for configuration, _ in REFUSED for config in unchecked(configuration) for problem in each(config)}
    assert found & {line for _, line in REFUSED}


def test_the_matrix_is_as_large_as_it_is_said_to_be() -> None:
    assert len(VALID) + len(SETUPS) >= 40
    assert len(REFUSED) >= 30
