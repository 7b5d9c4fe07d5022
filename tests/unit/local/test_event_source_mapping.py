import pytest

from local.server.mappings import PAYLOAD_LIMIT_BYTES, check, fitting, named_function


@pytest.mark.parametrize(
    ("batch_size", "window_seconds", "fifo", "code"),
    [
        pytest.param(0, 0, False, "ValidationException", id="an empty batch"),
        pytest.param(10_001, 1, False, "ValidationException", id="more than ten thousand"),
        pytest.param(10, 301, False, "ValidationException", id="a window above five minutes"),
        pytest.param(11, 0, False, "InvalidParameterValueException", id="more than ten without a window"),
        pytest.param(11, 1, True, "InvalidParameterValueException", id="FIFO with a window"),
        pytest.param(11, 0, True, "InvalidParameterValueException", id="more than ten of FIFO"),
    ],
)
def test_a_mapping_outside_lambdas_limits_is_refused(
    batch_size: int,
    window_seconds: int,
    *,
    fifo: bool,
    code: str,
) -> None:
    refusal = check(batch_size, window_seconds, fifo=fifo)
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize(("batch_size", "window_seconds"), [(1, 0), (10, 0), (10, 300), (11, 1), (10_000, 300)])
def test_a_mapping_at_lambdas_limits_is_accepted(batch_size: int, window_seconds: int) -> None:
    assert check(batch_size, window_seconds) is None


@pytest.mark.parametrize(
    ("sizes", "batch_size", "count"),
    [
        pytest.param([], 10, 0, id="nothing waits"),
        pytest.param([100] * 25, 10, 10, id="a full batch"),
        pytest.param([100] * 3, 10, 3, id="less than a batch"),
        pytest.param([1024 * 1024] * 10, 10, 5, id="as much as one invocation carries"),
        pytest.param([PAYLOAD_LIMIT_BYTES] * 2, 10, 1, id="one message is never held back"),
    ],
)
def test_an_invocation_takes_what_fits(sizes: list[int], batch_size: int, count: int) -> None:
    assert fitting(sizes, batch_size) == count


@pytest.mark.parametrize(
    ("reference", "named"),
    [
        ("deliver", ("deliver", None)),
        ("deliver:live", ("deliver", "live")),
        ("arn:aws:lambda:us-east-1:111122223333:function:deliver", ("deliver", None)),
        ("arn:aws:lambda:us-east-1:111122223333:function:deliver:live", ("deliver", "live")),
    ],
)
def test_a_function_is_named_by_name_or_by_arn(reference: str, named: tuple[str, str | None]) -> None:
    assert named_function(reference) == named
