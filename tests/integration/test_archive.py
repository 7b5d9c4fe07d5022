import io
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
    SSLError,
)
from botocore.parsers import ResponseParserError
from botocore.response import StreamingBody
from botocore.stub import Stubber
from urllib3.exceptions import ProtocolError

from lambdas.aws.archive import Archive
from lambdas.core.error import ConfigurationError, MissingLogFile, PipelineError, Unavailable
from tests.builder import ACCOUNT, BUCKET

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def s3() -> "S3Client":
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return client


def test_an_object_comes_with_the_version_that_was_read(s3: "S3Client") -> None:
    put = s3.put_object(Bucket=BUCKET, Key="k", Body=b"bytes")
    found = Archive(s3, ACCOUNT).get(BUCKET, "k", 100)
    assert (found.body, found.version) == (b"bytes", put["VersionId"])


def test_a_key_that_is_gone_is_named(s3: "S3Client") -> None:
    with pytest.raises(MissingLogFile, match=f"s3://{BUCKET}/k: NoSuchKey"):
        Archive(s3, ACCOUNT).get(BUCKET, "k", 100)


def test_a_bucket_that_is_not_there_is_a_fault_of_the_deployment(s3: "S3Client") -> None:
    with pytest.raises(ConfigurationError):
        Archive(s3, ACCOUNT).get("another", "k", 100)


def test_an_object_beyond_the_limit_comes_without_its_body(s3: "S3Client") -> None:
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x" * 101)
    found = Archive(s3, ACCOUNT).get(BUCKET, "k", 100)
    assert (found.body, found.size_bytes) == (None, 101)


def test_an_earlier_version_comes_when_it_is_asked_for(s3: "S3Client") -> None:
    first = s3.put_object(Bucket=BUCKET, Key="k", Body=b"first")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"second")
    assert Archive(s3, ACCOUNT).get(BUCKET, "k", 100, first).body == b"first"


def test_where_a_bucket_keeps_no_versions_the_etag_tells_other_bytes(s3: "S3Client") -> None:
    s3.create_bucket(Bucket="plain", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    versions = []
    for body in (b"first", b"second"):
        s3.put_object(Bucket="plain", Key="k", Body=body)
        versions.append(Archive(s3, ACCOUNT).get("plain", "k", 100).version)
    assert len(set(versions)) == 2
    assert all(version.startswith("etag:") for version in versions)
    assert Archive(s3, ACCOUNT).get("plain", "k", 100, versions[-1]).body == b"second"


def test_the_owner_of_the_bucket_is_told_to_s3(s3: "S3Client") -> None:
    with Stubber(s3) as stub:
        wanted = {"Bucket": BUCKET, "Key": "k", "ExpectedBucketOwner": ACCOUNT}
        stub.add_client_error("get_object", "NoSuchKey", expected_params=wanted)
        with pytest.raises(MissingLogFile):
            Archive(s3, ACCOUNT).get(BUCKET, "k", 100)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        # Without the right to list the bucket, S3 answers so for a key that is gone.
        ("AccessDenied", Unavailable),
        ("SlowDown", Unavailable),
        ("InternalError", Unavailable),
        ("InvalidObjectState", Unavailable),
        ("NoSuchBucket", ConfigurationError),
    ],
)
def test_each_answer_says_what_to_do(s3: "S3Client", code: str, error: type[PipelineError]) -> None:
    with Stubber(s3) as stub:
        stub.add_client_error("get_object", code)
        with pytest.raises(error) as caught:
            Archive(s3, ACCOUNT).get(BUCKET, "k", 100)
    assert isinstance(caught.value.__cause__, ClientError)


FAILURES = {
    "no connection": ConnectTimeoutError(endpoint_url="s3"),
    "no answer in time": ReadTimeoutError(endpoint_url="s3"),
    "no TLS": SSLError(endpoint_url="s3", error=OSError("certificate")),
    "an answer that cannot be read": ResponseParserError("cut off"),
    "urllib3's own": ProtocolError("broken"),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_failure_of_the_network_is_tried_later(s3: "S3Client", failure: Exception) -> None:
    def fail(**_: object) -> None:
        raise failure

    s3.meta.events.register("before-call.s3.GetObject", fail)
    with pytest.raises(Unavailable, match=f"s3://{BUCKET}/k"):
        Archive(s3, ACCOUNT).get(BUCKET, "k", 100)


def test_a_body_that_is_cut_off_is_tried_later(s3: "S3Client") -> None:
    with Stubber(s3) as stub:
        cut_off = StreamingBody(io.BytesIO(b"half"), content_length=8)
        stub.add_response("get_object", {"Body": cut_off, "ContentLength": 8, "ETag": '"e"'})
        with pytest.raises(Unavailable, match=f"s3://{BUCKET}/k"):
            Archive(s3, ACCOUNT).get(BUCKET, "k", 100)


@pytest.mark.parametrize("failure", [NoCredentialsError(), ParamValidationError(report="Bucket")])
def test_a_call_that_cannot_be_made_is_a_fault_of_the_deployment(s3: "S3Client", failure: Exception) -> None:
    def fail(**_: object) -> None:
        raise failure

    s3.meta.events.register("before-call.s3.GetObject", fail)
    with pytest.raises(ConfigurationError):
        Archive(s3, ACCOUNT).get(BUCKET, "k", 100)
