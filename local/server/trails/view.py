"""Trails and their status as the operations answer them, under the members of CloudTrail's service model."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from local.server.trails.trail import DEFAULT_SELECTORS, Status, Trail

View = dict[str, Any]


def settings(trail: Trail) -> View:
    """What CreateTrail and UpdateTrail answer."""
    return {
        "Name": trail.name,
        "S3BucketName": trail.bucket,
        "S3KeyPrefix": trail.prefix or None,
        "SnsTopicName": trail.topic or None,
        "SnsTopicARN": trail.topic_arn or None,
        "IncludeGlobalServiceEvents": trail.include_global_services,
        "IsMultiRegionTrail": trail.multi_region,
        "TrailARN": trail.arn,
        "LogFileValidationEnabled": trail.validates_log_files,
        "CloudWatchLogsLogGroupArn": trail.log_group_arn or None,
        "CloudWatchLogsRoleArn": trail.log_role_arn or None,
        "KmsKeyId": trail.kms_key or None,
        "IsOrganizationTrail": trail.organization is not None,
        "RecursiveLogging": trail.recursive_logging,
    }


def description(trail: Trail) -> View:
    return settings(trail) | {
        "HomeRegion": trail.home_region,
        "HasCustomEventSelectors": trail.basic_selectors != DEFAULT_SELECTORS or bool(trail.advanced_selectors),
        "HasInsightSelectors": bool(trail.insight_selectors),
    }


def summary(trail: Trail) -> View:
    return {"TrailARN": trail.arn, "Name": trail.name, "HomeRegion": trail.home_region}


def selectors(trail: Trail) -> View:
    if trail.advanced_selectors:
        return {"TrailARN": trail.arn, "AdvancedEventSelectors": list(trail.advanced_selectors)}
    return {"TrailARN": trail.arn, "EventSelectors": list(trail.basic_selectors)}


def status(trail: Trail, found: Status) -> View:
    """The members whose names begin with Latest…Attempt and Time… are the texts of the API's older days."""
    return {
        "IsLogging": trail.logging,
        "LatestDeliveryError": found.delivery_error,
        "LatestNotificationError": found.notification_error,
        "LatestDeliveryTime": found.delivered_at,
        "LatestNotificationTime": found.notified_at,
        "LatestCloudWatchLogsDeliveryError": found.link_error,
        "LatestCloudWatchLogsDeliveryTime": found.linked_at,
        "LatestDigestDeliveryTime": found.digest_delivered_at,
        "LatestDigestDeliveryError": found.digest_error,
        "StartLoggingTime": trail.started_at,
        "StopLoggingTime": trail.stopped_at,
        "LatestDeliveryAttemptTime": _text(found.delivery_attempt),
        "LatestDeliveryAttemptSucceeded": _text(found.delivery_attempt if found.delivery_error is None else None),
        "LatestNotificationAttemptTime": _text(found.notification_attempt),
        "LatestNotificationAttemptSucceeded": _text(
            found.notification_attempt if found.notification_error is None else None
        ),
        "TimeLoggingStarted": _text(trail.started_at),
        "TimeLoggingStopped": _text(trail.stopped_at),
    }


def on_the_wire(shape: Shape, value: Any) -> Any:
    """JSON 1.1: times are seconds since 1970, bytes are base64, members without a value are left out.

    An unknown name is a KeyError.
    """
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        return {name: on_the_wire(shape.members[name], item) for name, item in value.items() if item is not None}
    if isinstance(shape, ListShape):
        return [on_the_wire(shape.member, item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.timestamp() if isinstance(value, datetime) else value


def _text(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
