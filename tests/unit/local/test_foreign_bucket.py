import pytest

from local.server.foreign_bucket import expected_owners

OURS, THEIRS = "111122223333", "333344445555"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({"x-amz-expected-bucket-owner": OURS}, [("b", OURS)], id="of the bucket"),
        pytest.param(
            {"x-amz-copy-source": "/c%2Dd/a/k?versionId=1", "x-amz-source-expected-bucket-owner": THEIRS},
            [("c-d", THEIRS)],
            id="of a copy's source",
        ),
        pytest.param({"x-amz-source-expected-bucket-owner": THEIRS}, [], id="of no source"),
        pytest.param(
            {
                "x-amz-expected-bucket-owner": OURS,
                "x-amz-copy-source": "c/k",
                "x-amz-source-expected-bucket-owner": THEIRS,
            },
            [("b", OURS), ("c", THEIRS)],
            id="of both",
        ),
    ],
)
def test_a_request_names_the_owner_of_each_of_its_buckets(
    headers: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert list(expected_owners("b", headers)) == expected
