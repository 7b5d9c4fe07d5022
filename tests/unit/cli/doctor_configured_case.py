"""Setups: what is configured, the answers that differ from those of a deployment as it is made, and what is said."""

from lambdas.core.error import ConfigurationError
from stacks.config import Config
from tests.unit.cli.doctor_case import ELSEWHERE, OTHER, STOPPED, Said, config, selecting, trails
from tests.unit.cli.fake_account import Answers, trail

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
    "a link that is lacking": (config(ingestion="native"), {}, "ingestion", [("fail", "linked to no log group")]),
    "a link": (
        config(ingestion="native"),
        {
            "get_trail": trail(
                config(),
                CloudWatchLogsLogGroupArn="arn:aws:logs:eu-west-1:111122223333:log-group:/trailkeeper/native:*",
                CloudWatchLogsRoleArn="arn:aws:iam::111122223333:role/trailkeeper-native-eu-west-1",
            )
        },
        "ingestion",
        [("ok", "it is linked")],
    ),
    "a telemetry rule that is not there yet": (
        config(ingestion="direct"),
        {"get_telemetry_rule": None},
        "ingestion",
        [("skipped", "not deployed yet")],
    ),
    "a telemetry rule without selectors": (
        config(ingestion="direct"),
        {"get_telemetry_rule": {}},
        "ingestion",
        [("warn", "no selectors")],
    ),
    "a telemetry rule": (
        config(ingestion="direct"),
        {
            "get_telemetry_rule": {
                "TelemetryRule": {"DestinationConfiguration": {"CloudtrailParameters": selecting("management")}}
            }
        },
        "ingestion",
        [("ok", "takes CloudTrail's events")],
    ),
    "a telemetry rule that cannot be looked at": (
        config(ingestion="direct"),
        {"get_telemetry_rule": ConfigurationError("AccessDenied")},
        "ingestion",
        [("undecided", "AccessDenied")],
    ),
}
