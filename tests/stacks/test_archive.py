"""The archive: its statements are compared one by one with those of CloudTrail's user guide.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html (2026-04-13)
"""

from pathlib import Path
from typing import Any

import pytest

from tests.stacks.synthesis import BUCKET_ARN, QUARANTINE_ARN, TRAIL_ARN, Resources, Synthesis, synthesize

CLOUDTRAIL = {"Service": "cloudtrail.amazonaws.com"}
ONLY_THIS_TRAIL = {"aws:SourceArn": TRAIL_ARN}
ONLY_THIS_ACCOUNT = {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:111122223333:trail/*"}


def statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = policy["Properties"]["PolicyDocument"]["Statement"]
    return found


def write_statement(prefix: str) -> dict[str, Any]:
    return {
        "Sid": "AWSCloudTrailWrite20150319",
        "Effect": "Allow",
        "Principal": CLOUDTRAIL,
        "Action": "s3:PutObject",
        "Resource": f"{BUCKET_ARN}/{prefix}AWSLogs/111122223333/*",
        "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", **ONLY_THIS_TRAIL}},
    }


def test_only_cloudtrail_may_write_to_the_archive_and_nobody_without_tls(archive: Resources) -> None:
    assert statements(archive["BucketPolicy"]) == [
        {
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "s3:*",
            "Resource": ["Bucket.Arn", "Bucket.Arn/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {
            "Sid": "AWSCloudTrailAclCheck20150319",
            "Effect": "Allow",
            "Principal": CLOUDTRAIL,
            "Action": "s3:GetBucketAcl",
            "Resource": BUCKET_ARN,
            "Condition": {"StringEquals": ONLY_THIS_TRAIL},
        },
        write_statement(""),
    ]


def test_the_bucket_policy_holds_the_trails_key_prefix(tmp_path: Path) -> None:
    prefixed = synthesize({"trail": {"key_prefix": "security/trails"}}, tmp_path)
    policy = prefixed.resources("Trailkeeper-Archive")["BucketPolicy"]
    assert statements(policy)[2] == write_statement("security/trails/")
    assert prefixed.resources("Trailkeeper-Trail")["Trail"]["Properties"]["S3KeyPrefix"] == "security/trails"
    (role,) = prefixed.of_type("AWS::IAM::Role").values()
    assert f"{BUCKET_ARN}/security/trails/AWSLogs/*" in str(role)


def test_the_keys_policy_is_the_documented_one(archive: Resources) -> None:
    assert archive["Key"]["Properties"]["KeyPolicy"]["Statement"] == [
        {
            "Sid": "Enable IAM user permissions",
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "Allow CloudTrail to encrypt logs",
            "Effect": "Allow",
            "Principal": CLOUDTRAIL,
            "Action": "kms:GenerateDataKey*",
            "Resource": "*",
            "Condition": {"StringEquals": ONLY_THIS_TRAIL, "StringLike": ONLY_THIS_ACCOUNT},
        },
        {
            "Sid": "Allow CloudTrail to decrypt a trail",
            "Effect": "Allow",
            "Principal": CLOUDTRAIL,
            "Action": "kms:Decrypt",
            "Resource": "*",
            "Condition": {"StringEquals": ONLY_THIS_TRAIL, "StringLike": ONLY_THIS_ACCOUNT},
        },
        {
            "Sid": "Allow CloudTrail to describe key",
            "Effect": "Allow",
            "Principal": CLOUDTRAIL,
            "Action": "kms:DescribeKey",
            "Resource": "*",
            "Condition": {"StringEquals": ONLY_THIS_TRAIL},
        },
    ]


def test_the_key_is_rotated_and_kept(archive: Resources) -> None:
    assert archive["Key"]["Properties"]["EnableKeyRotation"] is True
    assert archive["Key"]["DeletionPolicy"] == "Retain"
    assert archive["KeyAlias"]["Properties"] == {"AliasName": "alias/trailkeeper-archive", "TargetKeyId": "Key.Arn"}


def test_the_archive_is_encrypted_with_the_key_and_its_reads_are_logged(archive: Resources) -> None:
    properties = archive["Bucket"]["Properties"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "Key.Arn"}
    rule = {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": default}
    assert properties["BucketEncryption"] == {"ServerSideEncryptionConfiguration": [rule]}
    assert properties["BucketName"] == "trailkeeper-archive-111122223333-eu-central-1"
    assert properties["LoggingConfiguration"] == {"DestinationBucketName": "AccessLogs"}


@pytest.mark.parametrize("bucket", ["Bucket", "AccessLogs"])
def test_every_bucket_is_private_versioned_and_kept(archive: Resources, bucket: str) -> None:
    properties = archive[bucket]["Properties"]
    blocked = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
    assert properties["PublicAccessBlockConfiguration"] == dict.fromkeys(blocked, True)
    assert properties["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert archive[bucket]["DeletionPolicy"] == archive[bucket]["UpdateReplacePolicy"] == "Retain"
    tls_only = statements(archive[f"{bucket}Policy"])[0]
    assert (tls_only["Effect"], tls_only["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_every_bucket_of_every_stack_is_one_of_these_or_the_quarantine(synthesis: Synthesis) -> None:
    assert set(synthesis.of_type("AWS::S3::Bucket")) == {"Bucket", "AccessLogs", "Quarantine"}


def test_s3_may_write_the_access_logs_of_the_archive_and_of_the_quarantine(archive: Resources) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-04-13)."""
    _, of_archive, of_quarantine = statements(archive["AccessLogsPolicy"])
    assert of_archive == access_log_statement("Bucket.Arn", "AccessLogs.Arn/*")
    assert of_quarantine == {
        "Sid": "QuarantineAccessLogs",
        **access_log_statement(QUARANTINE_ARN, "AccessLogs.Arn/quarantine/*"),
    }


def access_log_statement(source: str, objects: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": objects,
        "Condition": {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": "111122223333"}},
    }
