"""Every metric that a function emits: its name, its unit in CloudWatch's words, and what it counts."""

import msgspec


class Metric(msgspec.Struct, frozen=True):
    name: str
    unit: str
    meaning: str


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
)
"""verify's."""
