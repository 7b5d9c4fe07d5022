"""Setups: what is configured, the answers that differ from those of a deployment as it is made, and what is said."""

from lambdas.core.error import ConfigurationError
from stacks.config import Config
from tests.unit.cli.doctor_case import ELSEWHERE, OTHER, STOPPED, Said, config, trails
from tests.unit.cli.fake_account import Answers, trail

AGGREGATION = {"EventCategory": "Data", "Templates": ["API_ACTIVITY"]}

# By name: the configuration, the answers that differ from those of a deployment as it is made, the check, what is said.
CONFIGURED: dict[str, tuple[Config, Answers, str, list[Said]]] = {
    "a trail of data events has no second copy": (
        config(trail={"selectors": {"presets": ["lambda-data"]}}),
        trails(OTHER),
        "second-copy",
        [("skipped", "no management events")],
    ),
    "a trail of one Region looks at that one": (
        config(trail={"multi_region": False}),
        {**trails(), "list_trails": {"Trails": [ELSEWHERE]}},
        "second-copy",
        [("ok", "no other trail")],
    ),
    "logging off as configured": (config(trail={"logging": False}), STOPPED, "logging", [("warn", "as configured")]),
    "logging on and not configured": (
        config(trail={"logging": False}),
        {},
        "logging",
        [("fail", "trail.logging is false")],
    ),
    "validation off as configured": (
        config(trail={"log_file_validation": False}),
        {"get_trail": trail(config(), LogFileValidationEnabled=False)},
        "validation",
        [("warn", "as configured")],
    ),
    "Object Lock as configured": (config(archive={"object_lock": {}}), {}, "bucket", [("ok", "as configured")] * 3),
    "Object Lock that is off": (
        config(archive={"object_lock": {"mode": "COMPLIANCE", "days": 30}}),
        {"get_object_lock_configuration": None},
        "bucket",
        [("fail", "is off, and COMPLIANCE for 30 days"), ("ok", ""), ("ok", "")],
    ),
    "Object Lock of another length": (
        config(archive={"object_lock": {"days": 30}}),
        {},
        "bucket",
        [("fail", "is GOVERNANCE for 365 days"), ("ok", ""), ("ok", "")],
    ),
    "aggregation that is lacking": (
        config(trail={"selectors": {"presets": ["management", "lambda-data"]}, "aggregation": ["API_ACTIVITY"]}),
        {"get_event_configuration": {}},
        "drift",
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors"), ("fail", "its aggregation")],
    ),
    "basic selectors in another order": (
        config(trail={"selectors": {"basic": [{"ReadWriteType": "ReadOnly"}, {"ReadWriteType": "WriteOnly"}]}}),
        {
            "get_event_selectors": {
                "EventSelectors": [
                    {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True},
                    {"ReadWriteType": "ReadOnly", "IncludeManagementEvents": True},
                ],
                "AdvancedEventSelectors": [],
            }
        },
        "drift",
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors")],
    ),
    "no pipeline, no topic": (config(ingestion="native"), {}, "topic-policy", [("skipped", "nothing is delivered")]),
    "no pipeline, no key of a topic": (
        config(ingestion="native"),
        {},
        "topic-key",
        [("skipped", "nothing is delivered")],
    ),
    "no pipeline, no notifications": (
        config(ingestion="native"),
        {},
        "notification",
        [("skipped", "nothing is delivered")],
    ),
    "aggregation that is left": (
        config(),
        {"get_event_configuration": {"AggregationConfigurations": [AGGREGATION]}},
        "drift",
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors"), ("warn", "none is configured")],
    ),
    "aggregation as configured": (
        config(trail={"selectors": {"presets": ["management", "lambda-data"]}, "aggregation": ["API_ACTIVITY"]}),
        {"get_event_configuration": {"AggregationConfigurations": [AGGREGATION]}},
        "drift",
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors")],
    ),
    "the noise of KMS left out": (
        config(trail={"selectors": {"presets": ["management", "no-kms-noise"]}}),
        {},
        "drift",
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors"), ("warn", "DisableKey, ScheduleKeyDeletion")],
    ),
    "the noise of KMS left out by basic selectors": (
        config(trail={"selectors": {"basic": [{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}]}}),
        {},
        "drift",
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors"), ("warn", "PutKeyPolicy of a key")],
    ),
    "KMS left out by one selector of two": (
        config(
            trail={
                "selectors": {
                    "basic": [{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}, {"ReadWriteType": "WriteOnly"}]
                }
            }
        ),
        {},
        "drift",
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors")],
    ),
    "a trail of one Region looks for room in that one": (
        config(trail={"multi_region": False}),
        {"describe_regions": ConfigurationError("not asked")},
        "trail-limit",
        [("ok", "1 of the 5 trails")],
    ),
    "no pipeline, no deliver": (config(ingestion="native"), {}, "delivery", [("skipped", "nothing is delivered")]),
}
