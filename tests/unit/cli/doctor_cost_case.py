"""What is paid for twice, and what makes a loop: by name the check, the answers that differ, and what is said."""

from lambdas.core.error import ConfigurationError, Throttled, Unavailable
from tests.unit.cli.doctor_case import (
    ARCHIVE,
    BASIC_S3,
    ELSEWHERE,
    ONLY_READS,
    OTHER,
    OWN,
    STOPPED,
    Said,
    arn_field,
    selecting,
    store,
    trails,
)
from tests.unit.cli.fake_account import Answers

DENIED = ConfigurationError("AccessDenied")


def five() -> Answers:
    return {"trailList": [{"TrailARN": str(each)} for each in range(5)]}


COSTS: dict[str, tuple[str, Answers, list[Said]]] = {
    "a second trail": ("second-copy", trails(OTHER), [("warn", "$2.00 per 100,000 events")]),
    "a second trail of data events": (
        "second-copy",
        {**trails(OTHER), "get_event_selectors": selecting("s3-data")},
        [("ok", "none of the management events")],
    ),
    "a second trail, without selectors": (
        "second-copy",
        {**trails(OTHER), "get_event_selectors": {}},
        [("warn", "read and write")],
    ),
    "a second trail that logs what writes": (
        "second-copy",
        {**trails(OTHER), "get_event_selectors": selecting("write-only-management")},
        [("warn", "too (write)")],
    ),
    "a second trail that reads only": (
        "second-copy",
        {**trails(OTHER), "get_event_selectors": {"EventSelectors": [{"ReadWriteType": "ReadOnly"}]}},
        [("warn", "too (read)")],
    ),
    "a second trail without management events": (
        "second-copy",
        {**trails(OTHER), "get_event_selectors": {"EventSelectors": [{"IncludeManagementEvents": False}]}},
        [("ok", "none")],
    ),
    "a second trail that is stopped": ("second-copy", {**trails(OTHER), **STOPPED}, [("ok", "is stopped")]),
    "a second trail that cannot be looked at": (
        "second-copy",
        {**trails(OTHER, ELSEWHERE), "get_event_selectors": ConfigurationError("no")},
        [("undecided", "no")] * 2,
    ),
    "a second trail in another Region": (
        "second-copy",
        {**trails(), "list_trails": {"Trails": [ELSEWHERE]}},
        [("warn", "management events too")],
    ),
    "trails that cannot be listed": ("second-copy", {"describe_trails": Throttled("slow")}, [("undecided", "slow")]),
    "four more trails": (
        "trail-limit",
        {"describe_trails": {"trailList": [OWN, *({"TrailARN": str(each)} for each in range(4))]}},
        [("warn", "5 of the 5 trails"), ("ok", "the other Regions (1)")],
    ),
    "five other trails": (
        "trail-limit",
        {"describe_trails": five()},
        [("fail", "no room"), ("fail", "us-east-1 has 5 trails")],
    ),
    "five other trails in another Region": (
        "trail-limit",
        {"describe_trails": lambda asked: five() if asked["region"] == "us-east-1" else trails()["describe_trails"]},
        [("ok", "1 of the 5 trails"), ("fail", "us-east-1 has 5 trails and takes no more")],
    ),
    "a Region that cannot be looked at": (
        "trail-limit",
        {"describe_trails": lambda asked: DENIED if asked["region"] == "us-east-1" else trails()["describe_trails"]},
        [("ok", "1 of the 5 trails"), ("undecided", "whether there is room in us-east-1: AccessDenied")],
    ),
    "Regions that cannot be told": (
        "trail-limit",
        {"describe_regions": ConfigurationError("UnauthorizedOperation")},
        [("ok", "1 of the 5 trails"), ("undecided", "UnauthorizedOperation")],
    ),
    "an event data store": ("lake", store(), [("warn", "Lake takes no new customers since 2026-05-31")]),
    "an event data store of data events": ("lake", store(**selecting("s3-data")), [("ok", "no management events")]),
    "an event data store that is deleted": (
        "lake",
        store(Status="PENDING_DELETION"),
        [("ok", "takes no events (PENDING_DELETION)")],
    ),
    "no event data stores for anybody": (
        "lake",
        {"list_event_data_stores": Unavailable("event data stores: UnsupportedOperationException: no")},
        [("skipped", "no new customers")],
    ),
    "event data stores that cannot be listed": (
        "lake",
        {"list_event_data_stores": ConfigurationError("no")},
        [("undecided", "no")],
    ),
    "every object": (
        "own-activity",
        {"get_event_selectors": selecting("s3-data")},
        [("fail", "archive"), ("fail", "quarantine"), ("fail", "access-logs")],
    ),
    "every object, basic": (
        "own-activity",
        {"get_event_selectors": BASIC_S3},
        [("fail", "archive"), ("fail", "quarantine"), ("fail", "access-logs")],
    ),
    "every function and table": (
        "own-activity",
        {"get_event_selectors": selecting("lambda-data", "dynamodb-data")},
        [
            ("fail", "function:trailkeeper-deliver"),
            ("fail", "function:trailkeeper-verify"),
            ("fail", "function:trailkeeper-watch"),
            ("fail", "table/trailkeeper-ledger"),
            ("fail", "table/trailkeeper-verification"),
            ("fail", "table/trailkeeper-rules"),
        ],
    ),
    "every object that is read": (
        "own-activity",
        {"get_event_selectors": ONLY_READS},
        [("warn", "Unless its readOnly")] * 3,
    ),
    "every object but the archive's": (
        "own-activity",
        {"get_event_selectors": arn_field(NotStartsWith=[ARCHIVE])},
        [("fail", "quarantine"), ("fail", "access-logs")],
    ),
    "objects of the archive's prefix": (
        "own-activity",
        {"get_event_selectors": arn_field(StartsWith=[f"{ARCHIVE}AWSLogs/"])},
        [("fail", "archive")],
    ),
    "one object of the archive": (
        "own-activity",
        {"get_event_selectors": arn_field(Equals=[f"{ARCHIVE}a"])},
        [("fail", "archive")],
    ),
    "objects of another bucket": (
        "own-activity",
        {"get_event_selectors": arn_field(StartsWith=["arn:aws:s3:::other/"])},
        [("ok", "no data events of")],
    ),
    "all but one object of the archive": (
        "own-activity",
        {"get_event_selectors": arn_field(NotEquals=[f"{ARCHIVE}a"], StartsWith=[ARCHIVE])},
        [("fail", "archive")],
    ),
}
