import pytest

from local.server.encryption import BUCKET_KEY, has_bucket_key


def configuration(text: str = "") -> str:
    """A bucket's default encryption, as far as it says something of a Bucket Key."""
    return f"<ServerSideEncryptionConfiguration><Rule>{text}</Rule></ServerSideEncryptionConfiguration>"


ON = configuration("<BucketKeyEnabled>true</BucketKeyEnabled>")


@pytest.mark.parametrize(
    ("headers", "default", "expected"),
    [
        pytest.param({}, ON, True, id="the bucket's"),
        pytest.param({}, configuration("<BucketKeyEnabled> TRUE </BucketKeyEnabled>"), True, id="the bucket's, spaced"),
        pytest.param({}, configuration("<BucketKeyEnabled>false</BucketKeyEnabled>"), False, id="the bucket has none"),
        pytest.param({}, configuration(), False, id="the bucket says nothing of it"),
        pytest.param({}, "", False, id="the bucket has no default encryption"),
        pytest.param({BUCKET_KEY: "true"}, "", True, id="the request's"),
        pytest.param({BUCKET_KEY: "false"}, ON, False, id="the request wants none"),
    ],
)
def test_a_write_uses_a_bucket_key_as_the_request_or_else_the_bucket_says(
    headers: dict[str, str], default: str, *, expected: bool
) -> None:
    assert has_bucket_key(headers, default) == expected
