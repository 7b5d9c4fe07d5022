"""The numbers of the flow: sums and worst values of the last day, and the last of what is measured.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html (2026-04-13)
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lambdas.aws.error import named
from lambdas.core import metric as m
from stacks import name
from stacks.alarm_row import Measure, of, of_queue

DAY_S, HOUR_S, PERIOD_S = 86_400, 3600, 300
_VISIBLE, _AGE = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"

_TOGETHER: Mapping[str, Callable[[Sequence[float]], float]] = {"Sum": sum, "Maximum": max}


@dataclass(frozen=True)
class Number:
    key: str
    measure: Measure
    statistic: str = "Maximum"
    is_last: bool = False
    """The last that there is, and not of the whole day."""


def _of_day(key: str, service: str, metric: m.Metric, statistic: str = "Sum") -> Number:
    return Number(key, of(service, metric), statistic)


NUMBERS = (
    _of_day("log_files_read", "deliver", m.LOG_FILES_READ),
    _of_day("records_read", "deliver", m.RECORDS_READ),
    _of_day("records_delivered", "deliver", m.RECORDS_DELIVERED),
    _of_day("records_filtered", "deliver", m.RECORDS_FILTERED),
    _of_day("records_quarantined", "deliver", m.RECORDS_QUARANTINED),
    _of_day("bytes_delivered", "deliver", m.BYTES_DELIVERED),
    _of_day("delay_seconds_median", "deliver", m.DELIVERY_DELAY, "p50"),
    _of_day("delay_seconds_worst", "deliver", m.DELIVERY_DELAY, "Maximum"),
    _of_day("quarantined", "deliver", m.QUARANTINED),
    _of_day("digests_verified", "verify", m.DIGESTS_VERIFIED),
    _of_day("log_files_proven", "verify", m.LOG_FILES_PROVEN),
    Number("digest_age_seconds", of("watch", m.DIGEST_AGE), is_last=True),
    Number("findings_open", of("watch", m.FINDINGS_OPEN), is_last=True),
    Number("findings_severe", of("watch", m.FINDINGS_SEVERE), is_last=True),
    Number("quarantine_objects", of("watch", m.QUARANTINE_OBJECTS), is_last=True),
    Number("stale_accounts", of("watch", m.STALE_ACCOUNTS), is_last=True),
    Number("queue_messages", of_queue(_VISIBLE, name.QUEUE), is_last=True),
    Number("queue_oldest_seconds", of_queue(_AGE, name.QUEUE), is_last=True),
    Number("dead_letters", of_queue(_VISIBLE, name.DEAD_LETTERS), is_last=True),
    Number("verification_dead_letters", of_queue(_VISIBLE, name.VERIFICATION_DEAD_LETTERS), is_last=True),
)


def read(client: Any, now_s: int) -> dict[str, float | None]:
    """By key, None where there is no value. Raises ConfigurationError or Unavailable."""
    until_s = -(-now_s // PERIOD_S) * PERIOD_S
    request = {
        "MetricDataQueries": [_query(place, number) for place, number in enumerate(NUMBERS)],
        "StartTime": datetime.fromtimestamp(until_s - DAY_S, UTC),
        "EndTime": datetime.fromtimestamp(until_s, UTC),
        "ScanBy": "TimestampAscending",
    }
    found: dict[str, list[float]] = defaultdict(list)
    with named("GetMetricData"):
        for page in client.get_paginator("get_metric_data").paginate(**request):
            for result in page["MetricDataResults"]:
                found[result["Id"]] += result["Values"]
    return {number.key: _told(number, found[_id(place)]) for place, number in enumerate(NUMBERS)}


def _id(place: int) -> str:
    return f"n{place}"


def _query(place: int, number: Number) -> Mapping[str, Any]:
    """Of a day by hours, which are added up here: CloudWatch may cut a day in two. A median is of the whole day."""
    measure, period = number.measure, HOUR_S
    if number.is_last:
        period = PERIOD_S
    elif number.statistic.startswith("p"):
        period = DAY_S
    dimensions = [{"Name": key, "Value": value} for key, value in measure.dimensions]
    metric = {"Namespace": measure.namespace, "MetricName": measure.metric, "Dimensions": dimensions}
    return {"Id": _id(place), "MetricStat": {"Metric": metric, "Period": period, "Stat": number.statistic}}


def _told(number: Number, values: list[float]) -> float | None:
    if not values:
        return None
    if number.is_last or number.statistic not in _TOGETHER:
        return values[-1]
    return _TOGETHER[number.statistic](values)
