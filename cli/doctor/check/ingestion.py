"""The ways into CloudWatch Logs that are CloudTrail's own, on and off: the trail's link, and a telemetry rule."""

from collections.abc import Iterator

from cli.doctor.check.direct import direct
from cli.doctor.check.native import native
from cli.doctor.examined import Examined
from cli.doctor.result import Result, skipped


def ingestion(examined: Examined) -> Iterator[Result]:
    found = [*native(examined), *direct(examined)]
    yield from found or [skipped(examined.trail_arn, "records go through the pipeline alone")]
