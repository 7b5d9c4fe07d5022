"""How much is called, by whom, where; and single records."""

from stacks.saved_query.row import SERVICE, WHAT, WHO, Query, counts

QUERIES = (
    Query(
        "overview/most called",
        "Which calls are made most often?",
        counts("ispresent(eventName)", SERVICE, WHAT),
    ),
    Query(
        "overview/who calls most",
        "Which identities call most often?",
        counts("ispresent(userIdentity.type)", WHO, "userIdentity.type as identity_type"),
    ),
    Query(
        "overview/by region",
        "How much is called in which Region, of which service?",
        counts("ispresent(awsRegion)", "awsRegion as region", SERVICE),
    ),
    Query(
        "overview/regions not used",
        "Who calls what in Regions that you do not use?",
        counts(
            'ispresent(awsRegion) and awsRegion not in ["eu-central-1", "us-east-1"]',
            "awsRegion as region",
            WHO,
            SERVICE,
            WHAT,
        ),
    ),
    Query(
        "overview/by account",
        "How much is called in which account?",
        counts("ispresent(recipientAccountId)", "recipientAccountId as account"),
    ),
    Query(
        "overview/everything of one account",
        "What was called in this account, and by whom?",
        counts('recipientAccountId = "111122223333"', SERVICE, WHAT, WHO),
    ),
    Query(
        "overview/records by hour",
        "How many records are there of each hour, and of how many identities?",
        "fields datefloor(@timestamp, 1h) as hour\n"
        "| stats count(*) as records, count_distinct(userIdentity.arn) as identities by hour\n"
        "| sort hour desc\n"
        "| limit 1000",
    ),
    Query(
        "overview/by category",
        "How many records are there of each category and type: management, data, network activity, Insights?",
        counts("ispresent(eventVersion)", "eventCategory as category", "eventType as event_type"),
    ),
    Query(
        "overview/old tls",
        "Who still calls with TLS 1.0 or 1.1?",
        counts('tlsDetails.tlsVersion in ["TLSv1", "TLSv1.1"]', WHO, SERVICE, "tlsDetails.tlsVersion as tls"),
    ),
    Query(
        "overview/insights",
        "Which calls or errors were unusually many, and how many? Needs Insights events.",
        'filter eventCategory = "Insight"\n'
        "| fields eventTime, insightDetails.state as state, insightDetails.insightType as insight_type,"
        " insightDetails.eventSource as service, insightDetails.eventName as action,"
        " insightDetails.insightContext.statistics.baseline.average as usual,"
        " insightDetails.insightContext.statistics.insight.average as unusual,"
        " recipientAccountId as account, awsRegion as region\n"
        "| sort @timestamp desc\n"
        "| limit 1000",
    ),
    Query(
        "overview/one record",
        "What is the whole record of this event?",
        'filter eventID = "11111111-2222-3333-4444-555555555555"\n'
        "| fields eventTime, eventName as action, @message\n"
        "| sort @timestamp desc\n"
        "| limit 10",
    ),
)
