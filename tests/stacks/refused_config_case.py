"""Configurations with a place, an organization or an adopted resource that is not right, and the line about each."""

from typing import Any

ACCOUNT = "111122223333"
MANAGEMENT = "444455556666"
PLACE = {"account": ACCOUNT, "region": "eu-central-1"}
ORGANIZATION = {"id": "o-exampleorgid", "management_account": MANAGEMENT}
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TRAIL = "arn:aws:cloudtrail:eu-central-1:111122223333:trail/audit"
BUCKET = "arn:aws:s3:::central-archive"
TOPIC = "arn:aws:sns:eu-central-1:111122223333:trail-topic"
OTHER = "arn:aws:cloudtrail:eu-central-1:222233334444:trail/audit"
REGION = (
    'a Region like eu-central-1 of the partition aws, aws-cn or aws-us-gov, or "" for the Region of the credentials'
)
UNCHANGED_TRAIL = "expected none where trail.arn has a value: an adopted trail is not changed"
UNCHANGED_BUCKET = "expected none where bucket_arn has a value: an adopted bucket is not changed"

Row = tuple[dict[str, Any], str]


def archive(**keys: Any) -> dict[str, Any]:
    return {"archive": keys}


def adopted(trail: str = TRAIL, **keys: Any) -> dict[str, Any]:
    """A trail that exists, and keys of the trail beside it."""
    return PLACE | archive(bucket_arn=BUCKET) | {"trail": {"arn": trail, **keys}}


PLACES: list[Row] = [
    ({"account": ACCOUNT}, 'region: expected a value where the other of account and region has one, got ""'),
    ({"region": "eu-central-1"}, 'account: expected a value where the other of account and region has one, got ""'),
    ({"account": ACCOUNT, "region": "us-iso-east-1"}, f'region: expected {REGION}, got "us-iso-east-1"'),
    ({"organization": ORGANIZATION}, 'account: expected a value where organization has one, got ""'),
    (archive(key_arn=KEY), 'account: expected a value where archive.key_arn has one, got ""'),
    (archive(other_trails=[OTHER]), 'account: expected a value where archive.other_trails[0] has one, got ""'),
]
ORGANIZATIONS: list[Row] = [
    (
        {"organization": {"id": "o-exampleorgid"}},
        "organization.management_account: expected an account id of 12 digits, got nothing",
    ),
    (
        {"organization": ORGANIZATION | {"id": "r-abcd"}},
        'organization.id: expected an organization id like o-exampleorgid, got "r-abcd"',
    ),
    (
        {"organization": ORGANIZATION | {"delegated_administrators": ["222233334444"] * 4}},
        (
            "organization.delegated_administrators: expected a list of at most 3 account ids of 12 digits, got"
            ' ["222233334444", "222233334444", "222233334444", "222233334444"]'
        ),
    ),
    (
        {"organization": ORGANIZATION | {"delegated_administrator": []}},
        "organization.delegated_administrator: no such key; did you mean delegated_administrators?",
    ),
]
ADOPTED: list[Row] = [
    (
        PLACE | archive(key_arn=KEY.replace("eu-central-1", "us-east-1")),
        (
            "archive.key_arn: expected an ARN of the Region eu-central-1, got"
            ' "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"'
        ),
    ),
    (
        PLACE | archive(key_arn="arn:aws:kms:eu-central-1:111122223333:alias/audit"),
        (
            'archive.key_arn: expected the ARN of a KMS key that exists, no alias, or "", got'
            ' "arn:aws:kms:eu-central-1:111122223333:alias/audit"'
        ),
    ),
    (
        PLACE | archive(bucket_arn="arn:aws-us-gov:s3:::central-archive"),
        'archive.bucket_arn: expected an ARN of the partition aws, got "arn:aws-us-gov:s3:::central-archive"',
    ),
    (
        PLACE | {"notification": {"topic_arn": TOPIC.replace("eu-central-1", "us-east-1")}},
        (
            "notification.topic_arn: expected an ARN of the Region eu-central-1, got"
            ' "arn:aws:sns:us-east-1:111122223333:trail-topic"'
        ),
    ),
    (
        PLACE | {"notification": {"topic_arn": f"{TOPIC}.fifo"}},
        f'notification.topic_arn: expected the ARN of a standard SNS topic that exists, or "", got "{TOPIC}.fifo"',
    ),
    (
        adopted() | {"region": "cn-north-1"},
        f'trail.arn: expected an ARN of the partition aws-cn, got "{TRAIL}"',
    ),
    (
        adopted(TRAIL.replace("eu-central-1", "us-east-1")),
        (
            "trail.arn: expected an ARN of the Region eu-central-1, got"
            ' "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"'
        ),
    ),
    (adopted(OTHER), f'trail.arn: expected a trail of the account 111122223333, got "{OTHER}"'),
    (
        adopted() | {"organization": ORGANIZATION},
        f'trail.arn: expected a trail of the account 444455556666, got "{TRAIL}"',
    ),
    (adopted() | {"archive": {}}, 'archive.bucket_arn: expected the ARN of the bucket of trail.arn, got ""'),
    (
        adopted() | {"ingestion_beside": ["native"]},
        "ingestion: expected not native where trail.arn has a value: its owner links the trail to CloudWatch Logs",
    ),
    (adopted(name="audit"), f"trail.name: {UNCHANGED_TRAIL}"),
    (adopted(logging=False), f"trail.logging: {UNCHANGED_TRAIL}"),
    (adopted(recursive_logging=False), f"trail.recursive_logging: {UNCHANGED_TRAIL}"),
    (adopted(selectors={"presets": ["s3-data"]}), f"trail.selectors: {UNCHANGED_TRAIL}"),
    (PLACE | archive(bucket_arn=BUCKET, bucket_name="my-archive"), f"archive.bucket_name: {UNCHANGED_BUCKET}"),
    (PLACE | archive(bucket_arn=BUCKET, object_lock={}), f"archive.object_lock: {UNCHANGED_BUCKET}"),
    (PLACE | archive(bucket_arn=BUCKET, expire_days=400), f"archive.expire_days: {UNCHANGED_BUCKET}"),
    (
        PLACE | archive(bucket_arn=BUCKET, tiers=[{"storage_class": "GLACIER", "after_days": 1}]),
        f"archive.tiers: {UNCHANGED_BUCKET}",
    ),
    (
        archive(bucket_account="222233334444"),
        'archive.bucket_account: expected "" where bucket_arn is "", got "222233334444"',
    ),
]
