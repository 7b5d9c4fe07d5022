import pytest

from local.server.encryption import BUCKET_KEY, configuration, has_bucket_key

KEY = "arn:aws:kms:us-east-1:000000000000:key/1"


def template(**rule: object) -> dict[str, object]:
    return {"ServerSideEncryptionConfiguration": [rule]}


def test_a_templates_encryption_becomes_the_body_of_the_call() -> None:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}
    assert configuration(template(BucketKeyEnabled=True, ServerSideEncryptionByDefault=default)) == (
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
        f"<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{KEY}</KMSMasterKeyID>"
        "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule>"
        "</ServerSideEncryptionConfiguration>"
    )


@pytest.mark.parametrize(
    ("headers", "default", "expected"),
    [
        pytest.param({}, configuration(template(BucketKeyEnabled=True)), True, id="the bucket's"),
        pytest.param({}, configuration(template(BucketKeyEnabled="true")), True, id="the bucket's, as text"),
        pytest.param({}, configuration(template()), False, id="the bucket has none"),
        pytest.param({}, "", False, id="the bucket has no default encryption"),
        pytest.param({BUCKET_KEY: "true"}, "", True, id="the request's"),
        pytest.param(
            {BUCKET_KEY: "false"}, configuration(template(BucketKeyEnabled=True)), False, id="the request wants none"
        ),
    ],
)
def test_a_write_uses_a_bucket_key_as_the_request_or_else_the_bucket_says(
    headers: dict[str, str], default: str, *, expected: bool
) -> None:
    assert has_bucket_key(headers, default) == expected
