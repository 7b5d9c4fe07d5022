"""Metrics in the embedded metric format: what a function prints becomes a metric, as CloudWatch Logs does it.

Source: CloudWatch User Guide, "Embedded metric format specification" (2026-11). One JSON object a line:
{"_aws": {"Timestamp": ms, "CloudWatchMetrics": [{"Namespace", "Dimensions": [[name]], "Metrics": [{"Name", "Unit"}]}]}}
"""

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from local.server import seams

Datum = dict[str, Any]
"""An element of PutMetricData's MetricData."""


def metrics(line: str) -> Iterator[tuple[str, Datum]]:
    """Each metric of a line, with its namespace, once for each of its sets of dimensions; none for any other line."""
    if '"_aws"' not in line:
        return
    try:
        document = json.loads(line)
    except ValueError:
        return
    metadata = document.get("_aws") if isinstance(document, dict) else None
    if not isinstance(metadata, dict):
        return
    for directive in metadata.get("CloudWatchMetrics", []):
        for metric in directive["Metrics"]:
            for names in directive.get("Dimensions") or [[]]:
                datum = _datum(document, metric, names)
                if datum:
                    yield directive["Namespace"], {**datum, "Timestamp": metadata["Timestamp"] / 1000}


def _datum(document: Mapping[str, Any], metric: Mapping[str, Any], names: list[str]) -> Datum | None:
    value = document.get(metric["Name"])
    if value is None or any(name not in document for name in names):
        return None
    return {
        "MetricName": metric["Name"],
        "Unit": metric.get("Unit", "None"),
        "Dimensions": [{"Name": name, "Value": str(document[name])} for name in names],
        **({"Values": value} if isinstance(value, list) else {"Value": value}),
    }


def install() -> None:
    """Read what each invocation printed: the emulator calls this function once for each, also when it failed."""
    seams.replace("services.lambda_svc._emit_lambda_logs", _with_metrics)


def _with_metrics(emit: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(emit)
    def emit_lambda_logs(
        function: Any, request_id: str, text: str, error: Any, duration_ms: int, **settings: Any
    ) -> None:
        emit(function, request_id, text, error, duration_ms, **settings)
        for line in text.splitlines():
            for namespace, datum in metrics(line):
                request = {"Namespace": namespace, "MetricData": [datum]}
                seams.seam("services.cloudwatch._put_metric_data")({}, request, is_cbor=False, is_json=True)

    return emit_lambda_logs
