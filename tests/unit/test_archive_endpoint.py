"""That the stand-in that verifications are measured and compared at answers boto3 as AWS does."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from http.client import HTTPConnection
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from bench.archive_answer import ServedArchive
from bench.archive_endpoint import ArchiveEndpoint

KEYS = [*(f"a/{number:04d}.json.gz" for number in range(2_005)), "a/sub+é/one", "a/sub+é/two", "b/three"]
BUCKET, ARN = "trail-logs", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"

Clients = Callable[..., Any]


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def listed(fingerprint: str, first: int, last: int) -> Any:
    times = {"ValidityStartTime": at(first), "ValidityEndTime": at(last)}
    return {"Value": b"\x30\x82", "Fingerprint": fingerprint, **times}


ARCHIVE = ServedArchive(
    BUCKET,
    {key: key.encode() for key in KEYS},
    {"b/three": {"signature": "00ff", "signature-algorithm": "SHA256withRSA"}},
    [listed("old", 1, 10), listed("new", 10, 20)],
    ARN,
    organization="o-aaaaaaaaaa",
)
OTHER = ServedArchive(BUCKET, {"other": b"1"}, {}, [], ARN)


@pytest.fixture(scope="module")
def client() -> Iterator[Clients]:
    with ArchiveEndpoint({"first": ARCHIVE, "second": OTHER}, latency_ms=0) as endpoint:

        @cache
        def made(service: str, access_key: str = "first") -> Any:
            session = boto3.Session(access_key, "secret", region_name="eu-west-1")
            return session.client(service, endpoint_url=endpoint.url)  # type: ignore[call-overload]  # any service's

        yield made


@pytest.mark.parametrize("key", KEYS[-4:])
def test_a_get_gives_the_object(client: Clients, key: str) -> None:
    answer = client("s3").get_object(Bucket=BUCKET, Key=key)
    assert answer["Body"].read() == key.encode()
    assert answer["Metadata"] == ARCHIVE.metadata.get(key, {})


@pytest.mark.parametrize(("bucket", "code"), [(BUCKET, "NoSuchKey"), ("elsewhere", "NoSuchBucket")])
def test_what_is_absent_is_said_to_be_so(client: Clients, bucket: str, code: str) -> None:
    with pytest.raises(ClientError) as caught:
        client("s3").get_object(Bucket=bucket, Key="absent")
    assert caught.value.response["Error"]["Code"] == code


def keys(client: Clients, operation: str, element: str, **asked: str) -> Sequence[str]:
    pages = client("s3").get_paginator(operation).paginate(Bucket=BUCKET, **asked)
    return [each["Key"] for page in pages for each in page.get(element, [])]


@pytest.mark.parametrize(
    ("operation", "element", "after"),
    [
        ("list_objects", "Contents", "Marker"),
        ("list_objects_v2", "Contents", "StartAfter"),
        ("list_object_versions", "Versions", "KeyMarker"),
    ],
)
def test_a_listing_goes_through_its_pages_and_begins_after_a_key(
    client: Clients, operation: str, element: str, after: str
) -> None:
    assert keys(client, operation, element) == KEYS
    assert keys(client, operation, element, Prefix="a/", **{after: "a/0003.json.gz"}) == KEYS[4:-1]


def test_a_listing_by_delimiter_gives_the_folders(client: Clients) -> None:
    answer = client("s3").list_objects_v2(Bucket=BUCKET, Delimiter="/")
    assert [each["Prefix"] for each in answer["CommonPrefixes"]] == ["a/", "b/"]
    answer = client("s3").list_objects_v2(Bucket=BUCKET, Prefix="a/s", Delimiter="/")
    assert [each["Prefix"] for each in answer["CommonPrefixes"]] == ["a/sub+é/"]


@pytest.mark.parametrize(
    ("first", "last", "fingerprints"), [(2, 3, ["old"]), (9, 11, ["old", "new"]), (12, 13, ["new"]), (21, 22, [])]
)
def test_public_keys_are_those_that_are_valid_at_some_time_between(
    client: Clients, first: int, last: int, fingerprints: list[str]
) -> None:
    answer = client("cloudtrail").list_public_keys(StartTime=at(first), EndTime=at(last))["PublicKeyList"]
    assert [key["Fingerprint"] for key in answer] == fingerprints
    assert all(key["Value"] == b"\x30\x82" for key in answer)


def test_the_trail_the_organization_the_caller_and_the_region_are_told(client: Clients) -> None:
    (trail,) = client("cloudtrail").describe_trails()["trailList"]
    assert (trail["TrailARN"], trail["S3BucketName"], trail["IsOrganizationTrail"]) == (ARN, BUCKET, True)
    assert client("cloudtrail").get_trail(Name=ARN)["Trail"] == trail
    assert client("organizations").describe_organization()["Organization"]["Id"] == "o-aaaaaaaaaa"
    assert client("sts").get_caller_identity()["Account"] == "111122223333"
    assert client("s3").get_bucket_location(Bucket=BUCKET)["LocationConstraint"] == "eu-west-1"
    assert client("s3").head_bucket(Bucket=BUCKET)["BucketRegion"] == "eu-west-1"


def test_an_operation_that_the_endpoint_lacks_is_refused(client: Clients) -> None:
    with pytest.raises(ClientError, match="UnknownOperationException"):
        client("cloudtrail").list_trails()


def test_who_asks_sees_the_archive_of_its_access_key(client: Clients) -> None:
    answer = client("s3", "second").list_objects_v2(Bucket=BUCKET)
    assert [each["Key"] for each in answer["Contents"]] == ["other"]


def test_an_answer_takes_at_least_the_latency() -> None:
    with ArchiveEndpoint({"": OTHER}, latency_ms=60) as slow:
        connection = HTTPConnection(slow.url.removeprefix("http://"))
        started = time.monotonic()
        connection.request("GET", f"/{BUCKET}/other")
        status = connection.getresponse().status
        assert time.monotonic() - started >= 0.06
        connection.close()
    assert status == 200
