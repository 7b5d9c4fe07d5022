from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from lambdas.aws.quarantine import Quarantine
from lambdas.core.error import ConfigurationError, MissingLogFile, PipelineError, Unavailable
from tests.builder import ACCOUNT

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "trailkeeper-quarantine"


@pytest.fixture
def s3() -> "S3Client":
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return client


def test_what_is_put_there_can_be_read_and_deleted(s3: "S3Client") -> None:
    quarantine = Quarantine(s3, BUCKET, ACCOUNT)
    quarantine.put("records/x", b"bytes")
    assert quarantine.get("records/x", 100).body == b"bytes"
    quarantine.delete("records/x")
    with pytest.raises(MissingLogFile, match=f"quarantine s3://{BUCKET}/records/x: NoSuchKey"):
        quarantine.get("records/x", 100)


@pytest.mark.parametrize(
    ("code", "error"),
    [("AccessDenied", ConfigurationError), ("NoSuchBucket", ConfigurationError), ("SlowDown", Unavailable)],
)
@pytest.mark.parametrize("operation", ["put_object", "delete_object"])
def test_each_answer_to_a_write_says_what_to_do(
    s3: "S3Client", operation: str, code: str, error: type[PipelineError]
) -> None:
    quarantine = Quarantine(s3, BUCKET, ACCOUNT)
    with Stubber(s3) as stub:
        stub.add_client_error(operation, code)
        with pytest.raises(error):
            quarantine.put("x", b"") if operation == "put_object" else quarantine.delete("x")


def test_the_owner_of_the_bucket_is_told_to_s3(s3: "S3Client") -> None:
    with Stubber(s3) as stub:
        wanted = {"Bucket": BUCKET, "Key": "x", "Body": b"", "ExpectedBucketOwner": ACCOUNT}
        stub.add_response("put_object", {}, wanted)
        Quarantine(s3, BUCKET, ACCOUNT).put("x", b"")
        stub.assert_no_pending_responses()
