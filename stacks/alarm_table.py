"""Every alarm on a metric: what raises it, and what it tells the person whom it wakes.

One cause is one message: an alarm that another one explains is silent while that one is on (`because`). The alarms
answer three questions, is it complete, is it fresh, is it proven, which stand first on the dashboard.
How CloudWatch counts: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html (2026-04-13)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lambdas.core import metric as m
from lambdas.core.metric import NAMESPACE, SERVICE, Metric
from stacks import name
from stacks.config import Config
from stacks.config.ingestion import Path

MINUTES_5, HOUR = 300, 3600
DIGEST_LATE_SECONDS = 3 * HOUR
"""A digest comes within the two hours after its own; a Region without a log file has one too."""
MESSAGE_LATE_SECONDS = 900
DESCRIPTION_LENGTH = 1024
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (2026-04-13)."""
RUNBOOK = "docs/runbook.md"


class Question(StrEnum):
    COMPLETE = "complete"
    FRESH = "fresh"
    PROVEN = "proven"


class Missing(StrEnum):
    """What a period without data is."""

    IGNORED = "ignore"
    """As the one before: of what watch measures, which may miss a period. That it has ended is an alarm of its own."""
    FINE = "notBreaching"
    BREACHING = "breaching"


@dataclass(frozen=True)
class Measure:
    """One series of CloudWatch's."""

    namespace: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]


def of(service: str, metric: Metric) -> Measure:
    return Measure(NAMESPACE, metric.name, ((SERVICE, service),))


def of_queue(metric: str, queue: str) -> Measure:
    return Measure("AWS/SQS", metric, (("QueueName", queue),))


def errors(function: str) -> Measure:
    return Measure("AWS/Lambda", "Errors", (("FunctionName", function),))


@dataclass(frozen=True, kw_only=True)
class Row:
    name: str
    """What the alarm is called after trailkeeper-, and its heading in the runbook."""
    question: Question
    measure: Measure
    what: str
    affected: str
    first: str
    statistic: str = "Maximum"
    threshold: float = 1
    is_below: bool = False
    """Whether it is raised below the threshold, and not from it on."""
    period_seconds: int = MINUTES_5
    periods: int = 1
    to_alarm: int = 1
    """How many of those periods have to breach."""
    missing: Missing = Missing.IGNORED
    because: tuple[str, ...] = ()
    """The alarms that explain this one."""
    is_told_otherwise: bool = False
    """Whether the alarm topic hears of it in another way, with who, what and where."""

    @property
    def alarm_name(self) -> str:
        return f"trailkeeper-{self.name}"

    @property
    def measured_name(self) -> str:
        """Of the alarm on the metric, where the one of that name is composed of it and of what explains it."""
        return f"{self.alarm_name}-measured" if self.because else self.alarm_name

    @property
    def description(self) -> str:
        return f"{self.what} Affected: {self.affected} First: {self.first} Runbook: {RUNBOOK}#{self.name}"


COMPLETE, FRESH, PROVEN = Question.COMPLETE, Question.FRESH, Question.PROVEN
STATUS = "trailkeeper status names the Regions and CloudTrail's own error."
EVERYTHING = "every account of the trail: what is called there is recorded nowhere."

ALARMS = (
    Row(
        name="trail-missing",
        question=COMPLETE,
        measure=of("watch", m.TRAILS_MISSING),
        what="The trail is not there.",
        affected=EVERYTHING,
        first="find its DeleteTrail in the records, and who made it; then deploy once more.",
    ),
    Row(
        name="trail-stopped",
        question=COMPLETE,
        measure=of("watch", m.REGIONS_STOPPED),
        what="The trail does not log.",
        affected="the Regions that trailkeeper status names: what is called there is recorded nowhere.",
        first="aws cloudtrail start-logging; then find its StopLogging in the records, and who made it.",
        because=("trail-missing",),
    ),
    Row(
        name="trail-changed",
        question=COMPLETE,
        measure=of("watch", m.TRAILS_CHANGED),
        what="The trail is not as it was deployed.",
        affected="what the changed setting is about, which watch's log and trailkeeper doctor name.",
        first="find the UpdateTrail or PutEventSelectors in the records, and who made it; then deploy once more.",
        because=("trail-missing",),
    ),
    Row(
        name="log-files-not-written",
        question=COMPLETE,
        measure=of("watch", m.REGIONS_NOT_DELIVERING),
        what="CloudTrail cannot write log files to the archive. It tries for 30 days.",
        affected="the Regions that trailkeeper status names, whose records are late, and after 30 days lost.",
        first="trailkeeper doctor, which compares the policies of bucket and key; " + STATUS,
        because=("trail-missing",),
    ),
    Row(
        name="notifications-not-published",
        question=COMPLETE,
        measure=of("watch", m.REGIONS_NOT_NOTIFYING),
        what="CloudTrail cannot publish on the trail's topic.",
        affected="log files written meanwhile: deliver hears of them from verify only, hours later.",
        first="trailkeeper doctor, which compares the policies of topic and key; " + STATUS,
        because=("trail-missing",),
    ),
    Row(
        name="link-failing",
        question=COMPLETE,
        measure=of("watch", m.REGIONS_NOT_LINKED),
        what="CloudTrail's own delivery to CloudWatch Logs fails.",
        affected="the log group of the trail's own link, and the metric filters on it.",
        first="trailkeeper doctor, which compares the link's role; " + STATUS,
        because=("trail-missing",),
    ),
    Row(
        name="channel-failing",
        question=COMPLETE,
        measure=of("watch", m.CHANNELS_FAILING),
        what="A channel of CloudTrail Lake could not take in events.",
        affected="the events of its source, which are in no event data store.",
        first="aws cloudtrail get-channel of the channel that watch's log names.",
    ),
    Row(
        name="import-failing",
        question=COMPLETE,
        measure=of("watch", m.IMPORTS_FAILING),
        what="An import into CloudTrail Lake failed.",
        affected="the event data store, which lacks what was to be imported.",
        first="aws cloudtrail list-import-failures of the import that watch's log names.",
    ),
    Row(
        name="dead-letters",
        question=COMPLETE,
        measure=of_queue("ApproximateNumberOfMessagesVisible", name.DEAD_LETTERS),
        what="Messages failed for the last time.",
        affected="the log files that they name, which are in the archive and not in CloudWatch Logs.",
        first="trailkeeper dead-letters list, which tells the reason of each; mend it, then dead-letters redrive.",
        missing=Missing.FINE,
        because=("deliver-failing",),
    ),
    Row(
        name="quarantined",
        question=COMPLETE,
        measure=of("deliver", m.QUARANTINED),
        statistic="Sum",
        what="Something came that cannot be delivered, and went to quarantine.",
        affected="the records, log files or messages there; all others are delivered.",
        first="trailkeeper quarantine list, which tells the reason of each.",
        missing=Missing.FINE,
    ),
    Row(
        name="log-file-rewritten",
        question=COMPLETE,
        measure=of("deliver", m.OBJECTS_REWRITTEN),
        statistic="Sum",
        what="Under the key of a delivered log file there are other bytes now.",
        affected="that log file; what was delivered is what was there first.",
        first="trailkeeper quarantine list names the key; find out who wrote it (access logs of the archive).",
        missing=Missing.FINE,
    ),
    Row(
        name="messages-late",
        question=FRESH,
        measure=of_queue("ApproximateAgeOfOldestMessage", name.QUEUE),
        threshold=MESSAGE_LATE_SECONDS,
        periods=2,
        to_alarm=2,
        what="Messages wait for more than 15 minutes.",
        affected="the log files that they name: their records are late.",
        first="look at deliver's throttles, errors and concurrency on the dashboard.",
        missing=Missing.FINE,
        because=("deliver-failing",),
    ),
    Row(
        name="deliver-failing",
        question=FRESH,
        measure=errors(name.DELIVER),
        statistic="Sum",
        periods=3,
        to_alarm=2,
        what="Invocations of deliver fail as a whole.",
        affected="every log file since then: nothing is delivered. All of it stays on the queue.",
        first="read the last error in deliver's log; it names what a person has to change.",
        missing=Missing.FINE,
    ),
    Row(
        name="accounts-stale",
        question=FRESH,
        measure=of("watch", m.STALE_ACCOUNTS),
        what="Of some accounts no digest has come for hours.",
        affected="the accounts and Regions that watch's log names.",
        first="look whether the account was closed or has left the organization, or its Region was disabled.",
        because=(
            "digests-silent",
            "verification-late",
            "verify-failing",
            "digests-not-written",
            "log-files-not-written",
            "trail-stopped",
            "trail-missing",
        ),
    ),
    Row(
        name="watch-silent",
        question=FRESH,
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
        question=FRESH,
        measure=of("watch", m.WATCH_FAILURES),
        periods=3,
        to_alarm=2,
        what="watch cannot look at something.",
        affected="the alarms on that: they stay as they were.",
        first="read the reason in watch's log; mostly a permission, or a Region that does not answer.",
    ),
    Row(
        name="digests-not-written",
        question=PROVEN,
        measure=of("watch", m.REGIONS_NOT_SIGNING),
        what="CloudTrail cannot write digests to the archive.",
        affected="the hours since then, which nothing proves.",
        first="trailkeeper doctor, which compares the policies of bucket and key; " + STATUS,
        because=("trail-missing", "log-files-not-written"),
    ),
    Row(
        name="digests-silent",
        question=PROVEN,
        measure=of("watch", m.DIGEST_AGE),
        threshold=DIGEST_LATE_SECONDS,
        what="A Region has had no digest for three hours; one comes every hour, even where nothing is called.",
        affected="the hours since then, which nothing proves, and whatever else the trail does not do there.",
        first=STATUS,
        because=("trail-missing", "trail-stopped", "log-files-not-written", "digests-not-written"),
    ),
    Row(
        name="verification-late",
        question=PROVEN,
        measure=of("watch", m.VERIFICATION_AGE),
        threshold=DIGEST_LATE_SECONDS + HOUR,
        what="No digest has been verified for four hours.",
        affected="the hours since then: tampering and loss would go unseen.",
        first="look at verify's log and at the queue trailkeeper-verification.",
        because=(
            "verify-failing",
            "digests-silent",
            "digests-not-written",
            "log-files-not-written",
            "trail-stopped",
            "trail-missing",
        ),
    ),
    Row(
        name="verify-failing",
        question=PROVEN,
        measure=errors(name.VERIFY),
        statistic="Sum",
        periods=3,
        to_alarm=2,
        what="Invocations of verify fail as a whole.",
        affected="the digests since then, which are not verified.",
        first="read the last error in verify's log; it names what a person has to change.",
        missing=Missing.FINE,
    ),
    Row(
        name="verification-dead-letters",
        question=PROVEN,
        measure=of_queue("ApproximateNumberOfMessagesVisible", name.VERIFICATION_DEAD_LETTERS),
        what="Accounts could not be verified three times over.",
        affected="the accounts that the messages name; the next hour tries them again.",
        first="read verify's log for the reason; then purge the queue trailkeeper-verification-dead-letters.",
        missing=Missing.FINE,
        because=("verify-failing",),
    ),
    Row(
        name="findings-severe",
        question=PROVEN,
        measure=of("watch", m.FINDINGS_SEVERE),
        what="Critical or high findings are open: something is altered, missing or forged, or cannot be proven.",
        affected="the objects that the findings name; each was told on the alarm topic.",
        first="read the findings' log group, and do what each says is to do.",
        is_told_otherwise=True,
    ),
    Row(
        name="findings-not-told",
        question=PROVEN,
        measure=of("verify", m.TOPIC_FAILURES),
        statistic="Sum",
        what="The alarm topic did not take what verify found.",
        affected="whoever trusts the topic; the findings' log group has it all, and verify tries again.",
        first="look at the topic trailkeeper-alarms and at the reason in verify's log.",
        missing=Missing.FINE,
    ),
    Row(
        name="notices-not-told",
        question=FRESH,
        measure=of("deliver", m.TOPIC_FAILURES),
        statistic="Sum",
        what="The alarm topic did not take notices of security rules.",
        affected="whoever trusts the topic; the records are delivered, and the matches are in deliver's log.",
        first="look at the topic trailkeeper-alarms and at the reason in deliver's log.",
        missing=Missing.FINE,
    ),
)
BY_NAME = {row.name: row for row in ALARMS}


def alarms(config: Config) -> Iterator[Row]:
    """The rows of a deployment, without causes that it cannot have."""
    left_out = set(_left_out(config))
    for row in ALARMS:
        if row.name not in left_out:
            yield Row(**{**vars(row), "because": tuple(each for each in row.because if each not in left_out)})


def _left_out(config: Config) -> Iterator[str]:
    if Path.NATIVE not in config.paths:
        yield "link-failing"
    if not config.watch.channels:
        yield "channel-failing"
    if not config.watch.event_data_stores:
        yield "import-failing"
    if not config.trail.log_file_validation:
        yield from ("digests-not-written", "digests-silent", "verification-late", "accounts-stale")
    if not config.trail.logging:
        yield "trail-stopped"
