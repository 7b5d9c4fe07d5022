"""What a caller is told of an object that is not there, which the emulator alone would tell everybody."""

from typing import Any

import pytest

from local.cloud import EmbeddedCloud
from local.credentials import Credentials
from tests.acceptance.expectation import error_code

BUCKET = "of-missing-objects"
READS = ("s3:GetObject", "s3:GetObjectAttributes")
LISTS = "s3:ListBucket"


@pytest.fixture(scope="module", autouse=True)
def bucket(cloud: EmbeddedCloud) -> None:
    """In it, `gone` is below a delete marker."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=BUCKET, Key="gone", Body=b"")
    s3.delete_object(Bucket=BUCKET, Key="gone")


@pytest.fixture(scope="module")
def users(cloud: EmbeddedCloud) -> dict[str, Credentials]:
    return {name: cloud.user(name, policy(name)) for name in ("reads", "reads-and-lists", "lists-another")}


def policy(user: str) -> dict[str, Any]:
    listed = {"reads": [], "reads-and-lists": [BUCKET], "lists-another": ["another"]}[user]
    statements = [{"Effect": "Allow", "Action": LISTS, "Resource": f"arn:aws:s3:::{name}"} for name in listed]
    read = {"Effect": "Allow", "Action": list(READS), "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [read, *statements]}


@pytest.mark.parametrize(
    ("user", "operation", "expected"),
    [
        ("reads", "get_object", "AccessDenied"),
        ("reads", "head_object", "403"),
        ("reads", "get_object_attributes", "AccessDenied"),
        ("lists-another", "get_object", "AccessDenied"),
        ("reads-and-lists", "get_object", "NoSuchKey"),
        ("reads-and-lists", "head_object", "404"),
        ("reads-and-lists", "get_object_attributes", "NoSuchKey"),
    ],
)
def test_whether_an_object_is_missing_is_told_to_whoever_may_list_its_bucket(
    cloud: EmbeddedCloud, users: dict[str, Credentials], user: str, operation: str, expected: str
) -> None:
    asked = {"ObjectAttributes": ["ETag"]} if operation == "get_object_attributes" else {}
    call = getattr(cloud.client("s3", users[user]), operation)
    assert [error_code(call, Bucket=BUCKET, Key=key, **asked) for key in ("missing", "gone")] == [expected] * 2


def test_a_bucket_that_is_missing_is_told_to_everybody(cloud: EmbeddedCloud, users: dict[str, Credentials]) -> None:
    s3 = cloud.client("s3", users["reads"])
    assert error_code(s3.get_object, Bucket="no-such-bucket-of-anybody", Key="missing") == "NoSuchBucket"


def test_the_denial_names_the_permission_that_is_missing(cloud: EmbeddedCloud, users: dict[str, Credentials]) -> None:
    s3 = cloud.client("s3", users["reads"])
    with pytest.raises(s3.exceptions.ClientError, match=f"not authorized to perform: {LISTS} on resource: .*{BUCKET}"):
        s3.get_object(Bucket=BUCKET, Key="missing")
