"""What the saved queries on the whole, and on Trailkeeper's own logs, find."""

from tests.unit.record_case import ACCOUNT, TIMES, USER, Case, call, record

READ = call("s3", "GetObject")
SHOWN = {"service": "s3.amazonaws.com", "action": "GetObject"}
ELSEWHERE = {**READ, "awsRegion": "sa-east-1"}
TLS = {**READ, "tlsDetails.tlsVersion": "TLSv1"}
IDENTIFIED = {**READ, "eventID": "11111111-2222-3333-4444-555555555555"}
DETAILS, AVERAGES = "insightDetails", "insightDetails.insightContext.statistics"
INSIGHT = {
    "eventCategory": "Insight",
    f"{DETAILS}.state": "Start",
    f"{DETAILS}.insightType": "ApiCallRateInsight",
    f"{DETAILS}.eventSource": "s3.amazonaws.com",
    f"{DETAILS}.eventName": "GetObject",
    f"{AVERAGES}.baseline.average": 0.5,
    f"{AVERAGES}.insight.average": 60.0,
}
FOUND = {
    "code": "log-file-altered",
    "severity": "critical",
    "state": "open",
    "object": "archive/a",
    "what": "its hash differs",
    "account": ACCOUNT,
    "region": "eu-central-1",
    "first_seen": "2026-11-24T09:00:00Z",
    "todo": "Find out who wrote it",
}
MATCH = {
    "message": "rule matched",
    "timestamp": "2026-11-24T10:00:00+00:00",
    "rule": "root-use",
    "actor": USER,
    "action": "s3.amazonaws.com GetObject",
    "target": "b",
    "event_id": "1",
    "bucket": "archive",
    "key": "a.json.gz",
}
METRICS = {"rule": "root-use", "RuleMatches": 1}

CASES = (
    Case("overview/most called", (READ, READ), ({"eventName": None},), {**TIMES, **SHOWN, "calls": "2"}),
    Case(
        "overview/who calls most",
        (READ, READ, {**READ, "userIdentity.arn": None, "userIdentity.invokedBy": "s3.amazonaws.com"}),
        ({"userIdentity.type": None},),
        {**TIMES, "who": USER, "identity_type": "IAMUser", "calls": "2"},
    ),
    Case(
        "overview/by region",
        (READ, READ, ELSEWHERE),
        ({"awsRegion": None},),
        {**TIMES, "region": "eu-central-1", "service": "s3.amazonaws.com", "calls": "2"},
    ),
    Case(
        "overview/regions not used",
        (ELSEWHERE,),
        (READ, {**READ, "awsRegion": "us-east-1"}, {"awsRegion": None}),
        {**TIMES, **SHOWN, "region": "sa-east-1", "who": USER, "calls": "1"},
    ),
    Case(
        "overview/by account",
        (READ, READ),
        ({"recipientAccountId": None},),
        {**TIMES, "account": ACCOUNT, "calls": "2"},
    ),
    Case(
        "overview/everything of one account",
        (READ, READ),
        ({**READ, "recipientAccountId": "222233334444"},),
        {**TIMES, **SHOWN, "who": USER, "calls": "2"},
    ),
    Case(
        "overview/records by hour",
        (READ, {**READ, "userIdentity.arn": f"{USER}-2"}),
        (),
        {"hour": "2026-11-24 10:00:00.000", "records": "2", "identities": "2"},
    ),
    Case(
        "overview/by category",
        (READ, READ, INSIGHT),
        ({"eventVersion": None},),
        {**TIMES, "category": "Management", "event_type": "AwsApiCall", "calls": "2"},
    ),
    Case(
        "overview/old tls",
        (TLS, TLS),
        (READ, {**READ, "tlsDetails.tlsVersion": "TLSv1.2"}),
        {**TIMES, "who": USER, "service": "s3.amazonaws.com", "tls": "TLSv1", "calls": "2"},
    ),
    Case(
        "overview/insights",
        (INSIGHT,),
        (READ,),
        {
            "eventTime": "2026-11-24T10:00:00Z",
            "state": "Start",
            "insight_type": "ApiCallRateInsight",
            **SHOWN,
            "usual": "0.5",
            "unusual": "60",
            "account": ACCOUNT,
            "region": "eu-central-1",
        },
    ),
    Case(
        "overview/one record",
        (IDENTIFIED,),
        (READ,),
        {"eventTime": "2026-11-24T10:00:00Z", "action": "GetObject", "@message": record(IDENTIFIED)},
    ),
)
OWN = (
    Case(
        "trailkeeper/findings by code",
        (FOUND, {**FOUND, "object": "archive/b"}),
        ({"message": "START"},),
        {
            "code": "log-file-altered",
            "severity": "critical",
            "told": "2",
            "objects": "2",
            "newest": "2026-11-24T09:00:00Z",
        },
    ),
    Case(
        "trailkeeper/findings still open",
        (FOUND,),
        ({"message": "START"},),
        {
            "code": "log-file-altered",
            "object": "archive/a",
            "account": ACCOUNT,
            "region": "eu-central-1",
            "last_state": "open",
            "severe": "critical",
            "since": "2026-11-24T09:00:00Z",
            "to_do": "Find out who wrote it",
        },
    ),
    Case(
        "trailkeeper/findings of one account",
        (FOUND,),
        ({**FOUND, "account": "222233334444"},),
        {
            "@timestamp": "2026-11-24 10:00:00.000",
            **{name: value for name, value in FOUND.items() if name not in ("account", "first_seen")},
        },
    ),
    Case(
        "trailkeeper/rule matches",
        (MATCH, {**MATCH, "actor": f"{USER}-2"}),
        ({"message": "delivered"}, METRICS),
        {"rule": "root-use", "matches": "2", "actors": "2", "last_match": "2026-11-24T10:00:00+00:00"},
    ),
    Case(
        "trailkeeper/matches of one rule",
        (MATCH,),
        ({**MATCH, "rule": "key-disabled"}, METRICS),
        {
            "@timestamp": "2026-11-24 10:00:00.000",
            **{name: value for name, value in MATCH.items() if name not in ("message", "timestamp", "rule")},
        },
    ),
    Case(
        "trailkeeper/errors of deliver",
        ({"level": "ERROR", "message": "AccessDenied"},),
        ({"level": "INFO", "message": "delivered"}, {"LogFilesRead": 1}),
        {
            "@timestamp": "2026-11-24 10:00:00.000",
            "level": "ERROR",
            "message": "AccessDenied",
            "@message": '{"level":"ERROR","message":"AccessDenied"}',
        },
    ),
)
