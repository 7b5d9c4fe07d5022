"""The table of what doctor looks at, and its way through it: a check that cannot be made takes no other with it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from cli.doctor.check import (
    bucket,
    cost,
    delivery,
    drift,
    ingestion,
    key,
    notification,
    own_activity,
    permission,
    trail,
    trail_limit,
)
from cli.doctor.examined import Examined, Look
from cli.doctor.result import Result, undecided
from lambdas.core.error import PipelineError


class Check(NamedTuple):
    id: str
    looks_at: str
    look: Look


CHECKS = (
    Check("second-copy", "whether another trail logs the same management events, which is paid for", cost.second_copy),
    Check("trail-limit", "whether its Regions have room for the trail", trail_limit.trail_limit),
    Check("lake", "whether an event data store of CloudTrail Lake takes the same events", cost.lake),
    Check("own-activity", "whether the trail logs what the pipeline itself does, a loop", own_activity.own_activity),
    Check("bucket", "the buckets: whose they are, versioning, public access, key, Object Lock", bucket.bucket),
    Check("bucket-policy", "whether CloudTrail may write to the archive", permission.bucket_policy),
    Check("key-state", "the keys: enabled, not to be deleted, rotated", key.key_state),
    Check("key-policy", "whether CloudTrail, SNS and CloudWatch Logs may use the keys", permission.key_policy),
    Check("topic-key", "whether CloudTrail may use the key of the topic", permission.topic_key),
    Check("topic-policy", "whether CloudTrail may publish to the topic", permission.topic_policy),
    Check("notification", "whether the trail tells the topic, and the topic the queue", notification.notification),
    Check(
        "delivery", "whether the queue takes what the topic tells, and deliver what is in the queue", delivery.delivery
    ),
    Check("logging", "whether the trail logs, and could deliver", trail.logging),
    Check("validation", "whether log file validation is on", trail.validation),
    Check("drift", "whether the trail's settings and selectors are as configured", drift.drift),
    Check("recursion", "whether RecursiveLogging is as configured", drift.recursion),
    Check(
        "ingestion",
        "the trail's link to CloudWatch Logs and the telemetry rule, configured or left",
        ingestion.ingestion,
    ),
)


def examine(examined: Examined, checks: Sequence[Check] = CHECKS) -> Iterator[Result]:
    """What every check says, in their order."""
    for check in checks:
        try:
            for result in check.look(examined):
                yield msgspec.structs.replace(result, check=check.id)
        except PipelineError as error:
            yield msgspec.structs.replace(undecided("", error), check=check.id)
