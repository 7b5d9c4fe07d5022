import pytest

from local.server.encryption import ALGORITHM, BUCKET_KEY, KEY_ID, context_header
from local.server.key_use import Use, actions_of_read, actions_of_write, condition_keys, use
from local.server.service_key import DECRYPT, GENERATE, key_arn

KMS = {ALGORITHM: "aws:kms", KEY_ID: "1"}
OBJECT = {"aws:s3:arn": "arn:aws:s3:::b/a/k"}
BUCKET = {"aws:s3:arn": "arn:aws:s3:::b"}
TRAIL = {"aws:cloudtrail:arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param(KMS, Use("1", OBJECT), id="of the object"),
        pytest.param(KMS | {BUCKET_KEY: "true"}, Use("1", BUCKET), id="of the bucket"),
        pytest.param(KMS | context_header(TRAIL), Use("1", OBJECT | TRAIL), id="of the object, for a trail"),
        pytest.param(KMS | context_header(TRAIL) | {BUCKET_KEY: "true"}, Use("1", BUCKET), id="of the bucket alone"),
        pytest.param({ALGORITHM: "aws:kms"}, None, id="the AWS managed key"),
        pytest.param({ALGORITHM: "AES256"}, None, id="S3's own keys"),
        pytest.param({}, None, id="no encryption"),
    ],
)
def test_the_headers_of_an_object_say_which_key_is_used_and_for_what(
    headers: dict[str, str], expected: Use | None
) -> None:
    assert use(headers, "b", "a/k") == expected


@pytest.mark.parametrize(
    ("method", "query", "expected"),
    [
        pytest.param("PUT", {}, (GENERATE,), id="an object"),
        pytest.param("PUT", {"x-id": ["PutObject"]}, (GENERATE,), id="an object, as an SDK writes it"),
        pytest.param("PUT", {"tagging": [""]}, (), id="tags"),
        pytest.param("PUT", {"partNumber": ["1"], "uploadId": ["u"]}, (), id="a part"),
        pytest.param("POST", {"uploads": [""]}, (GENERATE, DECRYPT), id="the start of a multipart upload"),
        pytest.param("POST", {"uploadId": ["u"]}, (), id="its end"),
        pytest.param("GET", {}, (), id="a read"),
    ],
)
def test_a_write_generates_a_data_key(method: str, query: dict[str, list[str]], expected: tuple[str, ...]) -> None:
    assert actions_of_write(method, query) == expected


@pytest.mark.parametrize(
    ("method", "headers", "expected"),
    [
        pytest.param("GET", {}, (DECRYPT,), id="the object"),
        pytest.param("HEAD", {}, (), id="its metadata"),
        pytest.param("HEAD", {"x-amz-checksum-mode": "ENABLED"}, (DECRYPT,), id="its checksum"),
        pytest.param("DELETE", {}, (), id="nothing"),
    ],
)
def test_a_read_decrypts_a_data_key(method: str, headers: dict[str, str], expected: tuple[str, ...]) -> None:
    assert actions_of_read(method, headers) == expected


def test_a_policy_sees_through_which_service_and_for_what_a_key_is_used() -> None:
    assert condition_keys(BUCKET | TRAIL, "eu-west-1", "111122223333") == {
        "kms:calleraccount": "111122223333",
        "kms:encryptioncontext:aws:cloudtrail:arn": TRAIL["aws:cloudtrail:arn"],
        "kms:encryptioncontext:aws:s3:arn": "arn:aws:s3:::b",
        "kms:encryptioncontextkeys": ["aws:s3:arn", "aws:cloudtrail:arn"],
        "kms:viaservice": "s3.eu-west-1.amazonaws.com",
    }


@pytest.mark.parametrize(
    ("reference", "arn"),
    [
        ("1", "arn:aws:kms:eu-west-1:111122223333:key/1"),
        ("alias/a", "arn:aws:kms:eu-west-1:111122223333:alias/a"),
        ("arn:aws:kms:us-east-1:444455556666:key/1", "arn:aws:kms:us-east-1:444455556666:key/1"),
    ],
)
def test_a_key_is_named_by_id_by_alias_or_by_arn(reference: str, arn: str) -> None:
    assert key_arn(reference, "111122223333", "eu-west-1") == arn
