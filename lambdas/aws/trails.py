"""A trail as CloudTrail shows it, in its home Region and in those where it has a shadow, which answers to the ARN only.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html (2026-04-13)
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from lambdas.aws.cloudtrail import NO_TRAIL
from lambdas.aws.error import named
from lambdas.core.trail_setting import Settings
from lambdas.core.trail_status import TrailStatus


class Trails:
    """Needs cloudtrail:GetTrail, GetTrailStatus and GetEventSelectors. Each may be called from several threads."""

    def __init__(self, client_in: Callable[[str], Any]) -> None:
        """client_in: the client of a Region; it may be asked from several threads."""
        self._client_in = client_in

    def settings(self, region: str, arn: str) -> Settings | None:
        """None where there is no such trail. Raises ConfigurationError or Unavailable, as the others do."""
        answer = self._asked(region, arn, "get_trail", Name=arn)
        return None if answer is None else answer["Trail"]

    def status(self, region: str, arn: str) -> TrailStatus | None:
        """None where that Region has no such trail."""
        answer = self._asked(region, arn, "get_trail_status", Name=arn)
        return None if answer is None else _status(answer)

    def selectors(self, region: str, arn: str) -> Sequence[Mapping[str, Any]] | None:
        """Basic or advanced ones. None where there is no such trail."""
        answer = self._asked(region, arn, "get_event_selectors", TrailName=arn)
        if answer is None:
            return None
        return [*answer.get("EventSelectors", ()), *answer.get("AdvancedEventSelectors", ())]

    def _asked(self, region: str, arn: str, operation: str, **sent: str) -> Mapping[str, Any] | None:
        with named(f"{operation} of {arn} in {region}"):
            try:
                answer: Mapping[str, Any] = getattr(self._client_in(region), operation)(**sent)
            except ClientError as error:
                if error.response["Error"]["Code"] == NO_TRAIL:
                    return None
                raise
        return answer


def _status(answer: Mapping[str, Any]) -> TrailStatus:
    return TrailStatus(
        is_logging=answer.get("IsLogging", False),
        started_s=seconds(answer.get("StartLoggingTime")),
        delivered_s=seconds(answer.get("LatestDeliveryTime")),
        delivery_error=answer.get("LatestDeliveryError") or "",
        notified_s=seconds(answer.get("LatestNotificationTime")),
        notification_error=answer.get("LatestNotificationError") or "",
        signed_s=seconds(answer.get("LatestDigestDeliveryTime")),
        digest_error=answer.get("LatestDigestDeliveryError") or "",
        linked_s=seconds(answer.get("LatestCloudWatchLogsDeliveryTime")),
        link_error=answer.get("LatestCloudWatchLogsDeliveryError") or "",
    )


def seconds(at: datetime | None) -> float | None:
    """Since 1970, None for never."""
    return at.timestamp() if at else None
