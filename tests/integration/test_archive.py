import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError, SSLError
from botocore.httpsession import URLLib3Session
from botocore.parsers import ResponseParserError
from urllib3.exceptions import ProtocolError

from lambdas.aws.archive import Archive
from lambdas.aws.client import get_object
from lambdas.aws.get_object import GetObject
from lambdas.core.error import ConfigurationError, MissingLogFile, PipelineError, Unavailable
from lambdas.core.stored_object import StoredObject
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
    found = Archive(get_object(s3), ACCOUNT).get(BUCKET, "k", 100)
    assert (found.body, found.version) == (b"bytes", put["VersionId"])


def test_a_key_that_is_gone_is_named(s3: "S3Client") -> None:
    with pytest.raises(MissingLogFile, match=f"s3://{BUCKET}/k: NoSuchKey"):
        Archive(get_object(s3), ACCOUNT).get(BUCKET, "k", 100)


def test_a_bucket_that_is_not_there_is_a_fault_of_the_deployment(s3: "S3Client") -> None:
    with pytest.raises(ConfigurationError):
        Archive(get_object(s3), ACCOUNT).get("another", "k", 100)


def test_an_object_beyond_the_limit_comes_without_its_body(s3: "S3Client") -> None:
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x" * 101)
    found = Archive(get_object(s3), ACCOUNT).get(BUCKET, "k", 100)
    assert (found.body, found.size_bytes) == (None, 101)


def test_an_earlier_version_comes_when_it_is_asked_for(s3: "S3Client") -> None:
    first = s3.put_object(Bucket=BUCKET, Key="k", Body=b"first")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"second")
    assert Archive(get_object(s3), ACCOUNT).get(BUCKET, "k", 100, first).body == b"first"


def test_where_a_bucket_keeps_no_versions_the_etag_tells_other_bytes(s3: "S3Client") -> None:
    s3.create_bucket(Bucket="plain", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    versions = []
    for body in (b"first", b"second"):
        s3.put_object(Bucket="plain", Key="k", Body=body)
        versions.append(Archive(get_object(s3), ACCOUNT).get("plain", "k", 100).version)
    assert len(set(versions)) == 2
    assert all(version.startswith("etag:") for version in versions)
    assert Archive(get_object(s3), ACCOUNT).get("plain", "k", 100, versions[-1]).body == b"second"


def answering(s3: "S3Client", *answers: AWSResponse | Exception) -> list[AWSPreparedRequest]:
    """S3 gives these, one after the other; the requests that it was sent."""
    sent: list[AWSPreparedRequest] = []
    waiting = list(answers)

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        sent.append(request)
        given = waiting.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    s3.meta.events.register_first("before-send.s3.GetObject", answer)  # type: ignore[arg-type]  # they may answer
    return sent


class Raw(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def refusal(status: int, code: str) -> AWSResponse:
    body = f"<Error><Code>{code}</Code><Message>because</Message></Error>".encode()
    return AWSResponse("url", status, {}, Raw(body))  # type: ignore[arg-type]  # what urllib3 would give


def found(body: bytes, length: int | None = None) -> AWSResponse:
    headers = {"Content-Length": str(length or len(body)), "ETag": '"e"', "x-amz-version-id": "v"}
    return AWSResponse("url", 200, headers, Raw(body))  # type: ignore[arg-type]


def text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def get(s3: "S3Client") -> StoredObject:
    return Archive(get_object(s3), ACCOUNT).get(BUCKET, "k", 100)


@pytest.mark.parametrize("key", ["AWSLogs/1/CloudTrail/x.json.gz", "a b/é+%20~_.-/'(*)!"])
@pytest.mark.parametrize("version", ["", "a+/=b"])
def test_the_request_is_the_one_that_boto3_would_send(s3: "S3Client", key: str, version: str) -> None:
    """But for what boto3 tells of itself, for a checksum that it would compute once more, and for the time."""
    sent: list[AWSPreparedRequest] = []

    def keep(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        sent.append(request)
        return found(b"x")

    s3.meta.events.register_first("before-send.s3.GetObject", keep)  # type: ignore[arg-type]
    Archive(get_object(s3), ACCOUNT).get(BUCKET, key, 100, version)
    of_version: Any = {"VersionId": version} if version else {}
    s3.get_object(Bucket=BUCKET, Key=key, ExpectedBucketOwner=ACCOUNT, **of_version)
    mine, theirs = ({name.lower(): text(value) for name, value in request.headers.items()} for request in sent)
    assert (sent[0].method, sent[0].url) == (sent[1].method, sent[1].url)
    added = {"user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "x-amz-checksum-mode"}
    assert set(theirs) - set(mine) <= added
    assert set(mine) <= set(theirs)
    of_the_time = {"x-amz-date", "authorization"}
    assert {name: mine[name] for name in set(mine) - of_the_time} == {
        name: theirs[name] for name in set(mine) - of_the_time
    }


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        # Without the right to list the bucket, S3 answers so for a key that is gone.
        ("AccessDenied", 403, Unavailable),
        ("InvalidObjectState", 403, Unavailable),
        ("NoSuchBucket", 404, ConfigurationError),
        ("NoSuchKey", 404, MissingLogFile),
        ("KMS.DisabledException", 400, ConfigurationError),
    ],
)
def test_each_answer_says_what_to_do(s3: "S3Client", code: str, status: int, error: type[PipelineError]) -> None:
    sent = answering(s3, refusal(status, code))
    with pytest.raises(error, match=f"s3://{BUCKET}/k: {code}: because") as caught:
        get(s3)
    assert isinstance(caught.value.__cause__, ClientError)
    assert len(sent) == 1


PASSING: dict[str, AWSResponse | Exception] = {
    "slow down": refusal(503, "SlowDown"),
    "an error of its own": refusal(500, "InternalError"),
    "an answer that is no XML": AWSResponse("url", 502, {}, Raw(b"<html>")),  # type: ignore[arg-type]
    "no connection": ConnectTimeoutError(endpoint_url="s3"),
    "no answer in time": ReadTimeoutError(endpoint_url="s3"),
    "no TLS": SSLError(endpoint_url="s3", error=OSError("certificate")),
    "urllib3's own": ProtocolError("broken"),
    "a body that is cut off": found(b"half", length=8),
    "an answer that does not say how long it is": AWSResponse("url", 200, {"ETag": "e"}, Raw(b"x")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
def test_what_may_pass_is_tried_again(s3: "S3Client", failure: AWSResponse | Exception) -> None:
    sent = answering(s3, failure, failure, found(b"bytes"))
    assert get(s3).body == b"bytes"
    assert len(sent) == 3


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
def test_what_does_not_pass_is_left_for_later(s3: "S3Client", failure: AWSResponse | Exception) -> None:
    answering(s3, *[failure] * 3)
    with pytest.raises(Unavailable, match=f"s3://{BUCKET}/k"):
        get(s3)


def test_an_answer_that_cannot_be_read_is_left_for_later(s3: "S3Client") -> None:
    answering(s3, ResponseParserError("cut off"))
    with pytest.raises(Unavailable, match=f"s3://{BUCKET}/k"):
        get(s3)


def test_without_credentials_the_deployment_is_at_fault(s3: "S3Client") -> None:
    bare = GetObject(s3, None, URLLib3Session())
    with pytest.raises(ConfigurationError):
        Archive(bare, ACCOUNT).get(BUCKET, "k", 100)
