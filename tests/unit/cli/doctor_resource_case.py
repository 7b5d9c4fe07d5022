"""Buckets, keys and topic that are not as made: by name the check, the answers that differ, and what is said."""

from cli.account import Forbidden
from lambdas.core.error import ConfigurationError, Throttled
from tests.unit.cli.doctor_case import ARCHIVE, PENDING, Said, topic
from tests.unit.cli.fake_account import Answers, key, statements

RESOURCES: dict[str, tuple[str, Answers, list[Said]]] = {
    "the name of a bucket is taken": (
        "bucket",
        {"head_bucket": Forbidden("403"), "list_buckets": {"Buckets": []}},
        [("fail", "the name is taken")] * 3,
    ),
    "own buckets that cannot be looked into": (
        "bucket",
        {"head_bucket": Forbidden("403"), "list_buckets": {"Buckets": [{"Name": ARCHIVE[13:-1]}]}},
        [("undecided", "403"), ("fail", "taken"), ("fail", "taken")],
    ),
    "buckets that cannot be listed either": (
        "bucket",
        {"head_bucket": Forbidden("403"), "list_buckets": ConfigurationError("not listed")},
        [("undecided", "not listed")] * 3,
    ),
    "S3 that is slow": ("bucket", {"head_bucket": Throttled("SlowDown")}, [("undecided", "SlowDown")] * 3),
    "versioning suspended": (
        "bucket",
        {"get_bucket_versioning": {"Status": "Suspended"}},
        [("fail", "its versioning is Suspended")] * 3,
    ),
    "versioning never on": ("bucket", {"get_bucket_versioning": {}}, [("fail", "its versioning is off")] * 3),
    "a public bucket": ("bucket", {"get_public_access_block": None}, [("fail", "BlockPublicAcls")] * 3),
    "another key": (
        "bucket",
        {
            "get_bucket_encryption": {
                "ServerSideEncryptionConfiguration": {
                    "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
                }
            }
        },
        [("fail", "encrypted with AES256"), ("fail", "encrypted with AES256"), ("ok", "it is there")],
    ),
    "a bucket in another Region": (
        "bucket",
        {"head_bucket": {"BucketRegion": "us-east-1"}},
        [("fail", "refuses a key of another Region"), ("fail", "refuses"), ("warn", "it is in us-east-1")],
    ),
    "one setting that cannot be looked at": (
        "bucket",
        {"get_bucket_versioning": ConfigurationError("AccessDenied"), "get_public_access_block": None},
        [("undecided", "AccessDenied"), ("fail", "BlockPublicAcls")] * 3,
    ),
    "requesters that pay": (
        "bucket",
        {"get_bucket_request_payment": {"Payer": "Requester"}},
        [("fail", "its requesters pay")] * 3,
    ),
    "no policy of the bucket": (
        "bucket-policy",
        {"get_bucket_policy": None},
        [("fail", "s3:GetBucketAcl"), ("fail", "s3:PutObject")],
    ),
    "a policy that cannot be read": (
        "bucket-policy",
        {"get_bucket_policy": ConfigurationError("AccessDenied")},
        [("undecided", "AccessDenied")],
    ),
    "a key to be deleted": ("key-state", PENDING, [("fail", "to be deleted at 2026-12-24")] * 6),
    "a key that is not rotated": ("key-state", {"get_key_rotation_status": {}}, [("warn", "is not rotated")] * 6),
    "a key of imported material": (
        "key-state",
        {"describe_key": lambda asked: key(asked["KeyId"], Origin="EXTERNAL")},
        [("ok", "KMS does not rotate it")] * 6,
    ),
    "a key without statements": (
        "key-policy",
        {"get_key_policy": {"Policy": statements()}},
        [
            ("fail", "kms:GenerateDataKey*"),
            ("fail", "kms:Decrypt"),
            ("fail", "kms:DescribeKey"),
            ("fail", "cloudtrail"),
            ("fail", "sns"),
            ("fail", "logs.eu-west-1"),
            ("fail", "logs.eu-west-1"),
            ("fail", "events"),
        ],
    ),
    "a key whose policy nobody may read": (
        "key-policy",
        {"get_key_policy": ConfigurationError("AccessDenied")},
        [("undecided", "AccessDenied")] * 4,
    ),
    "the key of AWS": (
        "topic-key",
        topic(KmsMasterKeyId="alias/aws/sns"),
        [("fail", "alias/aws/sns, which CloudTrail cannot use")],
    ),
    "the key of AWS, by its id": (
        "topic-key",
        {"describe_key": lambda asked: key(asked["KeyId"], KeyManager="AWS")},
        [("fail", "a key of AWS")],
    ),
    "a topic without a key": ("topic-key", topic(KmsMasterKeyId=""), [("fail", "not encrypted")]),
    "a topic whose key is gone": ("topic-key", {"describe_key": None}, [("fail", "which does not exist")]),
    "a topic whose key is told by its id": ("topic-key", topic(KmsMasterKeyId="notification"), [("ok", "allows")]),
    "a topic whose key is told by its alias": (
        "topic-key",
        topic(KmsMasterKeyId="alias/trailkeeper-notification"),
        [("ok", "allows")],
    ),
    "a topic whose key CloudTrail may not use": (
        "topic-key",
        {"get_key_policy": {"Policy": statements()}},
        [("fail", "no statement is for it")],
    ),
    "a topic that CloudTrail may not publish to": (
        "topic-policy",
        topic(Policy=statements()),
        [("fail", "SNS:Publish")],
    ),
}
