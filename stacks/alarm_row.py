"""What an alarm is: what raises it, what it tells the person whom it wakes, and what silences it."""

from dataclasses import dataclass
from enum import StrEnum

from lambdas.core.metric import NAMESPACE, SERVICE, Metric

MINUTES_5, HOUR = 300, 3600
RUNBOOK = "docs/runbook.md"
DESCRIPTION_LENGTH = 1024
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (2026-04-13)."""
STATUS = "trailkeeper status names the Regions and CloudTrail's own error."


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
    wait_seconds: int = 600
    """How long to wait for what explains it to be seen, before anything is told."""
    tail_seconds: int = 900
    """How long after what explains it this one still says nothing."""
    is_event: bool = False
    """Whether it is of what has happened, so that its end says nothing: that is not told."""
    is_told_otherwise: bool = False
    """Whether the alarm topic hears of it in another way, with who, what and where."""
    runbook: str = RUNBOOK

    @property
    def alarm_name(self) -> str:
        return f"trailkeeper-{self.name}"

    @property
    def measured_name(self) -> str:
        """Of the alarm on the metric, where the one of that name is composed of it and of what explains it."""
        return f"{self.alarm_name}-measured" if self.because else self.alarm_name

    @property
    def explained_name(self) -> str:
        """Of the alarm that is on while one is that explains this one."""
        return f"{self.alarm_name}-explained"

    @property
    def description(self) -> str:
        return f"{self.what} Affected: {self.affected} First: {self.first} Runbook: {self.runbook}#{self.name}"
