"""A trail that is not as a deployment makes it: by name the check, the answers that differ, and what is said."""

from datetime import timedelta

from lambdas.core.error import ConfigurationError
from tests.unit.cli.doctor_case import STOPPED, Said, config, selecting
from tests.unit.cli.fake_account import KEY, NOW, Answers, trail

TRAILS: dict[str, tuple[str, Answers, list[Said]]] = {
    "another topic": (
        "notification",
        {"get_trail": trail(config(), SnsTopicARN="arn:aws:sns:eu-west-1:111122223333:t")},
        [("fail", "no log file is delivered"), ("ok", "subscribed")],
    ),
    "notifications that failed": (
        "notification",
        {"get_trail_status": {"IsLogging": True, "LatestNotificationError": "AuthorizationError"}},
        [("ok", "it tells"), ("fail", "AuthorizationError"), ("ok", "subscribed")],
    ),
    "nobody subscribed": (
        "notification",
        {"list_subscriptions_by_topic": {}},
        [("ok", "it tells"), ("fail", "is not subscribed")],
    ),
    "a subscription to be confirmed": (
        "notification",
        {
            "list_subscriptions_by_topic": {
                "Subscriptions": [
                    {
                        "Protocol": "sqs",
                        "Endpoint": "arn:aws:sqs:eu-west-1:111122223333:trailkeeper-notifications",
                        "SubscriptionArn": "PendingConfirmation",
                    }
                ]
            }
        },
        [("ok", "it tells"), ("fail", "not confirmed")],
    ),
    "a trail that is stopped": ("logging", STOPPED, [("fail", "it does not log")]),
    "log files that could not be delivered": (
        "logging",
        {
            "get_trail_status": {
                "IsLogging": True,
                "LatestDeliveryError": "AccessDenied",
                "LatestDigestDeliveryError": "NoSuchBucket",
                "LatestCloudWatchLogsDeliveryError": "denied",
            }
        },
        [("ok", "it logs"), ("fail", "AccessDenied"), ("fail", "NoSuchBucket"), ("fail", "denied")],
    ),
    "no log file for a day": (
        "logging",
        {"get_trail_status": {"IsLogging": True, "LatestDeliveryTime": NOW - timedelta(hours=25)}},
        [("ok", "it logs"), ("warn", "the last log file was delivered at 2026-11-23T05:00:00Z")],
    ),
    "a log file today": (
        "logging",
        {"get_trail_status": {"IsLogging": True, "LatestDeliveryTime": NOW - timedelta(hours=23)}},
        [("ok", "it logs")],
    ),
    "no log file ever": (
        "logging",
        {"get_trail_status": {"IsLogging": True, "StartLoggingTime": NOW - timedelta(hours=25)}},
        [("ok", "it logs"), ("warn", "no log file was delivered since it was started at 2026-11-23T05")],
    ),
    "validation off": (
        "validation",
        {"get_trail": trail(config(), LogFileValidationEnabled=False)},
        [("fail", "no digest")],
    ),
    "another bucket, another prefix": (
        "drift",
        {"get_trail": trail(config(), S3BucketName="theirs", S3KeyPrefix="p", IsMultiRegionTrail=False)},
        [
            ("fail", "S3BucketName is theirs"),
            ("fail", "S3KeyPrefix is p, and not set is"),
            ("fail", "IsMultiRegionTrail is false, and true is"),
            ("ok", "its key"),
            ("ok", "selectors"),
        ],
    ),
    "the key by its alias": (
        "drift",
        {"get_trail": trail(config(), KmsKeyId=f"{KEY[:-4]}alias/trailkeeper-archive")},
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors")],
    ),
    "another key of the trail": (
        "drift",
        {"get_trail": trail(config(), KmsKeyId=f"{KEY}other")},
        [("ok", "settings"), ("fail", "KmsKeyId"), ("ok", "selectors")],
    ),
    "no key of the trail": (
        "drift",
        {"get_trail": trail(config(), KmsKeyId=None)},
        [("ok", "settings"), ("fail", "KmsKeyId is not set"), ("ok", "selectors")],
    ),
    "a key that cannot be looked at": (
        "drift",
        {
            "get_trail": trail(config(), KmsKeyId=f"{KEY}other", S3BucketName="theirs"),
            "describe_key": ConfigurationError("AccessDenied"),
        },
        [("fail", "S3BucketName"), ("undecided", "AccessDenied"), ("ok", "selectors")],
    ),
    "other selectors": (
        "drift",
        {"get_event_selectors": selecting("write-only-management")},
        [("ok", "settings"), ("ok", "its key"), ("fail", "the trail lacks")],
    ),
    "an Insight selector": (
        "drift",
        {"get_insight_selectors": {"InsightSelectors": [{"InsightType": "ApiCallRateInsight"}]}},
        [("ok", "settings"), ("ok", "its key"), ("ok", "selectors"), ("fail", "its Insight selectors")],
    ),
    "RecursiveLogging off": (
        "recursion",
        {"get_trail": trail(config(), RecursiveLogging=False)},
        [("fail", "RecursiveLogging is false")],
    ),
}
