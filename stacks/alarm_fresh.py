"""Whether what is called is told in time: deliver, the accounts, watch."""

from lambdas.core import metric as m
from stacks import name
from stacks.alarm_row import HOUR, Missing, Question, Row, errors, of, of_queue

MESSAGE_LATE_SECONDS = 900
"""How late a message may be where nothing fails."""
ALARMS = (
    Row(
        name="messages-late",
        question=Question.FRESH,
        measure=of_queue("ApproximateAgeOfOldestMessage", name.QUEUE),
        threshold=MESSAGE_LATE_SECONDS,
        periods=2,
        to_alarm=2,
        what="Messages wait for longer than two attempts may take.",
        affected="the log files that they name: their records are late.",
        first="look at deliver's throttles, errors and concurrency on the dashboard.",
        missing=Missing.FINE,
        because=("deliver-failing",),
    ),
    Row(
        name="deliver-failing",
        question=Question.FRESH,
        measure=errors(name.DELIVER),
        statistic="Sum",
        periods=6,
        to_alarm=2,
        what="Invocations of deliver fail as a whole.",
        affected="every log file since then: nothing is delivered. After five attempts it is a dead letter.",
        first="read the last error in deliver's log; it names what a person has to change.",
        missing=Missing.FINE,
    ),
    Row(
        name="accounts-stale",
        question=Question.FRESH,
        measure=of("watch", m.STALE_ACCOUNTS),
        periods=24,
        to_alarm=24,
        what="Of some accounts no digest has come, or been verified, for hours.",
        affected="the accounts and Regions that watch's log names.",
        first="was the account closed, or the Region disabled (watch.closed_accounts)? Does verify's log name it?",
        because=(
            "digests-silent",
            "verification-late",
            "verify-failing",
            "digests-not-written",
            "log-files-not-written",
            "trail-stopped",
            "trail-missing",
        ),
        tail_seconds=6 * HOUR,
    ),
    Row(
        name="watch-silent",
        question=Question.FRESH,
        measure=of("watch", m.WATCH_RUNS),
        statistic="Sum",
        is_below=True,
        periods=3,
        to_alarm=3,
        what="watch does not look any more.",
        affected="all alarms that it measures for: they stay as they were.",
        first="look at watch's log, and whether its schedule is enabled.",
        missing=Missing.BREACHING,
    ),
    Row(
        name="watch-failing",
        question=Question.FRESH,
        measure=of("watch", m.WATCH_FAILURES),
        periods=3,
        to_alarm=2,
        what="watch cannot look at something.",
        affected="the alarms on that: they stay as they were.",
        first="read the reason in watch's log; mostly a permission, or a Region that does not answer.",
    ),
    Row(
        name="notices-not-told",
        question=Question.FRESH,
        measure=of("deliver", m.TOPIC_FAILURES),
        statistic="Sum",
        what="The alarm topic, which tells this too, did not take notices of security rules.",
        affected="whoever trusts the topic; the records are delivered, and the matches are in deliver's log.",
        first="look at the topic trailkeeper-alarms and at the reason in deliver's log.",
        missing=Missing.FINE,
        is_event=True,
    ),
)
