from typing import Any

import pytest

from local.server import object_lock
from local.server.bucket_lifecycle import lifecycle
from local.server.bucket_property import encryption, logging
from local.server.bucket_request import body

KEY = "arn:aws:kms:us-east-1:000000000000:key/1"


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param({}, "", id="none"),
        pytest.param({"Days": 1, "On": True}, "<Days>1</Days><On>true</On>", id="values"),
        pytest.param({"A": {"B": {}}}, "<A><B></B></A>", id="members of members"),
        pytest.param({"Rule": [{"A": 1}, {"A": 2}]}, "<Rule><A>1</A></Rule><Rule><A>2</A></Rule>", id="a list"),
        pytest.param({"A": None, "B": []}, "", id="what is not said"),
        pytest.param({"Prefix": "<&>"}, "<Prefix>&lt;&amp;&gt;</Prefix>", id="markup"),
    ],
)
def test_members_become_the_body_of_a_call(members: dict[str, Any], expected: str) -> None:
    root = '<Root xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
    assert body("Root", members).decode() == f"{root}{expected}</Root>"


def test_a_templates_encryption_has_a_bucket_key_only_where_it_says_so() -> None:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
    rules = [{"ServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}, {}]
    assert encryption("b", {"ServerSideEncryptionConfiguration": rules}) == {
        "Rule": [
            {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True},
            {"ApplyServerSideEncryptionByDefault": {}, "BucketKeyEnabled": False},
        ]
    }


@pytest.mark.parametrize(
    ("said", "target", "prefix"),
    [
        pytest.param({"DestinationBucketName": "logs", "LogFilePrefix": "p/"}, "logs", "p/", id="another bucket"),
        pytest.param({"LogFilePrefix": "p/"}, "own", "p/", id="the bucket itself"),
        pytest.param({}, "own", "", id="nothing"),
    ],
)
def test_a_bucket_logs_to_itself_where_no_destination_is_named(said: dict[str, str], target: str, prefix: str) -> None:
    enabled = logging("own", said)["LoggingEnabled"]
    assert (enabled["TargetBucket"], enabled["TargetPrefix"]) == (target, prefix)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({}, {"Prefix": ""}, id="all objects"),
        pytest.param({"Prefix": "p/"}, {"Prefix": "p/"}, id="a prefix"),
        pytest.param({"TagFilters": [{"Key": "a", "Value": "b"}]}, {"Tag": [{"Key": "a", "Value": "b"}]}, id="a tag"),
        pytest.param(
            {"Prefix": "p/", "ObjectSizeLessThan": 9},
            {"And": {"Prefix": "p/", "ObjectSizeLessThan": 9, "Tag": []}},
            id="two predicates",
        ),
        pytest.param(
            {"TagFilters": [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}]},
            {"And": {"Tag": [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}]}},
            id="two tags",
        ),
    ],
)
def test_a_lifecycle_rules_predicates_become_its_filter(said: dict[str, Any], expected: dict[str, Any]) -> None:
    assert rule(said)["Filter"] == expected


@pytest.mark.parametrize(
    ("said", "name", "expected"),
    [
        ({"ExpirationInDays": 9}, "Expiration", {"Days": 9}),
        ({"ExpirationDate": "2030-01-01T00:00:00Z"}, "Expiration", {"Date": "2030-01-01T00:00:00Z"}),
        ({"ExpiredObjectDeleteMarker": True}, "Expiration", {"ExpiredObjectDeleteMarker": True}),
        ({}, "Expiration", None),
        (
            {"Transitions": [{"StorageClass": "GLACIER_IR", "TransitionInDays": 0}]},
            "Transition",
            [{"Days": 0, "StorageClass": "GLACIER_IR"}],
        ),
        (
            {"Transition": {"StorageClass": "Glacier", "TransitionInDays": 1}},
            "Transition",
            [{"Days": 1, "StorageClass": "GLACIER"}],
        ),
        (
            {"NoncurrentVersionTransitions": [{"StorageClass": "GLACIER", "TransitionInDays": 1}]},
            "NoncurrentVersionTransition",
            [{"NoncurrentDays": 1, "StorageClass": "GLACIER"}],
        ),
        ({"NoncurrentVersionExpirationInDays": 3}, "NoncurrentVersionExpiration", {"NoncurrentDays": 3}),
        (
            {"NoncurrentVersionExpiration": {"NoncurrentDays": 3, "NewerNoncurrentVersions": 2}},
            "NoncurrentVersionExpiration",
            {"NoncurrentDays": 3, "NewerNoncurrentVersions": 2},
        ),
        (
            {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
            "AbortIncompleteMultipartUpload",
            {"DaysAfterInitiation": 7},
        ),
    ],
)
def test_a_lifecycle_rules_actions_have_the_apis_names(said: dict[str, Any], name: str, expected: object) -> None:
    assert rule(said)[name] == expected


def rule(said: dict[str, Any]) -> Any:
    return lifecycle("b", {"Rules": [{"Id": "r", "Status": "Enabled", **said}]})["Rule"][0]


@pytest.mark.parametrize(
    ("said", "expected"),
    [({"ObjectLockEnabled": True}, True), ({"ObjectLockEnabled": "true"}, True), ({}, False)],
)
def test_object_lock_is_enabled_by_a_boolean_or_its_text(said: dict[str, object], *, expected: bool) -> None:
    assert object_lock.is_enabled(said) == expected


def test_object_lock_stays_enabled_without_a_rule() -> None:
    assert object_lock.configuration({}) == {"ObjectLockEnabled": "Enabled", "Rule": None}
