"""What doctor says beside what is adopted, of which an owner has to be told."""

from typing import Any

import pytest

from lambdas.core.error import ConfigurationError
from stacks import adoption
from stacks.config import Config, load
from tests.unit.cli.doctor_case import BARE, STOPPED, Said, agree, selecting
from tests.unit.cli.fake_account import ARCHIVE_KEY, Answers, asked, results, sound, statements, trail

ACCOUNT = "111122223333"
OTHERS = "333344445555"
BUCKET = "arn:aws:s3:::audit"
ADOPTED: dict[str, Any] = {
    "account": ACCOUNT,
    "region": "eu-west-1",
    "trail": {"arn": f"arn:aws:cloudtrail:eu-west-1:{ACCOUNT}:trail/theirs"},
    "archive": {"bucket_arn": BUCKET, "key_arn": ARCHIVE_KEY},
    "notification": {"topic_arn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:theirs"},
}
ALL = load(ADOPTED)


def required(config: Config, path: str) -> list[Any]:
    return next(each.statements for each in adoption.requirements(config) if each.path == path)


def of(**groups: Any) -> Config:
    return load({**ADOPTED, **{name: {**ADOPTED[name], **group} for name, group in groups.items()}})


KEYLESS = load({**ADOPTED, "archive": {"bucket_arn": BUCKET}})
NO_KEY = {"get_trail": trail(KEYLESS, KmsKeyId=None)}


def by(algorithm: str, **key: str) -> Answers:
    """The default encryption of a bucket."""
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm, **key}}
    return {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}


def selecting_no_kms() -> dict[str, Any]:
    fields = [
        {"Field": "eventCategory", "Equals": ["Management"]},
        {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]},
    ]
    return {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}


CASES: dict[str, tuple[Config, Answers, str, list[Said]]] = {
    "a trail that does not exist": (ALL, BARE, "logging", [("fail", "it does not exist")]),
    "a trail whose selectors cannot be looked at, as there is none": (
        ALL,
        BARE,
        "own-activity",
        [("fail", "it does not exist")],
    ),
    "a bucket that does not exist": (
        ALL,
        BARE,
        "bucket",
        [("fail", "does not exist"), ("skipped", "not deployed"), ("skipped", "not deployed")],
    ),
    "a bucket without the policy, as there is none": (ALL, BARE, "bucket-policy", [("fail", "it does not exist")]),
    "a key that does not exist": (
        ALL,
        BARE,
        "key-state",
        [("fail", "it does not exist"), *[("skipped", "not deployed yet")] * 5],
    ),
    "a topic that does not exist": (ALL, BARE, "topic-policy", [("fail", "it does not exist")]),
    "a topic that does not exist has no key": (ALL, BARE, "topic-key", [("fail", "it does not exist")]),
    "a topic without a key": (
        ALL,
        {"get_topic_attributes": {"Attributes": {}}},
        "topic-key",
        [("ok", "no key of its own")],
    ),
    "a topic before the first deployment": (
        ALL,
        {"list_subscriptions_by_topic": {}, "describe_key": None},
        "notification",
        [("ok", "it tells"), ("skipped", "not deployed yet")],
    ),
    "a bucket without versions": (
        ALL,
        {"get_bucket_versioning": {}},
        "bucket",
        [("warn", "its versioning is off"), ("fail", "versioning"), ("fail", "versioning")],
    ),
    "a bucket with a key of its owner's": (ALL, {}, "bucket", [("ok", "it is there")] * 3),
    "a trail with a key that is not configured": (
        KEYLESS,
        {},
        "drift",
        [("ok", "settings"), ("fail", f"its key {ARCHIVE_KEY} is not configured")],
    ),
    "a trail and a bucket without a key": (
        KEYLESS,
        {**NO_KEY, "get_bucket_encryption": by("AES256")},
        "bucket",
        [("ok", "it is there"), ("fail", "AES256"), ("ok", "it is there")],
    ),
    "a bucket with a key that is not configured": (
        KEYLESS,
        NO_KEY,
        "bucket",
        [("fail", f"it is encrypted with {ARCHIVE_KEY}, which is not configured"), *[("ok", "it is there")] * 2],
    ),
    "a bucket with a key that the trail's own makes needless": (KEYLESS, {}, "bucket", [("ok", "it is there")] * 3),
    "a bucket with the key of S3": (
        KEYLESS,
        {
            **NO_KEY,
            "get_bucket_encryption": by("aws:kms", KMSMasterKeyID="arn:aws:kms:eu-west-1:111122223333:alias/aws/s3"),
        },
        "bucket",
        [("ok", "it is there"), ("fail", "alias/aws/s3"), ("ok", "it is there")],
    ),
    "a bucket with a key, in another Region": (
        ALL,
        {"head_bucket": {"BucketRegion": "us-east-1"}},
        "bucket",
        [("fail", "refuses a key of another Region"), ("fail", "refuses"), ("warn", "it is in us-east-1")],
    ),
    "a bucket without a key, in another Region": (
        KEYLESS,
        {"head_bucket": {"BucketRegion": "us-east-1"}},
        "bucket",
        [("warn", "read across Regions"), ("fail", "refuses"), ("warn", "it is in us-east-1")],
    ),
    "a trail without events of KMS": (
        ALL,
        {"get_event_selectors": selecting_no_kms()},
        "drift",
        [("ok", "settings"), ("ok", "its key"), ("warn", "kms.amazonaws.com")],
    ),
    "a trail with selectors of its own": (
        ALL,
        {"get_event_selectors": selecting("write-only-management")},
        "drift",
        [("ok", "settings"), ("ok", "its key")],
    ),
    "a trail with another bucket": (
        ALL,
        {"get_trail": trail(ALL, S3BucketName="other")},
        "drift",
        [("fail", "S3BucketName is other, and audit is configured"), ("ok", "its key")],
    ),
    "a trail has the place that it takes": (
        ALL,
        {"describe_regions": ConfigurationError("not asked")},
        "trail-limit",
        [("ok", "1 of the 5 trails")],
    ),
    "a trail of one Region": (
        ALL,
        {"get_trail": trail(ALL, IsMultiRegionTrail=False)},
        "drift",
        [("ok", "settings"), ("ok", "its key")],
    ),
    "a trail that logs objects": (
        ALL,
        {"get_event_selectors": selecting("s3-data")},
        "own-activity",
        [("fail", "arn:aws:s3:::audit/"), ("fail", "quarantine"), ("fail", "access-logs")],
    ),
    "a trail that is stopped": (ALL, STOPPED, "logging", [("fail", "it does not log")]),
    "a trail without validation": (
        ALL,
        {"get_trail": trail(ALL, LogFileValidationEnabled=False)},
        "validation",
        [("fail", "is off")],
    ),
    "a trail with another RecursiveLogging": (
        ALL,
        {"get_trail": trail(ALL, RecursiveLogging=False)},
        "recursion",
        [("ok", "is false")],
    ),
    "a trail of data events": (
        ALL,
        {"get_event_selectors": selecting("lambda-data")},
        "second-copy",
        [("skipped", "no management events")],
    ),
    "a bucket of another account": (
        of(archive={"bucket_account": OTHERS}),
        {},
        "bucket-policy",
        [("undecided", f"account {OTHERS}")],
    ),
    "a key of another account": (
        of(archive={"key_arn": ARCHIVE_KEY.replace(ACCOUNT, OTHERS)}),
        {},
        "key-policy",
        [("undecided", f"account {OTHERS}"), ("ok", "allows"), ("ok", "allows"), ("ok", "allows")],
    ),
    "a topic of another account": (
        of(notification={"topic_arn": f"arn:aws:sns:eu-west-1:{OTHERS}:theirs"}),
        {},
        "topic-policy",
        [("undecided", f"account {OTHERS}")],
    ),
}


@pytest.mark.parametrize(("configured", "answers", "check", "said"), CASES.values(), ids=CASES)
def test_what_is_adopted_is_compared_with_what_its_owner_needs(
    configured: Config, answers: Answers, check: str, said: list[Said]
) -> None:
    found = results(asked(configured, answers), check)
    assert agree(found, said), found


def test_an_adopted_deployment_that_is_sound_has_no_problem() -> None:
    plain = {"Attributes": {"Policy": statements(*required(ALL, "notification.topic_arn"))}}
    found = results(asked(ALL, {"get_topic_attributes": plain}))
    assert [each for each in found if each.status not in ("ok", "skipped")] == []


def test_a_bucket_of_another_account_is_asked_with_its_credentials() -> None:
    configured = of(archive={"bucket_account": OTHERS})
    without_reading = {"get_bucket_policy": sound(ALL)["get_bucket_policy"]}
    with_reading = {"get_bucket_policy": {"Policy": statements(*required(configured, "archive.bucket_arn"))}}
    lacking = results(asked(configured, {}, (OTHERS, without_reading)), "bucket-policy")
    reads = ("s3:GetObject", "s3:GetObject", "s3:ListBucket")
    assert [(each.status.value, action in each.found) for each, action in zip(lacking, reads, strict=True)] == [
        ("fail", True)
    ] * 3
    assert [each.status.value for each in results(asked(configured, {}, (OTHERS, with_reading)), "bucket-policy")] == [
        "ok"
    ]
