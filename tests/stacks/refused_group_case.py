"""Configurations with an archive, a trail or a way to CloudWatch Logs that is not right, and the line about each."""

from typing import Any

from tests.stacks.refused_config_case import ADOPTED, BUCKET, ORGANIZATIONS, OTHER, PLACE, PLACES, TRAIL, Row, archive

PREFIX = "a key prefix of at most 200 letters, digits and . _ - /, without AWSLogs and without a slash at its ends"
CLASSES = "one of STANDARD_IA, INTELLIGENT_TIERING, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE"


def tiers(*pairs: tuple[str, int]) -> dict[str, Any]:
    return archive(tiers=[{"storage_class": storage, "after_days": days} for storage, days in pairs])


ARCHIVES: list[Row] = [
    (
        archive(object_lock={"days": 365}, expire_days=365),
        "archive.expire_days: expected more than object_lock.days (365), got 365",
    ),
    (
        archive(object_lock={"mode": "LEGAL_HOLD"}),
        'archive.object_lock.mode: expected one of GOVERNANCE, COMPLIANCE, got "LEGAL_HOLD"',
    ),
    (archive(object_lock={"days": 0}), "archive.object_lock.days: expected an int from 1 to 36500, got 0"),
    (
        archive(object_lock=True),
        "archive.object_lock: expected an object with any of the keys mode, days, or null, got true",
    ),
    (
        tiers(("STANDARD_IA", 29)),
        "archive.tiers[0].after_days: expected at least 30 where storage_class is STANDARD_IA, got 29",
    ),
    (
        tiers(("INTELLIGENT_TIERING", 1), ("ONEZONE_IA", 2)),
        "archive.tiers[1].after_days: expected at least 30 where storage_class is ONEZONE_IA, got 2",
    ),
    (
        tiers(("GLACIER", 90), ("STANDARD_IA", 120)),
        "archive.tiers[1].storage_class: expected a class that S3 moves objects to from GLACIER, got STANDARD_IA",
    ),
    (
        tiers(("GLACIER", 90), ("DEEP_ARCHIVE", 90)),
        "archive.tiers[1].after_days: expected at least 91 after GLACIER at 90, got 90",
    ),
    (tiers(("STANDARD", 90)), f'archive.tiers[0].storage_class: expected {CLASSES}, got "STANDARD"'),
    (
        archive(tiers=[{"storage_class": "GLACIER"}]),
        "archive.tiers[0].after_days: expected an int from 1 to 36500, got nothing",
    ),
    (
        archive(tiers=[{"storage_class": "GLACIER", "after_days": 90}], expire_days=90),
        "archive.expire_days: expected more than the last tier's after_days (90), got 90",
    ),
    (archive(expire_days=1), "archive.expire_days: expected an int from 2 to 36500, or null, got 1"),
    (
        PLACE | archive(other_trails=[TRAIL]),
        f'archive.other_trails[0]: expected the ARN of a trail of another account, got "{TRAIL}"',
    ),
    (
        PLACE | archive(other_trails=[OTHER, ""]),
        'archive.other_trails[1]: expected the ARN of a trail of another account, got ""',
    ),
    (
        PLACE | archive(other_trails=["arn:aws-cn:cloudtrail:cn-north-1:222233334444:trail/audit"]),
        (
            "archive.other_trails[0]: expected an ARN of the partition aws, got"
            ' "arn:aws-cn:cloudtrail:cn-north-1:222233334444:trail/audit"'
        ),
    ),
    (
        PLACE | archive(bucket_arn=BUCKET) | {"quarantine": {"bucket_name": "central-archive"}},
        'quarantine.bucket_name: expected another bucket than archive.bucket_arn, got "central-archive"',
    ),
]
INGESTION: list[Row] = [
    ({"ingestion": "lambda"}, 'ingestion: expected one of pipeline, native, direct, got "lambda"'),
    (
        {"ingestion_beside": ["pipeline"]},
        'ingestion_beside[0]: expected another path than the ones before it, got "pipeline"',
    ),
    (
        {"ingestion_beside": ["native", "native"]},
        'ingestion_beside[1]: expected another path than the ones before it, got "native"',
    ),
    (
        {"ingestion_beside": ["native", "direct", "pipeline"]},
        (
            "ingestion_beside: expected a list of at most two of pipeline, native, direct, got"
            ' ["native", "direct", "pipeline"]'
        ),
    ),
    (
        {"native": {"log_group_name": "/trailkeeper/records"}},
        'native.log_group_name: expected another log group than destination.log_group_name, got "/trailkeeper/records"',
    ),
    (
        {"native": {"log_class": "STANDARD"}},
        "native.log_class: no such key; allowed are log_group_name, retention_days",
    ),
    ({"direct": {"log_group_name": "a"}}, "direct.log_group_name: no such key; allowed are retention_days"),
    (
        {"destination": {"log_class": "DELIVERY"}},
        'destination.log_class: expected one of STANDARD, INFREQUENT_ACCESS, got "DELIVERY"',
    ),
    ({"alarm": {"emails": ["security"]}}, 'alarm.emails[0]: expected an e-mail address, got "security"'),
    (
        {"lake": {}},
        "lake: no such key; CloudTrail Lake has taken no new customers since 2026-05-31, and nothing is made of it",
    ),
]
TRAILS: list[Row] = [
    (
        {"trail": {"global_service_events": False}},
        "trail.global_service_events: expected true where multi_region is true, got false",
    ),
    (
        {"trail": {"former_key_prefixes": [""]}},
        'trail.former_key_prefixes[0]: expected another prefix than key_prefix, got ""',
    ),
    (
        {"trail": {"former_key_prefixes": ["audit", "AWSLogs/a"]}},
        f'trail.former_key_prefixes[1]: expected {PREFIX}, got "AWSLogs/a"',
    ),
    (
        {"trail": {"selectors": {"presets": []}}},
        "trail.selectors.presets: expected a preset, or selectors in advanced or basic, got none",
    ),
    (
        {"trail": {"selectors": {"basic": [{}], "presets": ["management"]}}},
        "trail.selectors.basic: expected no basic selectors beside presets, got 1",
    ),
    (
        {"trail": {"selectors": {"basic": [{}] * 6}}},
        (
            "trail.selectors.basic: expected a list of at most 5 basic event selectors, as put-event-selectors takes"
            " it, got [{}, {}, {}, {}, {}, {}]"
        ),
    ),
    (
        {"trail": {"selectors": {"advanced": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]}}},
        (
            "trail.selectors.advanced[0].FieldSelectors: expected a field selector of resources.type, got only"
            " eventCategory"
        ),
    ),
    (
        {"trail": {"selectors": {"presets": ["s3-data"]}, "insights": [{"InsightType": "ApiCallRateInsight"}]}},
        (
            "trail.insights[0].EventCategories[0]: expected a trail that logs write management events for"
            " ApiCallRateInsight, got one without"
        ),
    ),
    (
        {"trail": {"aggregation": ["API_ACTIVITY"]}},
        "trail.aggregation: expected a trail that logs data events for API_ACTIVITY, got one without",
    ),
]
REFUSED: list[Row] = [*PLACES, *ORGANIZATIONS, *ADOPTED, *ARCHIVES, *INGESTION, *TRAILS]
