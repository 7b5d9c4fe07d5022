"""The alarms of alarm_table, and whether the records are complete, fresh and proven, each the sum of its alarms.

Made last: an alarm without data yet is not as it should be. One that others explain is composed: it is raised while it
breaches and none of them does. They are asked as measured, so that a cause that is explained itself is still a cause.
A cause may be seen a little later than its consequence, and mended before it: so what explains an alarm suppresses its
actions too, when it comes within the alarm's wait, and for the alarm's tail after it has ended.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html (2026-04-13)
"""

from collections.abc import Iterable, Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from stacks import name
from stacks.alarm_row import Question, Row
from stacks.alarm_table import alarms
from stacks.config import Config

Alarm = cloudwatch.CfnAlarm | cloudwatch.CfnCompositeAlarm
ANSWERS = {
    Question.COMPLETE: "Whether every record is recorded and delivered",
    Question.FRESH: "Whether records and digests come in time",
    Question.PROVEN: "Whether what was delivered is what CloudTrail signed",
}


class Health(Stack):
    def __init__(self, scope: Construct, id: str, config: Config, **stack: Any) -> None:  # noqa: A002  (CDK's word)
        super().__init__(scope, id, **stack)
        self._topic = name.own_arn(self, config, "sns", name.ALARMS)
        rows = list(alarms(config))
        parts: dict[Question, list[Alarm]] = {question: [] for question in Question}
        measured = {row.name: self._measured(row) for row in rows}
        for row in rows:
            told = self._composed(row, measured) if row.because else measured[row.name]
            parts[row.question].append(told)
        for question in Question:
            self._answer(question, parts[question])

    def _measured(self, row: Row) -> cloudwatch.CfnAlarm:
        described = f"What {row.alarm_name} is raised by, which tells of it." if row.because else row.description
        return cloudwatch.CfnAlarm(
            self,
            f"{in_words(row.name)}Measured" if row.because else in_words(row.name),
            alarm_name=row.measured_name,
            alarm_description=described,
            namespace=row.measure.namespace,
            metric_name=row.measure.metric,
            dimensions=[
                cloudwatch.CfnAlarm.DimensionProperty(name=each, value=value) for each, value in row.measure.dimensions
            ],
            statistic=row.statistic,
            period=row.period_seconds,
            evaluation_periods=row.periods,
            datapoints_to_alarm=row.to_alarm,
            threshold=row.threshold,
            comparison_operator="LessThanThreshold" if row.is_below else "GreaterThanOrEqualToThreshold",
            treat_missing_data=row.missing,
            **({} if row.because else self._actions(row)),
        )

    def _composed(self, row: Row, measured: dict[str, cloudwatch.CfnAlarm]) -> cloudwatch.CfnCompositeAlarm:
        causes = [measured[cause] for cause in row.because]
        explained = cloudwatch.CfnCompositeAlarm(
            self,
            f"{in_words(row.name)}Explained",
            alarm_name=row.explained_name,
            alarm_description=f"What explains {row.alarm_name}, and silences it.",
            alarm_rule=any_of(str(cause.alarm_name) for cause in causes),
        )
        after(explained, causes)
        made = cloudwatch.CfnCompositeAlarm(
            self,
            in_words(row.name),
            alarm_name=row.alarm_name,
            alarm_description=row.description,
            alarm_rule=f"{any_of([row.measured_name])} AND NOT {any_of([row.explained_name])}",
            actions_suppressor=row.explained_name,
            actions_suppressor_wait_period=row.wait_seconds,
            actions_suppressor_extension_period=row.tail_seconds,
            **self._actions(row),
        )
        after(made, [measured[row.name], explained])
        return made

    def _actions(self, row: Row) -> dict[str, Any]:
        actions = [] if row.is_told_otherwise else [self._topic]
        return {"actions_enabled": True, "alarm_actions": actions, "ok_actions": [] if row.is_event else actions}

    def _answer(self, question: Question, parts: Sequence[cloudwatch.CfnAlarm | cloudwatch.CfnCompositeAlarm]) -> None:
        """Of the dashboard: whoever is told is told by its parts."""
        made = cloudwatch.CfnCompositeAlarm(
            self,
            in_words(question),
            alarm_name=f"trailkeeper-{question}",
            alarm_description=f"{ANSWERS[question]}: raised while any of its alarms is.",
            alarm_rule=any_of(str(part.alarm_name) for part in parts),
        )
        after(made, parts)


def in_words(row_name: str) -> str:
    return "".join(word.capitalize() for word in row_name.split("-"))


def any_of(alarm_names: Iterable[str]) -> str:
    return " OR ".join(f'ALARM("{each}")' for each in alarm_names)


def after(made: Construct, parts: Iterable[Construct]) -> None:
    """CloudWatch takes no rule on an alarm that is not there, and deletes none that a rule is on.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html (2026-04-13)
    """
    for part in parts:
        made.node.add_dependency(part)
