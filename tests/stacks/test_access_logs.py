"""S3's access logs of archive and quarantine.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-04-13)
"""

from pathlib import Path
from typing import Any

import pytest

from tests.stacks.synthesis import ACCESS_LOGS_ARN, BUCKET_ARN, QUARANTINE_ARN, Resources, statements, synthesize

SOURCES = {
    "ArchiveAccessLogs": (BUCKET_ARN, "archive/"),
    "QuarantineAccessLogs": (QUARANTINE_ARN, "quarantine/"),
}


def test_s3_may_write_the_access_logs_of_archive_and_quarantine_each_below_its_own_prefix(
    access_logs: Resources,
) -> None:
    _, *found = statements(access_logs["AccessLogsPolicy"])
    assert found == [
        {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"AccessLogs.Arn/{prefix}*",
            "Condition": {"ArnLike": {"aws:SourceArn": source}, "StringEquals": {"aws:SourceAccount": "111122223333"}},
        }
        for sid, (source, prefix) in SOURCES.items()
    ]


def test_both_buckets_write_where_the_policy_lets_them(
    archive: Resources, quarantine: Resources, access_logs: Resources
) -> None:
    name = access_logs["AccessLogs"]["Properties"]["BucketName"]
    assert f"arn:aws:s3:::{name}" == ACCESS_LOGS_ARN
    for bucket, (_, prefix) in zip((archive["Bucket"], quarantine["Quarantine"]), SOURCES.values(), strict=True):
        logging = {"DestinationBucketName": name, "LogFilePrefix": prefix}
        assert bucket["Properties"]["LoggingConfiguration"] == logging


def test_s3_can_deliver_to_the_bucket_which_has_neither_a_kms_key_nor_a_lock(access_logs: Resources) -> None:
    properties = access_logs["AccessLogs"]["Properties"]
    (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert "ObjectLockEnabled" not in properties
    assert "LoggingConfiguration" not in properties


def test_access_logs_are_kept_for_a_year(access_logs: Resources) -> None:
    (rule,) = access_logs["AccessLogs"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] == 365


@pytest.mark.parametrize("archive", [{"access_logs": False}, {"access_logs": False, "object_lock": {}}])
def test_without_access_logs_no_bucket_asks_for_them(tmp_path: Path, archive: dict[str, Any]) -> None:
    synthesis = synthesize({"archive": archive}, tmp_path, assets=False)
    assert "Trailkeeper-AccessLogs" not in synthesis.templates
    buckets = synthesis.of_type("AWS::S3::Bucket")
    assert set(buckets) == {"Bucket", "Quarantine"}
    assert not [name for name, properties in buckets.items() if "LoggingConfiguration" in properties]
