"""What is merely odd about a record, which is delivered all the same and counted: each a row of a table and a function.

So a field that CloudTrail has added, or a kind of record that is new, is seen, and costs nobody a record.
Sources: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html and
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html (2026-04-13).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from lambdas.core.event_time import is_usual

Record = Mapping[str, Any]


class Oddity(StrEnum):
    UNKNOWN_FIELD = "unknown-field"
    WRONG_TYPE = "wrong-type"
    NO_EVENT_ID = "no-event-id"
    NO_VERSION = "no-version"
    UNUSUAL_TIME = "unusual-time"
    INSIGHT = "insight"
    NETWORK_ACTIVITY = "network-activity"
    AGGREGATED = "aggregated"
    UNKNOWN_CATEGORY = "unknown-category"


PLAIN_CATEGORIES = ("Management", "Data")
_CATEGORIES = {
    "Insight": Oddity.INSIGHT,
    "NetworkActivity": Oddity.NETWORK_ACTIVITY,
    "Aggregated": Oddity.AGGREGATED,
}
PLAIN_FIELDS = [
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "readOnly",
    "resources",
    "eventType",
    "apiVersion",
    "managementEvent",
    "recipientAccountId",
    "serviceEventDetails",
    "sharedEventID",
    "vpcEndpointId",
    "vpcEndpointAccountId",
    "addendum",
    "eventCategory",
    "sessionCredentialFromConsole",
    "edgeDeviceDetails",
    "tlsDetails",
]
"""In the order in which CloudTrail writes them: who looks for them in this order finds them sooner."""
_PLAIN = frozenset(PLAIN_FIELDS)
_FIELDS = {
    "Insight": frozenset([*PLAIN_FIELDS, "insightDetails"]),
    "Aggregated": frozenset(
        "eventVersion accountId eventId eventCategory eventType awsRegion eventSource timeWindow summary".split()  # noqa: SIM905  (as above)
    ),
}
_TYPES = {
    "eventVersion": str,
    "eventTime": str,
    "eventID": str,
    "eventCategory": str,
    "readOnly": bool,
    "managementEvent": bool,
}


def category(record: Record) -> str:
    found = record.get("eventCategory")
    return found if isinstance(found, str) else ""


def unknown_fields(record: Record) -> set[str]:
    return set(record) - _FIELDS.get(category(record), _PLAIN)


def has_wrong_type(record: Record) -> bool:
    return any(name in record and not isinstance(record[name], kind) for name, kind in _TYPES.items())


def has_no_event_id(record: Record) -> bool:
    return "eventID" not in record and not (category(record) == "Aggregated" and "eventId" in record)


def has_no_version(record: Record) -> bool:
    return "eventVersion" not in record


def has_unusual_time(record: Record) -> bool:
    """An aggregated event has no eventTime by design."""
    event_time = record.get("eventTime")
    if event_time is None and category(record) == "Aggregated":
        return False
    return not (isinstance(event_time, str) and is_usual(event_time))


def is_of(oddity: Oddity) -> Callable[[Record], bool]:
    return lambda record: _CATEGORIES.get(category(record)) == oddity


def is_of_unknown_category(record: Record) -> bool:
    found = category(record)
    return bool(found) and found not in PLAIN_CATEGORIES and found not in _CATEGORIES


ODDITIES: tuple[tuple[Oddity, Callable[[Record], object]], ...] = (
    (Oddity.UNKNOWN_FIELD, unknown_fields),
    (Oddity.WRONG_TYPE, has_wrong_type),
    (Oddity.NO_EVENT_ID, has_no_event_id),
    (Oddity.NO_VERSION, has_no_version),
    (Oddity.UNUSUAL_TIME, has_unusual_time),
    (Oddity.INSIGHT, is_of(Oddity.INSIGHT)),
    (Oddity.NETWORK_ACTIVITY, is_of(Oddity.NETWORK_ACTIVITY)),
    (Oddity.AGGREGATED, is_of(Oddity.AGGREGATED)),
    (Oddity.UNKNOWN_CATEGORY, is_of_unknown_category),
)


def oddities(record: Record) -> list[Oddity]:
    return [oddity for oddity, is_so in ODDITIES if is_so(record)]
