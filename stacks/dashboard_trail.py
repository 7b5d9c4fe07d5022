"""The trail on the dashboard, Region by Region and at its worst; and the functions."""

from lambdas.core import metric as m
from lambdas.core.metric import REGION
from stacks.dashboard_line import deliver, functions, has_digests, has_lake, has_link, watch
from stacks.dashboard_widget import Graph, Row, Search

TRAIL = (
    Row(
        6,
        (
            Graph(
                title="Trail: since the last digest, by Region",
                unit="seconds",
                limits=("digests-silent",),
                needs=has_digests,
                lines=(Search(metric=m.TRAIL_DIGEST_AGE, statistic="Maximum", by=REGION),),
            ),
            Graph(
                title="Trail: since the last log file, by Region",
                unit="seconds",
                lines=(Search(metric=m.TRAIL_DELIVERY_AGE, statistic="Maximum", by=REGION),),
            ),
            Graph(
                title="Trail: since the last notification, by Region",
                unit="seconds",
                lines=(Search(metric=m.TRAIL_NOTIFICATION_AGE, statistic="Maximum", by=REGION),),
            ),
        ),
    ),
    Row(
        6,
        (
            Graph(
                title="Trail: 1 where it logs, by Region",
                lines=(Search(metric=m.TRAIL_LOGGING, statistic="Minimum", by=REGION),),
            ),
            Graph(
                title="Trail: what is wrong, in how many Regions",
                lines=(
                    watch(m.REGIONS_STOPPED, "stopped"),
                    watch(m.REGIONS_NOT_DELIVERING, "log files not written"),
                    watch(m.REGIONS_NOT_NOTIFYING, "notifications not published"),
                    watch(m.REGIONS_NOT_SIGNING, "digests not written", needs=has_digests),
                    watch(m.REGIONS_NOT_LINKED, "own link failing", needs=has_link),
                    watch(m.TRAILS_MISSING, "trail missing"),
                    watch(m.TRAILS_CHANGED, "settings changed"),
                ),
            ),
            Graph(
                title="Accounts: the worst age, and how many are stale",
                unit="seconds",
                limits=("verification-late",),
                needs=has_digests,
                lines=(
                    watch(m.WORST_ACCOUNT_AGE, "worst account (s)"),
                    watch(m.VERIFICATION_AGE, "newest verified digest (s)"),
                    watch(m.DIGEST_AGE, "worst digest of a Region (s)"),
                    watch(m.STALE_ACCOUNTS, "stale accounts", is_right=True),
                ),
            ),
        ),
    ),
    Row(
        6,
        (
            Graph(
                title="Trail's own link to CloudWatch Logs, by Region",
                unit="seconds",
                needs=has_link,
                lines=(Search(metric=m.TRAIL_LINK_AGE, statistic="Maximum", by=REGION),),
            ),
            Graph(
                title="CloudTrail Lake: what fails",
                needs=has_lake,
                lines=(
                    watch(m.CHANNELS_FAILING, "channels", needs=lambda config: bool(config.watch.channels)),
                    watch(m.IMPORTS_FAILING, "imports", needs=lambda config: bool(config.watch.event_data_stores)),
                ),
            ),
        ),
    ),
)

FUNCTIONS = (
    Row(
        6,
        (
            Graph(title="Functions: invocations", lines=functions("Invocations", "Sum")),
            Graph(
                title="Functions: errors",
                lines=(*functions("Errors", "Sum"), watch(m.WATCH_FAILURES, "what watch could not look at")),
            ),
            Graph(title="Functions: longest invocation", unit="milliseconds", lines=functions("Duration", "Maximum")),
            Graph(title="watch: looks that came to their end", lines=(watch(m.WATCH_RUNS, "looks", "Sum"),)),
        ),
    ),
    Row(
        6,
        (
            Graph(
                title="What was odd, and delivered all the same",
                lines=(
                    deliver(m.RECORDS_ODD, "oddities of records"),
                    deliver(m.RECORDS_RESTAMPED, "records under another time"),
                    deliver(m.OBJECTS_REWRITTEN, "log files rewritten"),
                ),
            ),
            Graph(
                title="What was passed over by design",
                right_unit="bytes",
                lines=(
                    deliver(m.NOTIFICATIONS_IGNORED, "keys and messages without records"),
                    deliver(m.TRAILING_BYTES, "bytes after a gzip member", is_right=True),
                ),
            ),
        ),
    ),
)
