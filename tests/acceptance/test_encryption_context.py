"""What CloudTrail writes is encrypted for its trail, or, with an S3 Bucket Key, for its bucket."""

import json

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import ACCOUNT
from tests.acceptance.expectation import error_code
from tests.acceptance.keys import CLOUDTRAIL, USE, Statement, admit, document, key, lets
from tests.acceptance.watched_trail import WatchedTrail


@pytest.fixture
def ready(prepared: WatchedTrail) -> WatchedTrail:
    return prepared.permit()


def encrypted_bucket(trail: WatchedTrail, key_arn: str, *, bucket_key: bool) -> None:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bucket_key}
    trail.s3.put_bucket_encryption(Bucket=trail.bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})


def of_trails(*actions: str) -> Statement:
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*"}
    return lets(CLOUDTRAIL, *actions, StringLike=context)


def test_a_bucket_with_a_bucket_key_asks_cloudtrail_to_decrypt_too(cloud: EmbeddedCloud, ready: WatchedTrail) -> None:
    bucket_key = key(cloud, of_trails("kms:GenerateDataKey*"))
    encrypted_bucket(ready, bucket_key, bucket_key=True)
    assert error_code(ready.create, KmsKeyId=bucket_key) == "InsufficientEncryptionPolicyException"
    admit(cloud, bucket_key, of_trails(*USE))
    ready.create(KmsKeyId=bucket_key)
    ready.delete()


@pytest.mark.parametrize(
    ("bucket_key", "of_trail", "of_bucket"),
    [(False, "", "AccessDenied"), (True, "AccessDenied", "")],
    ids=["object key", "bucket key"],
)
def test_a_log_file_is_read_for_its_trail_or_where_a_bucket_key_is_for_its_bucket(
    cloud: EmbeddedCloud, ready: WatchedTrail, of_trail: str, of_bucket: str, *, bucket_key: bool
) -> None:
    own_key = key(cloud, of_trails(*USE))
    encrypted_bucket(ready, own_key, bucket_key=bucket_key)
    ready.start(KmsKeyId=own_key)
    ready.records()
    log_file = next(name for name in ready.stored() if name.endswith(".gz"))
    contexts = {
        "kms:EncryptionContext:aws:cloudtrail:arn": (ready.arn, of_trail),
        "kms:EncryptionContext:aws:s3:arn": (f"arn:aws:s3:::{ready.bucket}", of_bucket),
    }
    for number, (name, (value, expected)) in enumerate(contexts.items()):
        statements = (
            {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*", "Condition": {"StringEquals": {name: value}}},
        )
        s3 = cloud.client("s3", cloud.user(f"{ready.name}-{number}", json.loads(document(*statements))))
        if expected:
            assert error_code(s3.get_object, Bucket=ready.bucket, Key=log_file) == expected
        else:
            answer = s3.get_object(Bucket=ready.bucket, Key=log_file)
            assert "x-amz-server-side-encryption-context" not in answer["ResponseMetadata"]["HTTPHeaders"]
    ready.delete()
