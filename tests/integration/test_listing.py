from typing import Any

import boto3
import pytest

from lambdas.aws.listing import Listing
from lambdas.core.error import ConfigurationError
from tests.builder import ACCOUNT, BUCKET

KEYS = ["a-b/1", "a/1", "a/2", "a/b/1", "a/b/2", "b/1"]


@pytest.fixture
def s3() -> Any:
    client: Any = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for key in KEYS:
        client.put_object(Bucket=BUCKET, Key=key, Body=key.encode())
    return client


def test_folders_are_told_by_their_whole_prefixes(s3: Any) -> None:
    assert Listing(s3, ACCOUNT).folders(BUCKET, "") == ["a-b/", "a/", "b/"]
    assert Listing(s3).folders(BUCKET, "a/") == ["a/b/"]


AFTER = {"": ["a/1", "a/2", "a/b/1", "a/b/2"], "a/2": ["a/b/1", "a/b/2"], "a/b/": ["a/b/1", "a/b/2"], "b": []}


@pytest.mark.parametrize(("after", "expected"), AFTER.items())
def test_keys_come_from_behind_another(s3: Any, after: str, expected: list[str]) -> None:
    assert list(Listing(s3).keys(BUCKET, "a/", after)) == expected


def of_two(params: dict[str, Any], **_: object) -> None:
    params["MaxKeys"] = 2


def test_every_page_is_listed(s3: Any) -> None:
    s3.meta.events.register("provide-client-params.s3.ListObjectsV2", of_two)
    assert list(Listing(s3).keys(BUCKET, "")) == KEYS


def test_versions_of_a_key_come_the_newest_first_with_the_mark_that_it_is_deleted(s3: Any) -> None:
    again = s3.put_object(Bucket=BUCKET, Key="a/2", Body=b"again")["VersionId"]
    s3.delete_object(Bucket=BUCKET, Key="a/b/1")
    found = list(Listing(s3).versions(BUCKET, "a/", "a/2", "a/b/1"))
    told = [(each.key, each.is_latest, each.is_delete_marker) for each in found]
    assert told == [
        ("a/2", True, False),
        ("a/2", False, False),
        ("a/b/1", True, True),
        ("a/b/1", False, False),
    ]
    assert (found[0].version, found[0].size_bytes) == (again, 5)


def test_a_bucket_that_is_not_there_is_a_fault_of_the_configuration(s3: Any) -> None:
    with pytest.raises(ConfigurationError, match="bucket another"):
        list(Listing(s3).keys("another", ""))
