"""The archive's bucket; its policies are compared with CloudTrail's documents in test_setups.py."""

from pathlib import Path
from typing import Any

import pytest

from tests.stacks.synthesis import TLS_ONLY, Resources, Synthesis, statements, synthesize

DAY_RULE = {"Id": "Tiers", "Status": "Enabled", "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}


def bucket(folder: Path, **archive: Any) -> dict[str, Any]:
    """The properties of the archive's bucket in a deployment with this archive."""
    made = synthesize({"archive": archive}, folder, assets=False).resources("Trailkeeper-Archive")
    found: dict[str, Any] = made["Bucket"]["Properties"]
    return found


def test_the_archive_is_encrypted_with_its_key_and_its_reads_are_logged(archive: Resources) -> None:
    properties = archive["Bucket"]["Properties"]
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "Key.Arn"}
    rule = {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": default}
    assert properties["BucketEncryption"] == {"ServerSideEncryptionConfiguration": [rule]}
    assert properties["BucketName"] == "trailkeeper-archive-111122223333-eu-central-1"
    destination = "trailkeeper-access-logs-111122223333-eu-central-1"
    assert properties["LoggingConfiguration"] == {"DestinationBucketName": destination, "LogFilePrefix": "archive/"}


@pytest.mark.parametrize(
    ("stack", "name"), [("Archive", "Bucket"), ("AccessLogs", "AccessLogs"), ("Quarantine", "Quarantine")]
)
def test_every_bucket_is_private_versioned_and_kept(synthesis: Synthesis, stack: str, name: str) -> None:
    resources = synthesis.resources(f"Trailkeeper-{stack}")
    properties = resources[name]["Properties"]
    blocked = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
    assert properties["PublicAccessBlockConfiguration"] == dict.fromkeys(blocked, True)
    assert properties["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert (resources[name]["DeletionPolicy"], resources[name]["UpdateReplacePolicy"]) == (
        "RetainExceptOnCreate",
        "Retain",
    )
    tls_only = statements(resources[f"{name}Policy"])[0]
    assert (tls_only["Effect"], tls_only["Condition"]) == ("Deny", TLS_ONLY)


def test_there_is_no_other_bucket(synthesis: Synthesis) -> None:
    assert set(synthesis.of_type("AWS::S3::Bucket")) == {"Bucket", "AccessLogs", "Quarantine"}


def test_nothing_of_the_archive_moves_or_expires_unless_it_is_said(archive: Resources) -> None:
    properties = archive["Bucket"]["Properties"]
    assert "LifecycleConfiguration" not in properties
    assert "ObjectLockConfiguration" not in properties


TIERS = [
    {"storage_class": "STANDARD_IA", "after_days": 30},
    {"storage_class": "GLACIER_IR", "after_days": 90},
    {"storage_class": "DEEP_ARCHIVE", "after_days": 365},
]
TRANSITIONS = [
    {"StorageClass": "STANDARD_IA", "TransitionInDays": 30},
    {"StorageClass": "GLACIER_IR", "TransitionInDays": 90},
    {"StorageClass": "DEEP_ARCHIVE", "TransitionInDays": 365},
]
EXPIRED = {"ExpirationInDays": 2557, "NoncurrentVersionExpiration": {"NoncurrentDays": 2557}}
LIFECYCLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "tiers alone": ({"tiers": TIERS}, {"Transitions": TRANSITIONS}),
    "an end alone": ({"expire_days": 2557}, EXPIRED),
    "tiers and an end": ({"tiers": TIERS, "expire_days": 2557}, {"Transitions": TRANSITIONS, **EXPIRED}),
}


@pytest.mark.parametrize(("archive", "rule"), LIFECYCLES.values(), ids=LIFECYCLES)
def test_log_files_move_through_the_tiers_and_end_when_it_is_said(
    tmp_path: Path, archive: dict[str, Any], rule: dict[str, Any]
) -> None:
    assert bucket(tmp_path, **archive)["LifecycleConfiguration"]["Rules"] == [DAY_RULE | rule]


LOCKS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"Mode": "GOVERNANCE", "Days": 365}),
    ({"mode": "COMPLIANCE", "days": 2557}, {"Mode": "COMPLIANCE", "Days": 2557}),
]


@pytest.mark.parametrize(("lock", "retention"), LOCKS)
def test_a_locked_archive_keeps_each_version_for_its_days(
    tmp_path: Path, lock: dict[str, Any], retention: dict[str, Any]
) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html (2026-04-13)."""
    properties = bucket(tmp_path, object_lock=lock)
    assert properties["ObjectLockEnabled"] is True
    assert properties["ObjectLockConfiguration"] == {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": retention},
    }
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}


def test_the_archive_is_encrypted_with_the_key_that_is_adopted(tmp_path: Path) -> None:
    key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    configuration = {"account": "111122223333", "region": "eu-central-1", "archive": {"key_arn": key}}
    made = synthesize(configuration, tmp_path, assets=False).resources("Trailkeeper-Archive")
    (rule,) = made["Bucket"]["Properties"]["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
