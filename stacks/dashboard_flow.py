"""The flow on the dashboard, left to right: from log files to findings."""

from lambdas.core import metric as m
from stacks import name
from stacks.dashboard_line import AGE, HOUR, VISIBLE, deliver, functions, has_digests, queue, verify, watch
from stacks.dashboard_widget import Graph, Row

FLOW = (
    Row(
        6,
        (
            Graph(
                title="Log files",
                lines=(
                    deliver(m.LOG_FILES_READ, "read"),
                    deliver(m.LOG_FILES_REPEATED, "repeated"),
                    deliver(m.LOG_FILES_RESUMED, "resumed"),
                    deliver(m.LOG_FILES_REJECTED, "rejected"),
                ),
            ),
            Graph(
                title="Records: read = delivered + filtered + quarantined",
                lines=(
                    deliver(m.RECORDS_READ, "read"),
                    deliver(m.RECORDS_DELIVERED, "delivered"),
                    deliver(m.RECORDS_FILTERED, "filtered"),
                    deliver(m.RECORDS_QUARANTINED, "quarantined"),
                ),
            ),
            Graph(
                title="Bytes delivered", unit="bytes", lines=(deliver(m.BYTES_DELIVERED, "as CloudWatch counts them"),)
            ),
        ),
    ),
    Row(
        6,
        (
            Graph(
                title="Delay from record to delivery",
                unit="seconds",
                lines=tuple(
                    deliver(m.DELIVERY_DELAY, label, statistic)
                    for label, statistic in (("median", "p50"), ("99 of 100", "p99"), ("worst", "Maximum"))
                ),
            ),
            Graph(title="PutLogEvents requests", lines=(deliver(m.REQUESTS, "accepted"),)),
            Graph(
                title="Throttles",
                lines=(
                    deliver(m.REQUESTS_THROTTLED, "PutLogEvents"),
                    *functions("Throttles", "Sum"),
                ),
            ),
        ),
    ),
    Row(
        6,
        (
            Graph(
                title="Queue: for how long, and how many wait",
                unit="seconds",
                right_unit="messages",
                limits=("messages-late",),
                lines=(
                    queue(AGE, name.QUEUE, "oldest of deliver (s)"),
                    queue(VISIBLE, name.QUEUE, "messages of deliver", is_right=True),
                    queue(VISIBLE, name.VERIFICATION_QUEUE, "messages of verify", is_right=True),
                ),
            ),
            Graph(
                title="Failed messages, dead letters",
                lines=(
                    deliver(m.MESSAGES_FAILED, "failed, for a retry"),
                    deliver(m.MESSAGES_GIVEN_UP, "given up"),
                    queue(VISIBLE, name.DEAD_LETTERS, "dead letters"),
                    queue(VISIBLE, name.VERIFICATION_DEAD_LETTERS, "dead letters of verify"),
                ),
            ),
            Graph(
                title="Quarantine",
                lines=(
                    deliver(m.RECORDS_QUARANTINED, "records"),
                    deliver(m.LOG_FILES_REJECTED, "log files"),
                    deliver(m.MESSAGES_QUARANTINED, "messages"),
                    watch(m.QUARANTINE_OBJECTS, "objects there", is_right=True),
                ),
            ),
        ),
    ),
    Row(
        6,
        (
            Graph(
                title="Digests, by the hour",
                period_seconds=HOUR,
                needs=has_digests,
                lines=(
                    verify(m.DIGESTS_VERIFIED, "verified"),
                    verify(m.DIGESTS_INVALID, "invalid"),
                    verify(m.DIGESTS_MISSING, "missing"),
                ),
            ),
            Graph(
                title="Log files proven, by the hour",
                period_seconds=HOUR,
                lines=(
                    verify(m.LOG_FILES_PROVEN, "proven"),
                    verify(m.LOG_FILES_REQUEUED, "requeued, without a receipt"),
                ),
            ),
            Graph(
                title="Findings",
                lines=(
                    watch(m.FINDINGS_OPEN, "open"),
                    watch(m.FINDINGS_SEVERE, "open, critical or high"),
                    verify(m.FINDINGS_OPENED, "new"),
                    verify(m.FINDINGS_RESOLVED, "mended"),
                ),
            ),
        ),
    ),
)
