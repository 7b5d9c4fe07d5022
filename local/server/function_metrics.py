"""What Lambda tells CloudWatch of each invocation; the emulator tells of those by the Invoke operation only.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html (2026-04-13)
"""

import functools
from collections.abc import Callable
from typing import Any

from local.server import seams
from local.server.principal import Function

NAMESPACE = "AWS/Lambda"


def measures(duration_ms: float, *, failed: bool) -> dict[str, tuple[float, str]]:
    """The metrics of an invocation that ran: value and unit."""
    return {
        "Invocations": (1, "Count"),
        "Errors": (float(failed), "Count"),
        "Throttles": (0, "Count"),
        "Duration": (duration_ms, "Milliseconds"),
    }


def install() -> None:
    """After the function's own log: a metric does not need the function's role."""
    seams.replace("services.lambda_svc._emit_lambda_logs", _measured)
    seams.replace("services.lambda_svc._emit_lambda_metrics", lambda _: _throttled)


def _measured(emit: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(emit)
    def emit_lambda_logs(
        function: Function, request_id: str, text: str, error: Any, duration_ms: int, **settings: Any
    ) -> None:
        emit(function, request_id, text, error, duration_ms, **settings)
        configuration = function.get("config") or function
        dimensions = {"FunctionName": configuration["FunctionName"]}
        for name, (value, unit) in measures(duration_ms, failed=bool(error)).items():
            seams.seam("services.cloudwatch.record_metric")(NAMESPACE, name, value, unit, dimensions)

    return emit_lambda_logs


def _throttled(function_name: str, duration_ms: float, error: object, throttle: object) -> None:  # noqa: ARG001 - the emulator's
    """An invocation that did not run; the Invoke operation tells of it once more, with a duration."""
    if throttle and not duration_ms:
        dimensions = {"FunctionName": function_name}
        seams.seam("services.cloudwatch.record_metric")(NAMESPACE, "Throttles", 1, "Count", dimensions)
