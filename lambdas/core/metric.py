"""Every metric that a function emits: its name, its unit in CloudWatch's words, and what it counts."""

import msgspec


class Metric(msgspec.Struct, frozen=True):
    name: str
    unit: str
    meaning: str


MESSAGES_FAILED = Metric("MessagesFailed", "Count", "messages left on the queue, for a retry or for the dead letters")
NOTIFICATIONS_IGNORED = Metric("NotificationsIgnored", "Count", "keys and messages that hold no records by design")
LOG_FILES_READ = Metric("LogFilesRead", "Count", "log files whose records were cut out")
LOG_FILES_REJECTED = Metric("LogFilesRejected", "Count", "notifications and log files that can never be delivered")
TRAILING_BYTES = Metric("TrailingBytes", "Bytes", "bytes after a log file's gzip member, which no digest covers")
RECORDS_READ = Metric("RecordsRead", "Count", "records in the log files that were read")
RECORDS_DELIVERED = Metric("RecordsDelivered", "Count", "records that CloudWatch Logs accepted")
RECORDS_REJECTED = Metric("RecordsRejected", "Count", "records that can never be delivered")
BYTES_DELIVERED = Metric("BytesDelivered", "Bytes", "what CloudWatch Logs counts: UTF-8 and 26 bytes a record")
REQUESTS = Metric("Requests", "Count", "PutLogEvents requests that were accepted")

METRICS = (
    MESSAGES_FAILED,
    NOTIFICATIONS_IGNORED,
    LOG_FILES_READ,
    LOG_FILES_REJECTED,
    TRAILING_BYTES,
    RECORDS_READ,
    RECORDS_DELIVERED,
    RECORDS_REJECTED,
    BYTES_DELIVERED,
    REQUESTS,
)
