"""Every metric that a function emits: its name, its unit in CloudWatch's words, what it counts, and its dimensions.

Each has the dimension service, the function that emits it. What more would have a value for each account is none: those
values stand in the ledger and in the log, and a metric carries the worst of them and how many there are.
"""

import msgspec

NAMESPACE = "Trailkeeper"
SERVICE = "service"
TRAIL, REGION, RULE = "trail", "region", "rule"


class Metric(msgspec.Struct, frozen=True):
    name: str
    unit: str
    meaning: str
    dimensions: tuple[str, ...] = ()
    """Beside service."""


MESSAGES_FAILED = Metric("MessagesFailed", "Count", "messages left on the queue, for a retry or for the dead letters")
MESSAGES_GIVEN_UP = Metric(
    "MessagesGivenUp", "Count", "messages that failed for the last time and went to the dead letters"
)
MESSAGES_QUARANTINED = Metric(
    "MessagesQuarantined", "Count", "messages of an unknown shape, or that name a foreign object"
)
NOTIFICATIONS_IGNORED = Metric("NotificationsIgnored", "Count", "keys and messages that hold no records by design")
LOG_FILES_READ = Metric("LogFilesRead", "Count", "log files whose records were cut out")
LOG_FILES_REPEATED = Metric("LogFilesRepeated", "Count", "log files that had their receipt already, and were skipped")
LOG_FILES_RESUMED = Metric("LogFilesResumed", "Count", "log files continued where an earlier attempt had ended")
LOG_FILES_REJECTED = Metric("LogFilesRejected", "Count", "log files that can never be delivered: quarantined")
OBJECTS_REWRITTEN = Metric("ObjectsRewritten", "Count", "log files whose key now holds other bytes")
TRAILING_BYTES = Metric("TrailingBytes", "Bytes", "bytes after a gzip member, which no digest covers")
RECORDS_READ = Metric("RecordsRead", "Count", "records delivered, filtered and quarantined")
RECORDS_DELIVERED = Metric("RecordsDelivered", "Count", "records that CloudWatch Logs accepted")
RECORDS_FILTERED = Metric("RecordsFiltered", "Count", "records of the pipeline's own activity")
RECORDS_QUARANTINED = Metric("RecordsQuarantined", "Count", "records that cannot be delivered, now in quarantine")
RECORDS_ODD = Metric("RecordsOdd", "Count", "oddities of records, which are delivered all the same")
RECORDS_RESTAMPED = Metric("RecordsRestamped", "Count", "records delivered under another time than their own")
BYTES_DELIVERED = Metric("BytesDelivered", "Bytes", "what CloudWatch Logs counts: UTF-8 and 26 bytes a record")
REQUESTS = Metric("Requests", "Count", "PutLogEvents requests that were accepted")
REQUESTS_THROTTLED = Metric("RequestsThrottled", "Count", "PutLogEvents requests that were refused because of the rate")
DELIVERY_DELAY = Metric(
    "DeliveryDelaySeconds", "Seconds", "age of a log file's newest record when all of it was delivered; one value each"
)
QUARANTINED = Metric(
    "Quarantined", "Count", "records, log files and messages that went to quarantine: the sum of those three metrics"
)
RULE_MATCHES = Metric("RuleMatches", "Count", "records that a security rule matched", (RULE,))
NOTICES_SENT = Metric("NoticesSent", "Count", "notices of security rules that the alarm topic took")
NOTICES_HELD = Metric(
    "NoticesHeld", "Count", "matches of security rules that no notice was sent of, as there was one of rule and actor"
)
TOPIC_FAILURES = Metric("TopicFailures", "Count", "what the alarm topic did not take")
DIGESTS_VERIFIED = Metric("DigestsVerified", "Count", "digests that are CloudTrail's own, and follow the one before")
DIGESTS_INVALID = Metric(
    "DigestsInvalid", "Count", "digests that are not CloudTrail's, or do not follow the one before"
)
DIGESTS_MISSING = Metric("DigestsMissing", "Count", "digests found to be missing")
LOG_FILES_PROVEN = Metric(
    "LogFilesProven", "Count", "log files whose delivered bytes are those that CloudTrail signed, by receipt and digest"
)
LOG_FILES_REQUEUED = Metric(
    "LogFilesRequeued", "Count", "log files without a receipt, put on the delivery queue once more"
)
FINDINGS_OPENED = Metric("FindingsOpened", "Count", "findings that are new")
FINDINGS_RESOLVED = Metric("FindingsResolved", "Count", "findings that are mended")

# watch's. What is of one Region of the trail: 1 for yes and 0 for no, and ages.
TRAIL_LOGGING = Metric("TrailLogging", "Count", "1 where the trail logs, 0 where it is stopped", (TRAIL, REGION))
TRAIL_DELIVERY_ERROR = Metric(
    "TrailDeliveryError", "Count", "1 where CloudTrail could not write the last log file", (TRAIL, REGION)
)
TRAIL_NOTIFICATION_ERROR = Metric(
    "TrailNotificationError", "Count", "1 where CloudTrail could not publish the last notification", (TRAIL, REGION)
)
TRAIL_DIGEST_ERROR = Metric(
    "TrailDigestError", "Count", "1 where CloudTrail could not write the last digest", (TRAIL, REGION)
)
TRAIL_LINK_ERROR = Metric(
    "TrailLinkError", "Count", "1 where CloudTrail's own delivery to CloudWatch Logs failed last", (TRAIL, REGION)
)
TRAIL_DELIVERY_AGE = Metric("TrailDeliveryAgeSeconds", "Seconds", "since the last log file", (TRAIL, REGION))
TRAIL_NOTIFICATION_AGE = Metric(
    "TrailNotificationAgeSeconds", "Seconds", "since the last notification", (TRAIL, REGION)
)
TRAIL_DIGEST_AGE = Metric(
    "TrailDigestAgeSeconds", "Seconds", "since the last digest, or since the trail was started", (TRAIL, REGION)
)
TRAIL_LINK_AGE = Metric(
    "TrailLinkAgeSeconds", "Seconds", "since CloudTrail's own last delivery to CloudWatch Logs", (TRAIL, REGION)
)
WATCH_RUNS = Metric("WatchRuns", "Count", "1 for each look that came to its end: watch's heartbeat")
WATCH_FAILURES = Metric("WatchFailures", "Count", "what watch could not look at")
TRAILS_MISSING = Metric("TrailsMissing", "Count", "trails that are not there")
TRAILS_CHANGED = Metric("TrailsChanged", "Count", "settings of the trail that are not as they were deployed")
REGIONS_STOPPED = Metric("RegionsStopped", "Count", "Regions in which the trail does not log")
REGIONS_NOT_DELIVERING = Metric("RegionsNotDelivering", "Count", "Regions whose last log file could not be written")
REGIONS_NOT_NOTIFYING = Metric("RegionsNotNotifying", "Count", "Regions whose last notification was not published")
REGIONS_NOT_SIGNING = Metric("RegionsNotSigning", "Count", "Regions whose last digest could not be written")
REGIONS_NOT_LINKED = Metric("RegionsNotLinked", "Count", "Regions whose own delivery to CloudWatch Logs failed last")
DIGEST_AGE = Metric("DigestAgeSeconds", "Seconds", "the worst TrailDigestAgeSeconds of all Regions")
CHANNELS_FAILING = Metric("ChannelsFailing", "Count", "Lake channels whose last ingestion failed")
IMPORTS_FAILING = Metric("ImportsFailing", "Count", "Lake imports that failed, and were not begun once more")
STALE_ACCOUNTS = Metric("StaleAccounts", "Count", "accounts with a Region whose last verified digest is overdue")
WORST_ACCOUNT_AGE = Metric(
    "WorstAccountAgeSeconds", "Seconds", "age of the last verified digest of the account and Region that is worst"
)
VERIFICATION_AGE = Metric("VerificationAgeSeconds", "Seconds", "age of the newest digest that verify has verified")
FINDINGS_OPEN = Metric("FindingsOpen", "Count", "findings that are open")
FINDINGS_SEVERE = Metric("FindingsSevere", "Count", "findings that are open, and critical or high")
QUARANTINE_OBJECTS = Metric("QuarantineObjects", "Count", "objects in quarantine, counted up to 10,000")

METRICS = (
    MESSAGES_FAILED,
    MESSAGES_GIVEN_UP,
    MESSAGES_QUARANTINED,
    NOTIFICATIONS_IGNORED,
    LOG_FILES_READ,
    LOG_FILES_REPEATED,
    LOG_FILES_RESUMED,
    LOG_FILES_REJECTED,
    OBJECTS_REWRITTEN,
    TRAILING_BYTES,
    RECORDS_READ,
    RECORDS_DELIVERED,
    RECORDS_FILTERED,
    RECORDS_QUARANTINED,
    RECORDS_ODD,
    RECORDS_RESTAMPED,
    BYTES_DELIVERED,
    REQUESTS,
    REQUESTS_THROTTLED,
    DELIVERY_DELAY,
    QUARANTINED,
    NOTICES_SENT,
    NOTICES_HELD,
    TOPIC_FAILURES,
    RULE_MATCHES,
)
"""deliver's."""
VERIFICATION_METRICS = (
    DIGESTS_VERIFIED,
    DIGESTS_INVALID,
    DIGESTS_MISSING,
    LOG_FILES_PROVEN,
    LOG_FILES_REQUEUED,
    FINDINGS_OPENED,
    FINDINGS_RESOLVED,
    TOPIC_FAILURES,
)
"""verify's."""
REGION_METRICS = (
    TRAIL_LOGGING,
    TRAIL_DELIVERY_ERROR,
    TRAIL_NOTIFICATION_ERROR,
    TRAIL_DIGEST_ERROR,
    TRAIL_LINK_ERROR,
    TRAIL_DELIVERY_AGE,
    TRAIL_NOTIFICATION_AGE,
    TRAIL_DIGEST_AGE,
    TRAIL_LINK_AGE,
)
WATCH_METRICS = (
    *REGION_METRICS,
    WATCH_RUNS,
    WATCH_FAILURES,
    TRAILS_MISSING,
    TRAILS_CHANGED,
    REGIONS_STOPPED,
    REGIONS_NOT_DELIVERING,
    REGIONS_NOT_NOTIFYING,
    REGIONS_NOT_SIGNING,
    REGIONS_NOT_LINKED,
    DIGEST_AGE,
    CHANNELS_FAILING,
    IMPORTS_FAILING,
    STALE_ACCOUNTS,
    WORST_ACCOUNT_AGE,
    VERIFICATION_AGE,
    FINDINGS_OPEN,
    FINDINGS_SEVERE,
    QUARANTINE_OBJECTS,
)
"""watch's."""
SERVICES = {"deliver": METRICS, "verify": VERIFICATION_METRICS, "watch": WATCH_METRICS}
"""By the dimension service."""
