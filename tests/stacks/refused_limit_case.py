"""Configurations that AWS refuses, or that would do harm, and the line about each."""

import json
from typing import Any

from tests.stacks.refused_config_case import KEY, ORGANIZATION, PLACE, REGION, Row, archive
from tests.stacks.refused_group_case import tiers

TAGS = (
    "an object of at most 50 tags: names of 1 to 128 characters not beginning with aws:, values of at most 256,"
    " of letters, digits, spaces and . : / = + @ - _"
)
MANY_TAGS = {f"tag{number}": "" for number in range(51)}
PREFIX = "a key prefix of at most 200 letters, digits and . _ - /, without AWSLogs and without a slash at its ends"
QUARANTINE, ACCESS_LOGS = (
    f"trailkeeper-{purpose}-111122223333-eu-central-1" for purpose in ("quarantine", "access-logs")
)
OTHER_BUCKET = "expected another bucket than the quarantine and the access logs, got"
OTHER_ACCOUNT = "expected another account than management_account and the ones before it, got"
OTHER_GROUP = "expected another log group than that of a function, got"
DELIVER, SETUP, VERIFY, WATCH = (
    f"/aws/lambda/trailkeeper-{function}" for function in ("deliver", "setup", "verify", "watch")
)
NO_ID = KEY.partition("/")[0] + "/1234"
OTHER = "arn:aws:cloudtrail:eu-central-1:222233334444:trail/audit"
MANY = [f"arn:aws:cloudtrail:eu-central-1:{222233330000 + number}:trail/audit" for number in range(41)]
TOPIC = "arn:aws:sns:eu-central-1:111122223333:trail-topic"


def administrators(*accounts: str) -> dict[str, Any]:
    return PLACE | {"organization": ORGANIZATION | {"delegated_administrators": accounts}}


def direct(presets: list[str] | None = None, **keys: Any) -> dict[str, Any]:
    selectors: dict[str, Any] = {"presets": presets} if presets else {"basic": [{}]}
    return PLACE | {"ingestion": "direct", "trail": {"selectors": selectors}} | keys


def outside(region: str) -> str:
    return f'ingestion: expected not direct outside of the partition aws, got the Region "{region}"'


LIMITS: list[Row] = [
    # https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
    (
        administrators("444455556666"),
        f'organization.delegated_administrators[0]: {OTHER_ACCOUNT} "444455556666"',
    ),
    (
        administrators("222233334444", "222233334444"),
        f'organization.delegated_administrators[1]: {OTHER_ACCOUNT} "222233334444"',
    ),
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
    (
        tiers(("ONEZONE_IA", 30), ("GLACIER_IR", 90)),
        "archive.tiers[1].storage_class: expected a class that S3 moves objects to from ONEZONE_IA, got GLACIER_IR",
    ),
    (
        tiers(("STANDARD_IA", 30), ("GLACIER", 45)),
        "archive.tiers[1].after_days: expected at least 60 after STANDARD_IA at 30, got 45",
    ),
    (direct(), "ingestion: expected not direct with basic selectors: direct ingestion takes advanced ones"),
    (
        direct(["network-activity:s3"]),
        "ingestion: expected not direct without a selector of Management or Data events",
    ),
    (direct(["management"], region="cn-north-1"), outside("cn-north-1")),
    (direct(["management"], region="us-gov-west-1"), outside("us-gov-west-1")),
    (PLACE | archive(bucket_name=QUARANTINE), f'archive.bucket_name: {OTHER_BUCKET} "{QUARANTINE}"'),
    (PLACE | archive(bucket_name=ACCESS_LOGS), f'archive.bucket_name: {OTHER_BUCKET} "{ACCESS_LOGS}"'),
    (
        PLACE | archive(bucket_arn=f"arn:aws:s3:::{QUARANTINE}"),
        f'archive.bucket_arn: {OTHER_BUCKET} "{QUARANTINE}"',
    ),
    (
        PLACE | {"quarantine": {"bucket_name": ACCESS_LOGS}},
        f'quarantine.bucket_name: expected another bucket than the access logs, got "{ACCESS_LOGS}"',
    ),
    ({"destination": {"log_group_name": DELIVER}}, f'destination.log_group_name: {OTHER_GROUP} "{DELIVER}"'),
    ({"destination": {"log_group_name": SETUP}}, f'destination.log_group_name: {OTHER_GROUP} "{SETUP}"'),
    ({"native": {"log_group_name": DELIVER}}, f'native.log_group_name: {OTHER_GROUP} "{DELIVER}"'),
    ({"native": {"log_group_name": WATCH}}, f'native.log_group_name: {OTHER_GROUP} "{WATCH}"'),
    ({"verification": {"log_group_name": VERIFY}}, f'verification.log_group_name: {OTHER_GROUP} "{VERIFY}"'),
    (
        {"verification": {"log_group_name": "/trailkeeper/native"}},
        'verification.log_group_name: expected another log group than native.log_group_name, got "/trailkeeper/native"',
    ),
    (
        {"verification": {"table_name": "trailkeeper-ledger"}},
        'verification.table_name: expected another table than ledger.table_name, got "trailkeeper-ledger"',
    ),
    (
        {"verification": {"horizon_days": 60}, "ledger": {"retention_days": 60}},
        "verification.horizon_days: expected less than ledger.retention_days (60), got 60",
    ),
    ({"tags": {"AWS:owner": "security"}}, f'tags: expected {TAGS}, got {{"AWS:owner": "security"}}'),
    ({"tags": MANY_TAGS}, f"tags: expected {TAGS}, got {json.dumps(MANY_TAGS)}"),
    ({"trail": {"key_prefix": ".."}}, f'trail.key_prefix: expected {PREFIX}, got ".."'),
    ({"trail": {"key_prefix": "a/./b"}}, f'trail.key_prefix: expected {PREFIX}, got "a/./b"'),
    (
        PLACE | archive(key_arn=NO_ID),
        f'archive.key_arn: expected the ARN of a KMS key that exists, no alias, or "", got "{NO_ID}"',
    ),
    (
        {"account": "111122223333", "region": "eusc-de-east-1"},
        f'region: expected {REGION}, got "eusc-de-east-1"',
    ),
    (
        PLACE | archive(other_trails=MANY),
        f"archive.other_trails: expected a list of at most 40 ARNs of trails of other accounts, got {json.dumps(MANY)}",
    ),
    (PLACE | archive(other_trails=[OTHER, OTHER]), f'archive.other_trails[1]: expected each once, got "{OTHER}" again'),
    (
        {"alarm": {"emails": ["a@example.com", "a@example.com"]}},
        'alarm.emails[1]: expected each once, got "a@example.com" again',
    ),
    (
        PLACE | {"ingestion": "native", "notification": {"topic_arn": TOPIC}},
        f'notification.topic_arn: expected "" without the pipeline, got "{TOPIC}"',
    ),
    (archive(legacy_principals=True), 'region: expected a value where archive.legacy_principals is true, got ""'),
]
