"""What GetTrailStatus tells of a trail in one Region, as metrics: of that Region, and the worst of all of them.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html (2026-04-13)
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from lambdas.core import metric as m
from lambdas.core.chain_state import GRACE_S
from lambdas.core.digest_key import HOUR_S
from lambdas.core.metric import Metric

Values = Mapping[Metric, float]
"""Of one Region."""


class TrailStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds since 1970, None for never. An error stays until what it is of succeeds once more."""

    is_logging: bool
    started_s: float | None = None
    """When it was last told to log."""
    delivered_s: float | None = None
    delivery_error: str = ""
    """S3's code, of log files and of digests; SNS's of notifications."""
    notified_s: float | None = None
    notification_error: str = ""
    signed_s: float | None = None
    """When the last digest was written."""
    digest_error: str = ""
    linked_s: float | None = None
    """When the trail's own link to CloudWatch Logs last delivered."""
    link_error: str = ""

    @property
    def errors(self) -> Mapping[str, str]:
        """CloudTrail's own words by what it could not do."""
        told = {
            "log files": self.delivery_error,
            "notifications": self.notification_error,
            "digests": self.digest_error,
            "link to CloudWatch Logs": self.link_error,
        }
        return {what: error for what, error in told.items() if error}


NOT_THERE = TrailStatus(is_logging=False)
"""Of a Region of a multi-Region trail in which there is no trail.

CloudTrail makes it within hours of a Region's being enabled:
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-multi-region-trails.html (2026-04-13). Until then
nothing that is called there is recorded, as where the trail is stopped.
"""

LATE_S = HOUR_S + GRACE_S
"""The age beyond which a digest is late, whatever the Regions say that did not answer."""
_COUNTED = (
    (m.REGIONS_NOT_DELIVERING, m.TRAIL_DELIVERY_ERROR),
    (m.REGIONS_NOT_NOTIFYING, m.TRAIL_NOTIFICATION_ERROR),
    (m.REGIONS_NOT_SIGNING, m.TRAIL_DIGEST_ERROR),
    (m.REGIONS_NOT_LINKED, m.TRAIL_LINK_ERROR),
)


def measured(status: TrailStatus, now_s: float, *, validates: bool) -> Values:
    """validates: whether the trail is to write digests, of which nothing is measured otherwise."""
    if status == NOT_THERE:
        return {m.TRAIL_LOGGING: 0}
    times = {m.TRAIL_DELIVERY_AGE: status.delivered_s, m.TRAIL_NOTIFICATION_AGE: status.notified_s}
    errors = {m.TRAIL_DELIVERY_ERROR: status.delivery_error, m.TRAIL_NOTIFICATION_ERROR: status.notification_error}
    if validates:
        times[m.TRAIL_DIGEST_AGE] = max(filter(None, (status.signed_s, status.started_s)), default=None)
        errors[m.TRAIL_DIGEST_ERROR] = status.digest_error
    if status.linked_s or status.link_error:
        times[m.TRAIL_LINK_AGE] = status.linked_s
        errors[m.TRAIL_LINK_ERROR] = status.link_error
    return {
        m.TRAIL_LOGGING: int(status.is_logging),
        **{metric: int(bool(error)) for metric, error in errors.items()},
        **{metric: max(0, now_s - at_s) for metric, at_s in times.items() if at_s is not None},
    }


def worst(regions: Iterable[Values], *, is_whole: bool) -> Iterator[tuple[Metric, float]]:
    """Of the Regions that answered; is_whole: whether all did. What one that did not answer may be, is not said to be
    well: its alarm stays as it was. A stopped one writes no digests, and is no late one.
    """
    values = list(regions)
    stopped = sum(not each[m.TRAIL_LOGGING] for each in values)
    counts = {m.REGIONS_STOPPED: stopped} | {
        count: int(sum(each.get(error, 0) for each in values)) for count, error in _COUNTED
    }
    yield from ((metric, count) for metric, count in counts.items() if is_whole or count)
    ages = [each[m.TRAIL_DIGEST_AGE] for each in values if each[m.TRAIL_LOGGING] and m.TRAIL_DIGEST_AGE in each]
    if ages and (is_whole or max(ages) > LATE_S):
        yield m.DIGEST_AGE, max(ages)
