import pytest

from local.server.missing_object import asks_for_object


@pytest.mark.parametrize(
    ("method", "query", "expected"),
    [
        pytest.param("GET", {}, True, id="a read"),
        pytest.param("GET", {"x-id": ["GetObject"]}, True, id="a read, as an SDK asks"),
        pytest.param("GET", {"partNumber": ["1"]}, True, id="a read of a part"),
        pytest.param("GET", {"attributes": [""]}, True, id="its attributes"),
        pytest.param("HEAD", {}, True, id="its metadata"),
        pytest.param("GET", {"versionId": ["v"]}, False, id="one version"),
        pytest.param("GET", {"tagging": [""]}, False, id="its tags"),
        pytest.param("GET", {"uploadId": ["u"]}, False, id="the parts of an upload"),
        pytest.param("PUT", {}, False, id="a write"),
        pytest.param("DELETE", {}, False, id="a deletion"),
    ],
)
def test_a_request_for_the_object_itself_tells_whether_it_is_there(
    method: str, query: dict[str, list[str]], *, expected: bool
) -> None:
    assert asks_for_object(method, query) is expected
